// Magento and Adobe Commerce, Luma and Hyvä: the cart of the page's own session, which no GraphQL
// reaches without the id that the session keeps to itself. So it is read and changed as the theme
// itself does it, and GraphQL says what items are, cost, and whether they can be had. An item is named
// by SKU.
//
// - A write needs the form key, which is what the cookie says: pages come from a cache. One that is
//   refused is answered by sending the browser elsewhere, and nothing was done: where the cookie has
//   another key then, the write is made once more.
// - What a cart takes off stands in the basket page's own settings and nowhere else: it is read where a
//   discount was promised. A coupon is entered by that page's form.
// - An add that fails answers 200 with an address to go to; the reason is kept for the next page.

import { ask, careful, digits, kept, redraw, spread, sure, watch } from "../platform/common.js";

export default () => {
  const base = window.BASE_URL ?? "/";
  const known = new Map(); // SKU → product id
  let currency = document.querySelector('meta[property="product:price:currency"],meta[itemprop="priceCurrency"]')?.content;
  let items = []; // the cart's lines as last read

  const minor = (value) => Math.round(value * 10 ** digits(currency));

  const graphql = async (query, variables) => {
    const { data } = sure(await ask(`${base}graphql`, { query, variables }, currency && { "Content-Currency": currency }));
    return data ?? {};
  };

  // As the theme makes it where there is none yet.
  const formKey = () => {
    const now = /(?:^|; )form_key=([^;]+)/.exec(document.cookie)?.[1];
    if (now) return now;
    const key = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    document.cookie = `form_key=${key};path=/;samesite=lax`;
    return key;
  };

  // By the form's own address. Gives whether it was taken; a page is no answer.
  const post = async (path, fields) => {
    const key = formKey();
    const answer = await fetch(`${base}checkout/${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      body: new URLSearchParams({ ...fields, form_key: key }),
    });
    if (answer.type === "opaqueredirect") return formKey() !== key && post(path, fields);
    const json = sure({ ok: answer.ok, status: answer.status, json: await answer.json().catch(() => undefined) });
    return !json.backUrl && json.success !== false;
  };

  const basket = `${base}checkout/cart/`;

  // What the cart takes off; nothing where the basket page does not say, or no box asks.
  const discount = async () => {
    if (!items.length) return 0;
    if (!document.querySelector("[placement=bundle],[data-tandem=bundle]")) return undefined;
    const [, amount] = /"totalsData":\{[^{}]*?"discount_amount":(-?[\d.]+)/.exec(await fetch(basket).then((page) => page.text()).catch(() => "")) ?? [];
    return amount && minor(-amount);
  };

  const getCart = async () => {
    if (!currency) currency = (await graphql("{storeConfig{default_display_currency_code}}")).storeConfig?.default_display_currency_code;
    const { cart } = sure(await ask(`${base}customer/section/load/?sections=cart&force_new_section_timestamp=false`, undefined, { "X-Requested-With": "XMLHttpRequest" }));
    items = (cart.items ?? []).map((item) => ({ id: item.item_id, sku: item.product_sku, quantity: Number(item.qty), price: Number(item.product_price_value) }));
    return { currency, exponent: digits(currency), discountMinor: await discount(), lines: items.map(({ sku, quantity, price }) => ({ sku, quantity, unitPriceMinor: minor(price) })) };
  };

  // Luma keeps the cart in a section of its own store, Hyvä listens to an event.
  const section = (use) => window.require?.(["Magento_Customer/js/customer-data"], use);
  const announce = async () => {
    section((data) => data.reload(["cart"], true));
    dispatchEvent(new CustomEvent("reload-customer-section-data"));
    await redraw(".form-cart,.cart-totals");
  };

  const find = async (skus) => {
    const { products } = await graphql("query($skus:[String]){products(filter:{sku:{in:$skus}},pageSize:50){items{uid sku name url_key url_suffix stock_status small_image{url}price_range{minimum_price{final_price{value currency}}}}}}", { skus });
    return skus.flatMap((sku) => {
      const product = products?.items.find((item) => item.sku.toLowerCase() === sku.toLowerCase());
      if (!product) return [];
      known.set(sku, atob(product.uid));
      const price = product.price_range.minimum_price.final_price;
      currency ??= price.currency;
      return {
        sku,
        title: product.name,
        url: new URL(`${base}${product.url_key}${product.url_suffix ?? ""}`, location.href).href,
        image: product.small_image?.url,
        available: product.stock_status === "IN_STOCK",
        currency: price.currency,
        exponent: digits(price.currency),
        priceMinor: Math.round(price.value * 10 ** digits(price.currency)),
      };
    });
  };

  const products = kept(find);

  return careful({
    getCart,
    getProducts: products.look,

    // The theme's form takes one item: each line is a request, and has its own answer.
    async addLines(lines, code) {
      const unknown = lines.filter(({ sku }) => !known.has(sku)).map(({ sku }) => sku);
      if (unknown.length) await products.look(unknown);
      const refused = [];
      const off = code && ((await getCart()).discountMinor ?? 0);
      try {
        for (const { sku, quantity } of lines) {
          const product = known.get(sku);
          if (!product || !(await post(`cart/add/product/${product}/`, { product, qty: quantity }))) refused.push(sku);
        }
        // Through the basket page's form; the cart says what came of it.
        if (code && !refused.length && (await getCart()).discountMinor === off) await post("cart/couponPost/", { coupon_code: code, remove: 0 }).catch(() => {});
      } finally {
        await announce();
      }
      const live = await products.anew(refused);
      return { errors: refused.map((sku) => ({ sku, code: live.some((item) => item.sku === sku && !item.available) ? "sold_out" : "refused", message: "" })) };
    },

    async setQuantity(sku, quantity) {
      await getCart();
      for (const [{ id }, keeps] of spread(items.filter((item) => item.sku === sku), quantity)) {
        await (keeps ? post("sidebar/updateItemQty/", { item_id: id, item_qty: keeps }) : post("sidebar/removeItem/", { item_id: id }));
      }
      await announce();
    },

    onCartChange(callback) {
      const end = watch(/\/checkout\/(cart\/(add|delete|updatePost|updateItemOptions)|sidebar\/)/, ["private-content-loaded"], callback);
      let told;
      let over;
      section((data) => {
        if (!over) told = data.get("cart").subscribe(callback);
      });
      return () => {
        over = true;
        told?.dispose();
        end();
      };
    },

    openCart() {
      const drawer = document.querySelector(".minicart-wrapper .action.showcart");
      if (drawer) drawer.click();
      else location.assign(basket);
    },
  });
};
