// The cart of the plain page: a list in memory, and the adapter that lets Tandem read and fill it.
(() => {
  "use strict";
  const THIS = "22697";
  const lines = [];
  const listeners = new Set();

  const products = fetch(new URL("demo/products.json", location.href))
    .then((answer) => answer.json())
    .then((shop) => new Map(shop.products.map((product) => [product.sku, { ...product, currency: shop.currency, exponent: shop.exponent }])));

  const show = (minor, { currency, exponent }) => new Intl.NumberFormat("en", { style: "currency", currency }).format(minor / 10 ** exponent);

  async function draw() {
    const known = await products;
    const rows = lines.map(({ sku, quantity }) => {
      const row = document.createElement("li");
      const { title, priceMinor, ...money } = known.get(sku);
      row.dataset.sku = sku;
      row.append(`${quantity} × ${title}, ${show(priceMinor * quantity, money)}`);
      return row;
    });
    document.querySelector("[data-lines]").replaceChildren(...rows);
    const sum = document.querySelector("[data-sum]");
    sum.hidden = rows.length === 0;
    sum.textContent = `Total ${show(lines.reduce((all, { sku, quantity }) => all + known.get(sku).priceMinor * quantity, 0), known.get(THIS))}`;
  }

  window.tandemAdapter = {
    async getCart() {
      const known = await products;
      const { currency, exponent } = known.get(THIS);
      return { currency, exponent, lines: lines.map((line) => ({ ...line, unitPriceMinor: known.get(line.sku).priceMinor })) };
    },
    async addLines(wanted) {
      const known = await products;
      const errors = [];
      for (const { sku, quantity } of wanted) {
        const line = lines.find((other) => other.sku === sku);
        if (!known.get(sku)?.available) errors.push({ sku, code: "sold_out", message: "It is sold out" });
        else if (line) line.quantity += quantity;
        else lines.push({ sku, quantity });
      }
      await draw();
      for (const listener of listeners) listener();
      return { errors };
    },
    async getProducts(skus) {
      const known = await products;
      return skus
        .map((sku) => known.get(sku))
        .filter((product) => product && product.priceMinor !== null)
        .map(({ sku, title, image, priceMinor, currency, exponent, available }) => ({
          sku,
          title,
          priceMinor,
          currency,
          exponent,
          available,
          image: new URL(image, location.href).href,
        }));
    },
    onCartChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openCart: () => document.querySelector("#basket").focus(),
  };

  addEventListener("DOMContentLoaded", async () => {
    const product = (await products).get(THIS);
    document.querySelector("[data-price]").textContent = show(product.priceMinor, product);
    document.querySelector("[data-picture]").src = product.image;
  });
})();
