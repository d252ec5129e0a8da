// A cart for demonstrations, in the tab's storage: the page and the boxes share it through one key
// and one event. Products and prices come from a JSON file.
//
// - sessionStorage["tandem-demo-cart"]: {currency, exponent, lines: [{sku, quantity, title, unitPriceMinor}]}
// - "tandem-demo:cart" on window after every change, by whoever made it; "tandem-demo:open-cart"
//   when the shopper asks to see the cart
// - products: [{sku, title, url, image, priceMinor, currency, exponent, available}], or
//   {currency, exponent, products: […]} with one currency for all

const KEY = "tandem-demo-cart";
const CHANGED = "tandem-demo:cart";
const OPEN = "tandem-demo:open-cart";

const kept = () => {
  try {
    return { lines: [], ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return { lines: [] };
  }
};

export default ({ products = "products.json", manifest }) => {
  let shelf;
  const stocked = () =>
    (shelf ??= (async () => {
      const answer = await fetch(new URL(products, manifest), { credentials: "omit" });
      const { products: list, ...currency } = [await answer.json()].map((json) => (Array.isArray(json) ? { products: json } : json))[0];
      return new Map(list.map((product) => [String(product.sku), { ...currency, ...product }]));
    })());

  return {
    getCart: async () => kept(),

    async addLines(lines) {
      const shelf = await stocked();
      const cart = kept();
      const errors = [];
      for (const { sku, quantity } of lines) {
        const product = shelf.get(sku);
        if (!product || product.available === false) {
          errors.push({ sku, code: "sold_out", message: "" });
          continue;
        }
        const line = cart.lines.find((line) => line.sku === sku) ?? cart.lines[cart.lines.push({ sku, quantity: 0 }) - 1];
        Object.assign(line, { title: product.title, quantity: line.quantity + quantity, unitPriceMinor: product.priceMinor });
        Object.assign(cart, { currency: product.currency, exponent: product.exponent });
      }
      sessionStorage.setItem(KEY, JSON.stringify(cart));
      dispatchEvent(new CustomEvent(CHANGED));
      return { errors };
    },

    async setQuantity(sku, quantity) {
      const cart = kept();
      for (const line of cart.lines) if (line.sku === sku) line.quantity = quantity;
      cart.lines = cart.lines.filter((line) => line.quantity > 0);
      sessionStorage.setItem(KEY, JSON.stringify(cart));
      dispatchEvent(new CustomEvent(CHANGED));
    },

    async getProducts(skus) {
      const shelf = await stocked();
      return skus.map((sku) => shelf.get(sku)).filter(Boolean);
    },

    onCartChange(callback) {
      addEventListener(CHANGED, callback);
      addEventListener("storage", callback);
      return () => {
        removeEventListener(CHANGED, callback);
        removeEventListener("storage", callback);
      };
    },

    openCart: () => dispatchEvent(new CustomEvent(OPEN)),
  };
};
