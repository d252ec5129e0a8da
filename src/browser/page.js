// What a page says of itself and of its shoppers, the clock of its offers, and how its boxes stand in
// the window.

import { module } from "./load/fetch.js";

// Which product a page is about: its structured data, block by block, as broken blocks are common, a
// node, a list of nodes, or nodes in a `@graph`; then its meta tag; then what shop systems put on the page
// of a product: microdata, and the forms of Magento, WooCommerce, BigCommerce and Shopify.

const IDS = ["sku", "productID", "productGroupID", "mpn"];

const HOOKS = Object.entries({
  "meta[property='product:retailer_item_id']": "content",
  "[itemprop=sku][content]": "content",
  "#product_addtocart_form": "data-product-sku",
  "[name=add-to-cart]": "value",
  "form[data-cart-item-add] [name=product_id]": "value",
  "form[action$='/cart/add'] [name=id]": "value",
});

// A text that says something, or a whole number, as some shops' ids are.
const isId = (id) => (typeof id === "string" ? id.trim() !== "" : Number.isSafeInteger(id));

const isProduct = (node) => [node?.["@type"]].flat().some((kind) => kind === "Product" || kind === "ProductGroup");

export const product = (page) => {
  for (const { textContent } of page.querySelectorAll("script[type='application/ld+json']")) {
    try {
      const nodes = [JSON.parse(textContent)].flat().flatMap((node) => node?.["@graph"] ?? node);
      for (const node of nodes.filter(isProduct)) {
        const name = IDS.find((name) => isId(node[name]));
        if (name) return `${node[name]}`.slice(0, 1_000);
      }
    } catch {}
  }
  for (const [selector, attribute] of HOOKS) {
    const id = page.querySelector(selector)?.getAttribute(attribute);
    if (id) return id;
  }
};

// Which offers hold now, by the shopper's own clock. When one ends, the boxes of the page are
// looked at anew; a page that slept meanwhile notices within a minute.

const LONGEST_MILLISECONDS = 60_000;

const waiting = new Set();

const wait = (ends) => {
  const left = Date.parse(ends) - Date.now();
  if (left > 0) return setTimeout(wait, Math.min(left, LONGEST_MILLISECONDS), ends);
  waiting.delete(ends);
  window.tandem?.refresh();
};

// The sets and quantity breaks of the manifest that are not over, each with its end in words where it has
// one, and its savings too. An end that is no time at all is over.
export const offered = (offers, locale) =>
  offers.flatMap(({ ends, ...offer }) => {
    offer.steps = offer.steps?.map?.((step) => ({ ...step, saving: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(step?.saving) }));
    if (ends === undefined) return offer;
    const end = Date.parse(ends);
    if (!(end > Date.now())) return [];
    if (!waiting.has(ends)) wait(ends, waiting.add(ends));
    return { ...offer, until: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(end) };
  });

// A language's texts, and over them those of the shop's own that fit a box, the strongest last.
export const reworded = (texts, own, locale, placement, segment, tier) =>
  Object.assign(
    {},
    texts,
    ...own
      .filter((it) => `${locale}-`.toLowerCase().startsWith(`${it?.locale}-`) && [placement, segment, tier].every((name, at) => (it[LABELS[at]] ?? name) === name))
      .map((it) => it.texts),
  );
const LABELS = ["placement", "segment", "tier"];

// Hides all boxes, as the loader does; its link back says these words.
export const hideAll = (words) => window.tandem?.optOut(words);

// Measuring: off unless the tag asks for it and the shopper agrees, as the page, its platform or its tag
// says. ANALYTICS is filled in when the widget is packed: the name and digest of what measures.

// When a shopper's word may have changed.
const MAY_CHANGE = ["DOMContentLoaded", "visitorConsentCollected", "wp_listen_for_consent_change"];

let word; // what the page has said itself, if it has
let listening;
let measuring;

const look = async (script) => {
  const { navigator, Shopify, wp_has_consent } = window;
  const agrees = !navigator.globalPrivacyControl && !!(word ?? Shopify?.customerPrivacy?.analyticsProcessingAllowed() ?? wp_has_consent?.("statistics") ?? script.dataset.consent === "granted");
  if (agrees) {
    const [name, integrity] = ANALYTICS;
    measuring ??= module(new URL(name, import.meta.url).href, integrity).then(
      (analytics) => analytics.default(script.dataset),
      () => {}, // What cannot be had measures nothing.
    );
  }
  (await measuring)?.(agrees);
};

export const measure = (script, agreed) => {
  if (typeof ANALYTICS !== "object" || !(script.dataset.analytics || script.dataset.endpoint)) return;
  word = agreed;
  if (!listening) for (const name of MAY_CHANGE) document.addEventListener(name, () => look(script));
  listening = true;
  look(script);
};

// A box on its page: whether it was seen for long enough, when it may let go of the room that the
// loader kept for it, and whether the page has come to be about another product.

const LONG_ENOUGH_MILLISECONDS = 1_000;

// After these a box stands as it will, maybe out of sight.
const SETTLED = ["ready", "empty", "error"];

const boxes = new Map(); // element → { frame, handle, again, about, timer? }

// Below what is on screen a height may change unseen. Asked again where nothing can scroll before
// the frame is drawn: what the observer saw is as old as the last one.
const release = (element, frame) => requestAnimationFrame(() => element.getBoundingClientRect().top > innerHeight && frame.classList.add("free"));

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, intersectionRatio, boundingClientRect, target } of entries) {
      const box = boxes.get(target);
      if (!box) continue;
      clearInterval(box.timer);
      if (intersectionRatio >= 0.5) box.timer = setInterval(() => box.handle.seen() && clearInterval(box.timer), LONG_ENOUGH_MILLISECONDS);
      if (!isIntersecting && boundingClientRect.top > 0 && target.dataset.state !== "loading") release(target, box.frame);
    }
  },
  { threshold: [0, 0.5] },
);

// What is observed anew is looked at anew.
const settled = ({ target }) => {
  observer.unobserve(target);
  if (boxes.has(target)) observer.observe(target);
};

// Which product the page's own words say that a box is about; nothing where its element says so.
const aboutOf = (element) => (element.getAttribute("product") ?? element.dataset.product) ? undefined : product(document);

let following;
new MutationObserver(() => {
  following ??= requestAnimationFrame(() => {
    following = undefined;
    for (const [element, box] of boxes) {
      const about = aboutOf(element);
      if (about !== box.about) {
        box.about = about;
        box.again();
      }
    }
  });
}).observe(document, { childList: true, subtree: true });

/** Watches the element of a box; `again` draws it anew. Gives the function that ends it. */
export const watch = (element, frame, handle, again) => {
  boxes.set(element, { frame, handle, again, about: aboutOf(element) });
  for (const name of SETTLED) element.addEventListener(`tandem:${name}`, settled);
  observer.observe(element);
  return () => {
    for (const name of SETTLED) element.removeEventListener(`tandem:${name}`, settled);
    observer.unobserve(element);
    clearInterval(boxes.get(element)?.timer);
    boxes.delete(element);
  };
};
