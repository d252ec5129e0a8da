// Magento and Adobe Commerce behind a storefront of its own (PWA Studio's Venia and what is made like
// it): carts, prices and stock by GraphQL. An item is named by SKU.
//
// - The cart is the shop's. A guest's is named by the page or kept in its storage; a customer's is told
//   by the server, to whoever has the storefront's token or, where the page says so, its session.
// - A guest's cart is made only for an add, where the shop has none or the one it names is gone. It is
//   put where the shop looks for its own, and said; where it cannot be put there none is made.
// - Questions are GETs, writes are POSTs. Errors come with 200, beside or in what was asked for.
// - An add of many lines is all or nothing in some versions, and not in others; its errors name no item.
//   After one the cart decides: each line that it shows unmoved is tried alone.

import { ask, careful, digits, kept as keeping, spread, sure, watch } from "../platform/common.js";

const CART = "id items{uid quantity product{sku}prices{price{value}}...on ConfigurableCartItem{configured_variant{sku}}}applied_coupons{code}prices{grand_total{currency}discounts{amount{value}}}";
const GONE = "CART_ID_INVALID";

export default ({ configuration }) => {
  const { graphql = "/graphql", storage = "M2_VENIA_BROWSER_PERSISTENCE__", event = "tandem:cart", open = "/cart", customer } = Object(JSON.parse(configuration ?? "{}"));
  const address = new URL(graphql, location.href);
  if (address.origin !== location.origin) throw new Error(`${address.origin} is not this shop`); // It would get the shopper's token.

  // What the storefront keeps, with its end; a plain text is itself.
  const kept = (name) => {
    let text;
    try {
      text = localStorage.getItem(storage + name);
      const { value, timeStored, ttl } = JSON.parse(text);
      return ttl && Date.now() > timeStored + ttl * 1_000 ? undefined : JSON.parse(value);
    } catch {
      return text || undefined;
    }
  };

  const call = async (query, variables = {}) => {
    const isWrite = query.startsWith("mutation");
    const [token, store, currency] = ["signin_token", "store_view_code", "store_view_currency"].map(kept);
    const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(store && { Store: store }), ...(currency && { "Content-Currency": currency }) };
    const body = { query, variables };
    const { data, errors } = sure(await (isWrite ? ask(address, body, headers) : ask(`${address}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`, undefined, headers)));
    if (errors?.length) throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions?.category === "graphql-no-such-entity" ? GONE : "" });
    return data;
  };

  const isCustomer = () => customer || kept("signin_token");
  const named = () => document.querySelector("[data-cart-id]")?.dataset.cartId || kept("cartId");

  // Nothing where there is none.
  const cart = async () => {
    if (isCustomer()) return (await call(`{customerCart{${CART}}}`)).customerCart;
    const id = named();
    try {
      return id && (await call(`query($id:String!){cart(cart_id:$id){${CART}}}`, { id })).cart;
    } catch (error) {
      if (error.code !== GONE) throw error;
    }
  };

  const announce = (detail) => document.dispatchEvent(new CustomEvent(event, { bubbles: true, detail: { source: "tandem", ...detail } }));

  const made = async () => {
    if (document.querySelector("[data-cart-id]")) throw new Error("the page names a cart that is gone");
    localStorage.setItem(`${storage}cartId`, localStorage.getItem(`${storage}cartId`) ?? ""); // Throws where nothing can be kept.
    const id = (await call("mutation{createEmptyCart}")).createEmptyCart;
    localStorage.setItem(`${storage}cartId`, JSON.stringify({ value: JSON.stringify(id), timeStored: Date.now() }));
    console.info("tandem: the shop had no cart, one was made and put where it looks for it");
    announce({ cartId: id, made: true });
    return id;
  };

  const skuOf = ({ product, configured_variant: variant }) => variant?.sku ?? product.sku;
  const count = (now, sku) => (now?.items ?? []).reduce((sum, item) => sum + (skuOf(item) === sku ? item.quantity : 0), 0);

  // Adds, and gives the first error.
  const put = async (id, lines) => {
    const { addProductsToCart: answer } = await call("mutation($id:String!,$items:[CartItemInput!]!){addProductsToCart(cartId:$id,cartItems:$items){user_errors{code message}}}", {
      id,
      items: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    });
    return answer.user_errors[0];
  };
  const find = async (skus) => {
    const { products } = await call("query($skus:[String]){products(filter:{sku:{in:$skus}},pageSize:50){items{sku name url_key url_suffix stock_status small_image{url}price_range{minimum_price{final_price{value currency}}}}}}", { skus });
    return skus.flatMap((sku) => {
      const product = products.items.find((item) => item.sku.toLowerCase() === sku.toLowerCase());
      if (!product) return [];
      const { value, currency } = product.price_range.minimum_price.final_price;
      const exponent = digits(currency);
      const url = new URL(`/${product.url_key}${product.url_suffix ?? ""}`, location.href).href;
      return { sku, title: product.name, url, image: product.small_image?.url, available: product.stock_status === "IN_STOCK", currency, exponent, priceMinor: Math.round(value * 10 ** exponent) };
    });
  };

  const products = keeping(find);

  return careful({
    getProducts: products.look,

    async getCart() {
      const now = await cart();
      const currency = now?.prices.grand_total.currency ?? (await call("{storeConfig{default_display_currency_code}}")).storeConfig.default_display_currency_code;
      const exponent = digits(currency);
      const minor = (value) => Math.round(value * 10 ** exponent);
      return {
        currency,
        exponent,
        discountMinor: minor((now?.prices.discounts ?? []).reduce((sum, { amount }) => sum + amount.value, 0)),
        lines: (now?.items ?? []).map((item) => ({ sku: skuOf(item), quantity: item.quantity, unitPriceMinor: minor(item.prices.price.value) })),
      };
    },

    async addLines(lines, code) {
      let before = await cart();
      let id = before?.id ?? named() ?? (await made());
      // A cart that is gone took nothing: once more with the one that is there now.
      const add = async (wanted) => {
        const failed = await put(id, wanted).catch((error) => (error.code ? error : Promise.reject(error)));
        if (failed?.code !== GONE) return failed;
        before = await cart();
        const now = before?.id ?? (isCustomer() ? id : await made());
        if (now === id) return failed;
        return put((id = now), wanted);
      };
      const errors = [];
      try {
        const failed = await add(lines);
        const after = failed && lines.length > 1 && (await cart());
        // Chosen before any is tried: where the cart is another meanwhile, what it held before is counted anew.
        const unmoved = failed ? lines.filter(({ sku }) => !after || count(after, sku) === count(before, sku)) : [];
        for (const { sku, quantity } of unmoved) {
          const refused = after ? await add([{ sku, quantity }]) : failed;
          if (refused) errors.push({ sku, code: refused.code, message: refused.message });
        }
        if (code && !failed) {
          const { applied_coupons: coupons, prices } = await cart();
          const isMore = prices.discounts?.length > (before?.prices.discounts?.length ?? 0);
          if (!isMore && !coupons?.length) await call("mutation($id:String!,$code:String!){applyCouponToCart(input:{cart_id:$id,coupon_code:$code}){cart{id}}}", { id, code }).catch(() => {}); // The cart says what came of it.
        }
      } finally {
        announce({ cartId: id });
      }
      const live = await products.anew(errors.map(({ sku }) => sku)).catch(() => []);
      return { errors: errors.map((error) => (live.some(({ sku, available }) => sku === error.sku && !available) ? { ...error, code: "sold_out" } : error)) };
    },

    async setQuantity(sku, quantity) {
      const now = await cart();
      for (const [{ uid, quantity: holds }, keeps] of spread((now?.items ?? []).filter((item) => skuOf(item) === sku), quantity)) {
        if (!keeps) await call("mutation($id:String!,$uid:ID!){removeItemFromCart(input:{cart_id:$id,cart_item_uid:$uid}){cart{id}}}", { id: now.id, uid });
        else if (keeps !== holds) await call("mutation($id:String!,$uid:ID!,$keeps:Float!){updateCartItems(input:{cart_id:$id,cart_items:[{cart_item_uid:$uid,quantity:$keeps}]}){cart{id}}}", { id: now.id, uid, keeps });
      }
      announce({ cartId: now?.id });
    },

    // A write has no query in its address.
    onCartChange: (callback) => watch({ test: (url) => url === address.href }, [event, "storage"], callback),

    openCart: () => location.assign(open),
  });
};
