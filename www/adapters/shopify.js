// Shopify, by the Ajax API that every theme has. A theme that takes part in the standard storefront
// actions adds by itself; any other is asked for the parts of the page to draw anew.
//
// - Money is in hundredths whatever the currency: 1,000 yen are 100000, a dinar is 100.
// - An add of many lines is all or nothing by the documentation, and has been seen to be otherwise:
//   after a refusal the cart decides, and only where nothing came of it each line is tried alone.
// - A discount that comes by itself stands in the cart by its name, as one by code does. The codes of a
//   cart are set all at once: those it has are sent along.
// - An answer may be a page: a shop behind a password, a check for robots.

import { ask, digits, spread, watch } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;
const MOST_SECTIONS = 5;
const CHANGES = /\/cart\/(add|change|update|clear)/;

export default ({ pageOf }) => {
  const root = () => globalThis.Shopify?.routes?.root ?? "/";
  const products = new Map();
  let currency;

  const call = async (path, body) => {
    const { ok, status, json } = await ask(root() + path, body);
    if (!ok || !json) throw Object.assign(new Error(json?.description ?? json?.message ?? `${status}`), { status: json && status });
    return json;
  };

  const cart = async () => {
    const now = await call("cart.js");
    currency = now.currency;
    return now;
  };

  const minor = (hundredths) => Math.round(hundredths * 10 ** (digits(currency) - 2));

  // Variants by any of the names that orders may have them under.
  const isOf = (sku) => (variant) => variant.sku === sku || `${variant.id}` === sku;

  const find = async (sku) => {
    let handle = /\/products\/([^/?#]+)/.exec(pageOf(sku))?.[1];
    if (!handle) {
      const query = new URLSearchParams({ q: sku, "resources[type]": "product", "resources[limit]": 1, "resources[options][fields]": "variants.sku" });
      handle = (await call(`search/suggest.json?${query}`)).resources.results.products[0]?.handle;
    }
    const product = handle && (await call(`products/${handle}.js`));
    const variant = product?.variants.find(isOf(sku));
    return variant && { sku, variant: variant.id, product, price: variant.price, available: variant.available, image: variant.featured_image?.src ?? product.featured_image };
  };

  // What the shop says of an item; nothing where it does not answer.
  const known = (sku) => {
    if (!products.has(sku)) {
      products.set(sku, find(sku).catch(() => products.delete(sku) && undefined));
      setTimeout(() => products.delete(sku), FRESH_MILLISECONDS);
    }
    return products.get(sku);
  };

  // The theme's own cart, of the kind that themes took over from Dawn.
  const drawer = () => {
    const element = document.querySelector("cart-drawer,cart-notification");
    return element?.renderContents && element.getSectionsToRender ? element : undefined;
  };

  // Writes, and has the theme draw what changed.
  const change = async (path, body) => {
    const theme = path === "cart/add.js" ? drawer() : undefined;
    const ids = new Set(["cart-icon-bubble", ...(theme?.getSectionsToRender() ?? []).map(({ section, id }) => section ?? id)]);
    const answer = await call(path, { ...body, sections: [...ids].slice(0, MOST_SECTIONS).join(), sections_url: location.pathname });
    try {
      if (theme) {
        theme.renderContents({ ...answer.items?.[0], ...answer });
        theme.classList.remove("is-empty");
      } else draw("cart-icon-bubble", answer.sections);
      globalThis.publish?.("cart-update", { source: "tandem", cartData: answer });
    } catch {} // The theme is of another make. The cart has it.
    return answer;
  };

  const draw = (id, sections) => {
    const html = new DOMParser().parseFromString(sections?.[id] ?? "", "text/html");
    const [now, then] = [document.getElementById(id), html.querySelector(".shopify-section")];
    if (now && then) now.replaceChildren(...then.childNodes);
  };

  const quantities = ({ items }) => items.map(({ key, quantity }) => `${key} ${quantity}`).join();

  const add = async (items) => {
    const actions = globalThis.Shopify?.actions;
    if (actions?.updateCart && actions.updateCart.isDefault?.() === false) {
      const { userErrors } = await actions.updateCart({ lines: items.map(({ id, quantity }) => ({ merchandiseId: `gid://shopify/ProductVariant/${id}`, quantity })) });
      if (userErrors?.length) throw Object.assign(new Error(userErrors[0].message), { status: 422 });
    } else await change("cart/add.js", { items: items.map(({ id, quantity }) => ({ id, quantity })) });
  };

  // Enters the discount as a code, where the cart has not got it by itself.
  const enter = async (discount) => {
    const { items, discount_codes: codes = [], cart_level_discount_applications: applied = [] } = await cart();
    const titles = [...applied, ...items.flatMap((item) => item.discounts ?? [])].map(({ title }) => `${title}`.toLowerCase());
    if (!titles.includes(discount.toLowerCase())) await change("cart/update.js", { discount: [...codes.map(({ code }) => code), discount].join() });
  };

  // Gives the refusals.
  const tryAdd = async (items) => {
    if (!items.length) return [];
    const before = items.length > 1 && quantities(await cart());
    try {
      await add(items);
      return [];
    } catch (error) {
      if (error.status !== 422) throw error;
      if (items.length > 1 && quantities(await cart()) === before) {
        const refusals = [];
        for (const item of items) refusals.push(...(await tryAdd([item])));
        return refusals;
      }
      return Promise.all(
        items.map(async ({ sku }) => {
          products.delete(sku);
          return { sku, code: (await known(sku))?.available === false ? "sold_out" : "", message: error.message };
        }),
      );
    }
  };

  return {
    async getCart() {
      const { items, total_discount: discount } = await cart();
      return { currency, exponent: digits(currency), discountMinor: minor(discount), lines: items.map((item) => ({ sku: item.sku || `${item.variant_id}`, quantity: item.quantity, unitPriceMinor: minor(item.final_price ?? item.price) })) };
    },

    async addLines(lines, discount) {
      const found = await Promise.all(lines.map(async (line) => ({ ...line, id: (await known(line.sku))?.variant })));
      const unknown = found.filter(({ id }) => !id).map(({ sku }) => ({ sku, code: "unknown", message: "" }));
      const errors = [...unknown, ...(await tryAdd(found.filter(({ id }) => id)))];
      if (discount && !errors.length) await enter(discount).catch(() => {}); // The cart says what came of it.
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const lines = (await cart()).items.filter((item) => item.sku === sku || `${item.variant_id}` === sku);
      // What has engravings or a subscription stays longest.
      lines.sort((one, other) => Object.keys(other.properties ?? {}).length - Object.keys(one.properties ?? {}).length);
      for (const [line, keeps] of spread(lines, quantity)) if (keeps !== line.quantity) await change("cart/change.js", { id: line.key, quantity: keeps });
    },

    async getProducts(skus) {
      const found = await Promise.all(skus.map(known));
      currency ??= globalThis.Shopify?.currency?.active ?? (await cart()).currency;
      return found.filter(Boolean).map(({ sku, product, image, price, available }) => ({ sku, priceMinor: minor(price), available, currency, exponent: digits(currency), title: product.title, url: new URL(product.url, location.href).href, image: image && new URL(image, location.href).href }));
    },

    onCartChange(callback) {
      // It is told before the change, with a promise of it.
      const told = ({ promise, detail }) => Promise.resolve(promise ?? detail?.promise).then(callback, callback);
      document.addEventListener("shopify:cart:lines-update", told);
      const ends = [watch(CHANGES, [], callback), globalThis.subscribe?.("cart-update", () => callback())];
      return () => {
        document.removeEventListener("shopify:cart:lines-update", told);
        for (const end of ends) end?.();
      };
    },

    openCart() {
      const actions = globalThis.Shopify?.actions;
      const theme = document.querySelector("cart-drawer");
      if (theme?.open) theme.open();
      else if (actions?.openCart) actions.openCart();
      else location.assign(`${root()}cart`);
    },
  };
};
