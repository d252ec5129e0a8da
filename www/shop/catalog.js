// What the simulated shop sells: read once, searched in memory.

import { hash } from "./draw/colours.mjs";
import { exponentOf, exchanged } from "./money.js";
import { current } from "./settings.js";
import { store } from "./stores.js";

/** Where the shop's pages are: what the addresses in its data are relative to. */
const ROOT = new URL("../", import.meta.url);

let products = [];
let own = "GBP";
let bySku = new Map();
let searched = [];

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

const fetched = async (path) => {
  const answer = await fetch(new URL(path, ROOT));
  if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
  return answer.json();
};

/** Reads the products. Rejects where there are none to read, as on a preview that was never built. */
export async function load() {
  ({ products, currency: own } = await fetched(`${store().folder}/products.json`));
  bySku = new Map(products.map((product) => [product.sku, product]));
  searched = products.map((product) => ` ${plain(`${product.title} ${product.sku}`).replace(/[^\p{L}\p{N}]+/gu, " ")}`);
}

const sheets = new Map();

/** What the table knows of a product: see `make-files.mjs`. `null` where it knows nothing. Never rejects. */
export async function numbersOf(sku) {
  const at = bySku.get(sku)?.image.match(/(\d+)\.svg#/)?.[1];
  if (at === undefined) return null;
  const path = `${store().folder}/numbers/${at}.json`;
  if (!sheets.has(path)) sheets.set(path, fetched(path).catch(() => ({})));
  return (await sheets.get(path))[sku] ?? null;
}

/** The products whose words begin with every word of `words`, most bought first. */
export function search(words, department) {
  const wanted = plain(words).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => ` ${word}`);
  return products.filter((product, i) => (!department || product.department === department) && wanted.every((word) => searched[i].includes(word)));
}

/** A product by its SKU, or `null`. */
export const find = (sku) => bySku.get(sku) ?? null;

/** The product and those that it may be had as instead, in the order of their SKUs; none for a product of one kind. */
export function choicesOf({ family }) {
  if (!family) return [];
  return products.filter((product) => product.family === family).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** The address of a product's picture. */
export const pictureOf = (product) => new URL(product.image, ROOT).href;

/** Whether a product can be bought now, under the preview's stock setting. */
export function isAvailable(product) {
  const { stock } = current();
  if (stock === "none") return false;
  if (stock === "random") return product.available && hash(product.sku) % 3 !== 0;
  return product.available;
}

/** The currency being shown. */
export function currencyNow() {
  const { currency: chosen } = current();
  const currency = chosen === "own" ? own : chosen;
  return { currency, exponent: exponentOf(currency) };
}

/** What a product costs now, in minor units of the currency being shown, or `null`. */
export function priceOf(product) {
  return product.priceMinor === null ? null : exchanged(product.priceMinor, own, currencyNow().currency);
}

/** From which sum on delivery is free, in minor units of the currency being shown. */
export const freeDeliveryMinor = () => exchanged(store().freeDeliveryMinor, own, currencyNow().currency);
