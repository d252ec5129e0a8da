// The cart of a shop kind that the widget knows: a module of its own, fetched by the pages that name
// it, or that it is seen to stand on, and made once for a page. ADAPTERS is filled in when the widget
// is packed: names and digests by kind.

import { module, pageOf } from "../load/fetch.js";

// What the page says of a cart that no module is made for.
const configuration = () => document.querySelector("script[data-tandem-shop]")?.textContent;

// What each kind of shop leaves on all its pages.
const seen = () => {
  const has = (selector) => document.querySelector(selector);
  if (configuration()) return "custom";
  if (globalThis.Shopify?.routes) return "shopify";
  if (globalThis.BCData) return "bigcommerce";
  if (has("[data-mage-init],[type='text/x-magento-init']")) return "magento";
  if (has("html[data-media-backend]")) return "magento-graphql"; // PWA Studio and what is made of it.
  if (has("body[class*=woocommerce]")) return "woocommerce";
  if (has("link[href*='/oscar/css/'],script[src*='/oscar/js/']")) return "oscar";
};

const adapters = new Map();

// `settings` goes to the module's default export, which gives an adapter with these functions.
const make = ([name, integrity], settings) => {
  const made = module(new URL(name, import.meta.url).href, integrity).then((shop) => shop.default({ ...settings, configuration: configuration(), pageOf }));
  let shop;
  made.then((it) => (shop = it)).catch(() => {}); // Whoever calls for the cart is told.
  const call = (name) => async (...words) => (await made)[name](...words);
  return {
    getCart: call("getCart"),
    addLines: call("addLines"),
    getProducts: call("getProducts"),
    setQuantity: call("setQuantity"),
    openCart: call("openCart"),
    formatMoney: (...words) => shop?.formatMoney?.(...words),
    onCartChange(callback) {
      let end;
      made.then(
        (shop) => (end ??= shop.onCartChange(callback)),
        () => {}, // Whoever calls for the cart is told.
      );
      return () => {
        end?.();
        end = () => {};
      };
    },
  };
};

// A kind that is not named is seen.
export const adapter = (named, settings) => {
  const kind = named || seen();
  const file = typeof ADAPTERS === "object" && (kind !== "custom" || configuration()) && ADAPTERS[kind];
  if (file && !adapters.has(kind)) adapters.set(kind, make(file, settings));
  return adapters.get(kind);
};

// A function of the page's, be its answer a promise or a plain value, and no longer than a shopper
// waits: longer than a slow shop takes.

const MAX_MILLISECONDS = 15_000;

export const call = async (on, name, words) => {
  if (typeof on[name] !== "function") throw "malformed";
  let timer;
  const late = new Promise((_, failed) => (timer = setTimeout(failed, MAX_MILLISECONDS, "timeout")));
  try {
    return await Promise.race([on[name](...words), late]);
  } finally {
    clearTimeout(timer);
  }
};
