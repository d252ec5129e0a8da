// WooCommerce, by its Store API.
//
// - A write needs the `Nonce` of the shopper's session. The page's own may be as old as a cache, so
//   only those that answers carry are used, and one that is refused is asked for again, once.
// - `Cart-Token` is never sent: it leads to another cart than the page's cookie.
// - Many lines go as one batch, which is no unit: each has an answer of its own, and needs the nonce.
// - Names and messages are HTML; they are decoded as text.

import { ask, spread, sure, watch } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;
const CHANGES = /\/wc\/store\/(v1\/)?(cart\/|batch)|wc-ajax=(add_to|remove_from)_cart/;
const CLASSIC = "added_to_cart removed_from_cart updated_cart_totals";
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

const plain = (html) =>
  `${html ?? ""}`
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(x?)([\da-f]+)|(\w+));/gi, (all, hex, digits, name) => (name ? (NAMED[name] ?? all) : String.fromCodePoint(Math.min(parseInt(digits, hex ? 16 : 10), 0x10ffff) || 32)));

const money = ({ currency_code: currency, currency_minor_unit: exponent }) => ({ currency, exponent });

export default () => {
  const products = new Map();
  const rest = document.querySelector('link[rel="https://api.w.org/"]')?.href ?? new URL("/wp-json/", location.href).href;
  let nonce;

  const call = async (path, { query = {}, body } = {}) => {
    const address = new URL(`${rest}wc/store/v1/${path}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const answer = await ask(address, body, body && { Nonce: nonce });
    nonce = answer.headers.get("Nonce") ?? nonce;
    return answer;
  };

  const cart = async () => sure(await call("cart"));

  const isRefused = ({ status }) => status === 401 || status === 403;

  // Writes; where the shop refuses the nonce, and so did nothing, once more with a new one.
  const write = async (path, body) => {
    if (!nonce) await cart();
    const answer = await call(path, { body });
    if (!isRefused(answer)) return answer;
    await cart();
    return call(path, { body });
  };

  const batch = async (bodies) => {
    const requests = bodies.map((body) => ({ path: "/wc/store/v1/cart/add-item", method: "POST", cache: "no-store", headers: { Nonce: nonce }, body }));
    return sure(await call("batch", { body: { requests } })).responses.map(({ status, body }) => ({ status, json: body }));
  };

  // Adds, and gives an answer for each.
  const add = async (bodies) => {
    if (bodies.length === 1) return [await write("cart/add-item", bodies[0])];
    if (!nonce) await cart();
    const answers = await batch(bodies);
    const again = bodies.filter((_, at) => isRefused(answers[at]));
    if (!again.length) return answers;
    await cart();
    const then = await batch(again);
    return answers.map((answer) => (isRefused(answer) ? then.shift() : answer));
  };

  // Enters the discount as a coupon, where the cart has not got it.
  const enter = async (code) => {
    const { coupons } = await cart();
    if (!coupons.some((coupon) => coupon.code.toLowerCase() === code.toLowerCase())) await write("cart/apply-coupon", { code });
  };

  // Has the theme draw its counter, mini cart and cart page anew.
  const announce = (name) => {
    document.body.dispatchEvent(new CustomEvent(`wc-blocks_${name}`, { bubbles: true, detail: { preserveCartData: false } }));
    const body = globalThis.jQuery?.(document.body);
    body?.trigger("wc_fragment_refresh");
    body?.trigger("wc_update_cart");
  };

  const keyOf = ({ sku, id }) => sku || `${id}`;

  // Looks up what is not known yet, by SKUs, and by ids where a shop has no SKUs: at most two requests.
  const known = async (skus) => {
    const missing = skus.filter((sku) => !products.has(sku));
    if (missing.length) {
      const found = find(missing).catch(() => new Map());
      for (const sku of missing) {
        products.set(sku, found.then((all) => all.get(sku.toLowerCase())));
        setTimeout(() => products.delete(sku), FRESH_MILLISECONDS);
      }
    }
    return Promise.all(skus.map((sku) => products.get(sku)));
  };

  const find = async (skus) => {
    const found = new Map();
    const look = async (query) => {
      for (const product of sure(await call("products", { query: { ...query, per_page: 100 } }))) for (const name of [product.sku, `${product.id}`]) if (name) found.set(name.toLowerCase(), product);
    };
    await look({ sku: skus.join() });
    const ids = skus.filter((sku) => /^\d+$/.test(sku) && !found.has(sku));
    if (ids.length) await look({ include: ids.join() });
    return found;
  };

  return {
    async getCart() {
      const { items, totals } = await cart();
      // Stated without tax, as the lines are only where the shop shows them so.
      const shown = items.reduce((sum, item) => sum + +item.prices.price * item.quantity, 0);
      const tax = shown > +totals.total_items ? +totals.total_discount_tax : 0;
      return { ...money(totals), discountMinor: +totals.total_discount + tax, lines: items.map((item) => ({ sku: keyOf(item), quantity: item.quantity, unitPriceMinor: +item.prices.price })) };
    },

    async addLines(lines, discount) {
      const found = await known(lines.map(({ sku }) => sku));
      const errors = [];
      const wanted = lines.filter(({ sku }, at) => found[at] || !errors.push({ sku, code: "unknown", message: "" }));
      const answers = wanted.length ? await add(wanted.map(({ sku, quantity }) => ({ id: found[lines.findIndex((line) => line.sku === sku)].id, quantity }))) : [];
      for (const [at, { sku }] of wanted.entries()) {
        const { status, json } = answers[at];
        if (!json) throw new Error(`${status}`); // A page is no answer.
        if (status < 300) continue;
        products.delete(sku);
        errors.push({ sku, code: /_out_of_stock$/.test(json.code) && !/partially/.test(json.code) ? "sold_out" : `${json.code}`, message: plain(json.message) });
      }
      if (discount && !errors.length) await enter(discount).catch(() => {}); // The cart says what came of it.
      if (errors.length < lines.length) announce("added_to_cart");
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const lines = (await cart()).items.filter((item) => keyOf(item) === sku);
      for (const [{ key, quantity: now }, keeps] of spread(lines, quantity)) {
        if (keeps !== now) await write(keeps ? "cart/update-item" : "cart/remove-item", { key, quantity: keeps });
      }
      announce("removed_from_cart");
    },

    async getProducts(skus) {
      const found = await known(skus);
      return skus.flatMap((sku, at) => {
        const product = found[at];
        if (!product) return [];
        const { name, permalink: url, images, prices } = product;
        return { sku, title: plain(name), url, image: images?.[0]?.thumbnail, priceMinor: +prices.price, ...money(prices), available: product.is_in_stock && product.is_purchasable };
      });
    },

    onCartChange(callback) {
      const end = watch(CHANGES, ["wc-blocks_added_to_cart", "wc-blocks_removed_from_cart"], callback);
      const body = globalThis.jQuery?.(document.body);
      const told = () => callback();
      body?.on(CLASSIC, told);
      return () => {
        end();
        body?.off(CLASSIC, told);
      };
    },

    openCart() {
      const button = document.querySelector(".wc-block-mini-cart__button");
      if (button) button.click();
      else location.assign(globalThis.wc_add_to_cart_params?.cart_url ?? "/cart/");
    },
  };
};
