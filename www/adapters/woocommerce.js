// WooCommerce, by its Store API.
//
// - A write needs the `Nonce` of the shopper's session. The page's own may be as old as a cache, so
//   only those that answers carry are used, and one that is refused is asked for again, once.
// - `Cart-Token` is never sent: it leads to another cart than the page's cookie.
// - Many lines go as one batch, which is no unit: each has an answer of its own, and needs the nonce.
// - A product with variations is never added itself, but one of them: that which the orders name, the
//   only one, or the one that the shopper has chosen in the form of the product's own page. Where a
//   variation leaves an attribute open, it is filled in with what that form says, with its only value
//   or with the shop's usual one; where none of that says what is meant, nothing is added.
// - Names and messages are HTML; they are decoded as text.

import { ask, careful, grouped, spread, sure, watch } from "../platform/common.js";

const FRESH_MILLISECONDS = 60_000;
const CHANGES = /\/wc\/store\/(v1\/)?(cart\/|batch)|wc-ajax=(add_to|remove_from)_cart/;
const CLASSIC = "added_to_cart removed_from_cart updated_cart_totals";
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u{a0}", pound: "£", euro: "€" };

const plain = (html) =>
  `${html ?? ""}`
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(x?)([\da-f]+)|(\w+));/gi, (all, hex, digits, name) => (name ? (NAMED[name] ?? all) : String.fromCodePoint(Math.min(parseInt(digits, hex ? 16 : 10), 0x10ffff) || 32)));

// How the shop writes money, as it said last.
let writing;
const money = (said) => {
  writing = said;
  return { currency: said.currency_code, exponent: said.currency_minor_unit };
};

export default () => {
  const products = new Map();
  const parents = new Map(); // id of a variation → what its product was asked for by
  let held = new Set(); // ids in the cart as last read
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
    body?.trigger("wc_fragment_refresh").trigger("wc_update_cart");
  };

  // What an item of the cart is called: as it was asked for itself, or as the product whose variation it is.
  const keyOf = ({ sku, id }) => {
    const own = sku || `${id}`;
    return products.has(own) ? own : (parents.get(id) ?? own);
  };

  const keep = (name, answer) => {
    products.set(name, answer);
    setTimeout(() => products.delete(name), FRESH_MILLISECONDS);
  };

  // Looks up what is not known yet, by SKUs, and by ids where a shop has no SKUs: three requests at most.
  const known = async (skus) => {
    const missing = skus.filter((sku) => !products.has(sku));
    if (missing.length) {
      const found = find(missing).catch(() => new Map());
      for (const sku of missing) {
        const product = found.then((all) => all.get(sku.toLowerCase()));
        keep(sku, product);
      }
    }
    return Promise.all(skus.map((sku) => products.get(sku)));
  };

  const find = async (skus) => {
    const found = new Map();
    const look = async (query) => {
      for (const product of sure(await call("products", { query: { ...query, per_page: 100 } }))) {
        found.set(`${product.id}`, product);
        // Looked up by its id, a variation may have the SKU of its product.
        if (!query.type) found.set(product.sku.toLowerCase(), product);
      }
    };
    const ids = () => skus.filter((sku) => /^\d+$/.test(sku) && !found.has(sku)).join();
    await look({ sku: skus.join() });
    if (ids()) await look({ include: ids() });
    if (ids()) await look({ include: ids(), type: "variation" });
    let isNews = false;
    for (const sku of skus) {
      for (const { id } of found.get(sku.toLowerCase())?.variations ?? []) {
        isNews ||= held.has(id) && !parents.has(id);
        parents.set(id, sku);
      }
    }
    // The cart was read before it was known what its variations are of.
    if (isNews) setTimeout(() => window.tandem?.refresh());
    return found;
  };

  // One product or variation by its id.
  const one = (id) => {
    const name = `id ${id}`;
    if (!products.has(name)) keep(name, call(`products/${id}`).then(sure));
    return products.get(name).catch(() => products.delete(name) && undefined);
  };

  const formOf = (id) => document.querySelector(`form.variations_form[data-product_id="${id}"]`);

  // What an add of a product adds: itself, or a variation; nothing where that has yet to be chosen.
  const meant = async (product) => {
    if (product?.type !== "variable") return product;
    const { id, variations = [] } = product;
    const chosen = +formOf(id)?.elements.variation_id?.value || (variations.length === 1 && variations[0].id);
    return chosen ? one(chosen) : undefined;
  };

  // The attributes that a variation leaves open, filled in; nothing where one stays open.
  const filled = async ({ id, parent }) => {
    const { attributes = [], variations = [] } = (await one(parent)) ?? {};
    const selects = formOf(parent)?.querySelectorAll("[name^=attribute_]");
    const open = variations.find((variation) => variation.id === id)?.attributes.filter(({ value }) => value === null) ?? [];
    const variation = open.map(({ name }) => {
      const its = attributes.filter((attribute) => attribute.has_variations);
      const at = its.findIndex((attribute) => attribute.name === name);
      const terms = its[at]?.terms ?? [];
      const term = terms.length === 1 ? terms[0] : terms.find((term) => term.default);
      return { attribute: name, value: selects?.[at]?.value || term?.slug };
    });
    return variation.length && variation.every(({ value }) => value) ? variation : undefined;
  };

  // Another choice has another price.
  document.addEventListener("change", ({ target }) => target.closest?.("form.variations_form") && setTimeout(() => window.tandem?.refresh()));

  return careful({
    async getCart() {
      const { items, totals } = await cart();
      held = new Set(items.map(({ id }) => id));
      // Stated without tax, as the lines are only where the shop shows them so.
      const shown = items.reduce((sum, item) => sum + +item.prices.price * item.quantity, 0);
      const tax = shown > +totals.total_items ? +totals.total_discount_tax : 0;
      return { ...money(totals), discountMinor: +totals.total_discount + tax, lines: items.map((item) => ({ sku: keyOf(item), quantity: item.quantity, unitPriceMinor: +item.prices.price })) };
    },

    async addLines(lines, discount) {
      const found = await known(lines.map(({ sku }) => sku));
      const items = await Promise.all(found.map(meant));
      const errors = [];
      const isToChoose = (at) => found[at] && { code: "options", message: globalThis.wc_add_to_cart_variation_params?.i18n_make_a_selection_text ?? "" };
      const wanted = lines.flatMap(({ sku, quantity }, at) => (items[at] ? { sku, quantity, item: items[at] } : errors.push({ sku, code: "unknown", message: "", ...isToChoose(at) }) && []));
      const bodies = wanted.map(({ item: { id }, quantity }) => ({ id, quantity }));
      const answers = bodies.length ? await add(bodies) : [];
      // Nothing was done of what leaves something open: once more with what is meant.
      const again = [];
      for (const [at, { json }] of answers.entries()) {
        const variation = /_missing_variation_data$/.test(json?.code) && (await filled(wanted[at].item));
        if (variation) again.push({ at, body: { ...bodies[at], variation } });
      }
      if (again.length) for (const [place, answer] of (await add(again.map(({ body }) => body))).entries()) answers[again[place].at] = answer;
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
      await known([sku]); // A product's variations go by its name.
      const lines = (await cart()).items.filter((item) => keyOf(item) === sku);
      for (const [{ key, quantity: now }, keeps] of spread(lines, quantity)) {
        if (keeps !== now) await write(keeps ? "cart/update-item" : "cart/remove-item", { key, quantity: keeps });
      }
      announce("removed_from_cart");
    },

    async getProducts(skus) {
      const found = await known(skus);
      const items = await Promise.all(found.map(meant));
      return skus.flatMap((sku, at) => {
        const product = found[at];
        if (!product) return [];
        const item = items[at];
        const { name, permalink: url, images } = product;
        const { prices } = item ?? product;
        // Before the choice there may be many prices, and no way to add but on the product's own page.
        const isOne = item || prices.price_range?.min_amount === prices.price_range?.max_amount;
        const available = item ? item.is_in_stock && item.is_purchasable : product.is_in_stock && !!formOf(product.id);
        return { sku, title: plain(name), url, image: (item?.images?.[0] ?? images?.[0])?.thumbnail, ...(isOne && { priceMinor: +prices.price }), ...money(prices), available };
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

    formatMoney(decimal, currency) {
      if (writing?.currency_code !== currency) return undefined;
      return plain(writing.currency_prefix + grouped(decimal, writing.currency_thousand_separator, writing.currency_decimal_separator) + writing.currency_suffix);
    },

    openCart() {
      const button = document.querySelector(".wc-block-mini-cart__button");
      if (button) button.click();
      else location.assign(globalThis.wc_add_to_cart_params?.cart_url ?? "/cart/");
    },
  });
};
