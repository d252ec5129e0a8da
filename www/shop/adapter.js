// What a shop with a cart of its own gives to Tandem: the six functions between the two. This is
// the file to copy for a real shop; only the lines that call `request` would be a `fetch`.

import { currencyNow, find, isAvailable, pictureOf, priceOf } from "./catalog.js";
import { FIRST_NONCE, nonceNow, onChange, request } from "./cart.js";
import { go } from "./router.js";
import { href } from "./settings.js";

/** The body of an answer, or an error that names what came instead. */
async function bodyOf(answer) {
  if (!(answer.headers.get("content-type") ?? "").includes("json")) {
    throw new Error(`the cart answered ${answer.headers.get("content-type")}, not JSON`);
  }
  return answer.json();
}

let nonce = FIRST_NONCE;

async function addLines(lines, retry = true) {
  const answer = await request("POST", { lines, nonce });
  const body = await bodyOf(answer);
  // A stale nonce is refused at the door: nothing was added, and a fresh one may be tried, once.
  if (answer.status === 403) nonce = nonceNow();
  if ((answer.status === 409 || answer.status === 403) && retry) return addLines(lines, false);
  if (answer.status === 403) throw new Error(body.message);
  if (answer.status === 409) throw new Error(body.message);
  return { lines: body.cart.lines, errors: body.errors };
}

export const adapter = {
  async getCart() {
    return bodyOf(await request("GET"));
  },
  addLines: (lines) => addLines(lines),
  async getProducts(skus) {
    const known = skus.map(find).filter((product) => product !== null && priceOf(product) !== null);
    return known.map((product) => ({
      sku: product.sku,
      title: product.title,
      url: href(`/product/${encodeURIComponent(product.sku)}`),
      image: pictureOf(product),
      priceMinor: priceOf(product),
      ...currencyNow(),
      available: isAvailable(product),
    }));
  },
  setQuantity: async (sku, quantity) => bodyOf(await request("PUT", { sku, quantity })),
  onCartChange: onChange,
  openCart: () => go(href("/cart")),
};
