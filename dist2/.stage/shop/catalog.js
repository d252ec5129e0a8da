// What the simulated shop sells: read once, searched in memory.

import { hash } from "./draw/colours.mjs";
import { fromPence, exponentOf } from "./money.js";
import { current } from "./settings.js";

/** Where the shop's pages are: what the addresses in its data are relative to. */
const ROOT = new URL("../", import.meta.url);

let products = [];
let bySku = new Map();
let searched = [];

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

/** Reads the products. Rejects where there are none to read, as on a preview that was never built. */
export async function load() {
  const answer = await fetch(new URL("demo/products.json", ROOT));
  if (!answer.ok) throw new Error(`${answer.status} for products.json`);
  ({ products } = await answer.json());
  bySku = new Map(products.map((product) => [product.sku, product]));
  searched = products.map((product) => ` ${plain(`${product.title} ${product.sku}`).replace(/[^\p{L}\p{N}]+/gu, " ")}`);
}

/** The products whose words begin with every word of `words`, most bought first. */
export function search(words, department) {
  const wanted = plain(words).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => ` ${word}`);
  return products.filter((product, i) => (!department || product.department === department) && wanted.every((word) => searched[i].includes(word)));
}

/** A product by its SKU, or `null`. */
export const find = (sku) => bySku.get(sku) ?? null;

/** The address of a product's picture. */
export const pictureOf = (product) => new URL(product.image, ROOT).href;

/** Whether a product can be bought now, under the preview's stock setting. */
export function isAvailable(product) {
  const { stock } = current();
  if (stock === "none") return false;
  if (stock === "random") return product.available && hash(product.sku) % 3 !== 0;
  return product.available;
}

/** What a product costs now, in minor units of the currency being shown, or `null`. */
export function priceOf(product) {
  return product.priceMinor === null ? null : fromPence(product.priceMinor, current().currency);
}

/** The currency being shown. */
export function currencyNow() {
  const { currency } = current();
  return { currency, exponent: exponentOf(currency) };
}

/** From which sum on delivery is free, in minor units of the currency being shown. */
export const freeDeliveryMinor = () => fromPence(5000, current().currency);
