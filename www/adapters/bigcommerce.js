// BigCommerce: the storefront's cart, by the shopper's cookie, and its GraphQL for what an item is. The
// token for that is the theme's own, `{{settings.storefront_api.token}}`, in a meta tag. An item is
// named by SKU or by product id.
//
// - A cart has a version: a write to an older one is refused with 409, and nothing of it is done.
// - Taking out the last line deletes the cart, and a session that ends loses it; the next add makes
//   another.
// - Prices are fractions of the main unit.

import { ask, careful, digits, kept, redraw, spread, sure, watch } from "../platform/common.js";

const CART = "/api/storefront/carts";
const FIELDS = "entityId sku name path defaultImage{url(width:320)}prices{price{value currencyCode}}availabilityV2{status}inventory{isInStock}variants(first:50){edges{node{entityId sku isPurchasable inventory{isInStock}prices{price{value currencyCode}}}}}";

export default () => {
  const known = new Map(); // what the table calls it → { productId, variantId? }
  const names = new Map(); // product id, or product and variant id → what the table calls it
  let cart; // as last read; nothing where there is none

  const minor = (value, exponent) => Math.round(value * 10 ** exponent);
  const lines = () => ["physicalItems", "digitalItems"].flatMap((kind) => cart?.lineItems[kind] ?? []);
  const nameOf = ({ productId, variantId, sku }) => names.get(`${productId} ${variantId}`) ?? names.get(`${productId}`) ?? (sku || `${productId}`);
  const held = (sku) => lines().reduce((sum, line) => sum + (nameOf(line) === sku ? line.quantity : 0), 0);

  // Order, coupons and single lines each state their own part of what is taken off.
  const discount = () => [...lines(), cart ?? {}].reduce((sum, { discountAmount = 0 }) => sum + discountAmount, 0) + (cart?.coupons ?? []).reduce((sum, { discountedAmount }) => sum + discountedAmount, 0);

  const read = async () => {
    [cart] = sure(await ask(CART));
    return cart;
  };

  // One write; once more where the cart had moved on meanwhile or is gone, as nothing was done then.
  const write = async (make) => {
    if (!cart) await read();
    const answer = await make();
    if (answer.status !== 409 && answer.status !== 404) return answer;
    await read();
    return make();
  };
  const push = (wanted) => {
    const lineItems = wanted.map(({ sku, quantity }) => ({ ...known.get(sku), quantity }));
    return write(() => (cart ? ask(`${CART}/${cart.id}/items`, { lineItems, version: cart.version }) : ask(CART, { lineItems })));
  };

  // The counter that Stencil themes have, by the event that they know; the basket page's own parts.
  const announce = async () => {
    await read();
    const count = lines().reduce((sum, { quantity }) => sum + quantity, 0);
    window.jQuery?.(document.body).trigger("cart-quantity-update", count);
    for (const pill of document.querySelectorAll(".cart-quantity")) {
      pill.textContent = count;
      pill.classList.toggle("countPill--positive", count > 0);
    }
    try {
      localStorage.setItem("cart-quantity", count);
    } catch {} // Storage is refused.
    await redraw("[data-cart-content],[data-cart-totals]");
  };

  const find = async (skus) => {
    const token = document.querySelector('meta[name="tandem-bigcommerce-token"]')?.content;
    if (!token) return [];
    const parts = skus.flatMap((sku, at) => [`s${at}:product(sku:${JSON.stringify(sku)}){${FIELDS}}`, ...(/^\d+$/.test(sku) ? [`i${at}:product(entityId:${sku}){${FIELDS}}`] : [])]);
    const { data } = sure(await ask("/graphql", { query: `{site{${parts.join("")}}}` }, { Authorization: `Bearer ${token}` }));
    return skus.flatMap((sku, at) => {
      const product = data?.site?.[`s${at}`] ?? data?.site?.[`i${at}`];
      if (!product) return [];
      const variant = product.variants.edges.map(({ node }) => node).find((node) => node.sku === sku);
      const { value, currencyCode: currency } = (variant ?? product).prices?.price ?? {};
      const productId = product.entityId;
      known.set(sku, { productId, ...(variant && { variantId: variant.entityId }) });
      names.set(variant ? `${productId} ${variant.entityId}` : `${productId}`, sku);
      return {
        sku,
        title: product.name,
        url: new URL(product.path, location.href).href,
        image: product.defaultImage?.url,
        available: product.availabilityV2.status !== "Unavailable" && (variant ? variant.isPurchasable && variant.inventory?.isInStock !== false : product.inventory.isInStock),
        ...(currency && { currency, exponent: digits(currency), priceMinor: minor(value, digits(currency)) }),
      };
    });
  };

  const products = kept(find);

  return careful({
    getProducts: products.look,

    async getCart() {
      const now = await read();
      const exponent = now?.currency.decimalPlaces;
      return { currency: now?.currency.code, exponent, discountMinor: now ? minor(discount(), exponent) : undefined, lines: lines().map((line) => ({ sku: nameOf(line), quantity: line.quantity, unitPriceMinor: minor(line.salePrice, exponent) })) };
    },

    async addLines(wanted, code) {
      const unknown = wanted.filter(({ sku }) => !known.has(sku)).map(({ sku }) => sku);
      if (unknown.length) await products.look(unknown);
      for (const sku of unknown) if (!known.has(sku) && /^\d+$/.test(sku)) known.set(sku, { productId: Number(sku) });
      const found = wanted.filter(({ sku }) => known.has(sku));
      const errors = wanted.filter((line) => !found.includes(line)).map(({ sku }) => ({ sku, code: "unknown", message: "" }));
      const refuse = async (line, { json }) => {
        const [live] = await products.anew([line.sku]);
        errors.push({ sku: line.sku, code: live?.available === false ? "sold_out" : "refused", message: json?.detail ?? json?.title ?? "" });
      };
      if (code || found.length > 1) await read(); // What another tab added is not what this add did.
      const before = found.map(({ sku }) => held(sku));
      const off = discount();
      const answer = found.length ? await push(found) : { ok: true };
      if (!answer.ok) {
        if (answer.status >= 500 || !answer.json) sure(answer);
        // One that cannot be had turns all away: what the cart shows unmoved is asked for by itself.
        await read();
        if (found.length === 1) await refuse(found[0], answer);
        else
          for (const [at, line] of found.entries()) {
            const alone = held(line.sku) === before[at] && (await push([line]));
            if (alone && !alone.ok) await refuse(line, alone);
            await read();
          }
      } else if (found.length && !answer.json) sure({ status: answer.status });
      if (code && !errors.length) {
        await read(); // Where it takes off no more by itself, by the coupon; it says what came of that.
        if (discount() <= off) await ask(`/api/storefront/checkouts/${cart?.id}/coupons`, { couponCode: code }).catch(() => {});
      }
      await announce();
      return { errors };
    },

    async setQuantity(sku, quantity) {
      await read();
      for (const [{ id, productId, variantId }, keeps] of spread(lines().filter((line) => nameOf(line) === sku), quantity)) {
        const answer = await write(() => {
          const item = `${CART}/${cart.id}/items/${id}`;
          return keeps ? ask(item, { lineItem: { productId, variantId, quantity: keeps }, version: cart.version }, {}, "PUT") : ask(item, { version: cart.version }, {}, "DELETE");
        });
        if (!answer.ok) sure(answer);
        await read();
      }
      await announce();
    },

    onCartChange: (callback) => watch(/\/remote\/v1\/cart\/|\/api\/storefront\/carts?\/[^/?]+\/items/, [], callback),

    openCart: () => location.assign("/cart.php"),
  });
};
