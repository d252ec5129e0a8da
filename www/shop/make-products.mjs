// Makes what the shop of the real orders sells, beside its manifest.
//
//     node www/shop/make-products.mjs www/demo NUMBERS [data/online-retail.csv.gz]
//
// NUMBERS is what `tandem inspect www/demo --every` printed.
// Names come from the built catalogue. Prices are the shop's own: the one that most lines of its
// order export carry. They are good enough for a shop that only pretends to sell, and the widget
// sees them as it sees any shop's prices, through the page's cart. Products that nothing goes with
// are sold too, so that a page without an offer can be seen, and every 37th product by popularity
// is sold out. The same files give the same bytes.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { motifOf } from "./draw/motifs.mjs";
import { writeShop } from "./make-files.mjs";

const EXPORT = fileURLToPath(new URL("../../data/online-retail.csv.gz", import.meta.url));
const SOLD_OUT_EVERY = 37;
const FIRST_SOLD_OUT = 11;

/** The fields of one line of CSV. No field of this export spans lines. */
function fieldsOf(line) {
  if (!line.includes('"')) return line.split(",");
  const fields = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) fields.push(quoted?.replaceAll('""', '"') ?? plain);
  return fields;
}

/** The key that is counted most often; the one met last where two are. */
function mostOften(counts) {
  let most = null;
  for (const [key, count] of counts) if (most === null || count >= counts.get(most)) most = key;
  return most;
}

/** What the export says of each SKU, in capitals: its orders, and its usual title and price. */
function readExport(text) {
  const items = new Map();
  const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [invoice, code, title, quantity, , price] = fieldsOf(line);
    if (!/^\d/.test(invoice) || !/^\d{5}/.test(code ?? "") || !(Number(quantity) > 0) || !(Number(price) > 0)) continue;
    const sku = code.toUpperCase();
    if (!items.has(sku)) items.set(sku, { orders: new Set(), titles: new Map(), prices: new Map() });
    const item = items.get(sku);
    item.orders.add(invoice);
    if (title) add(item.titles, title.trim());
    add(item.prices, Math.round(Number(price) * 100));
  }
  return items;
}

/** `LUNCH BAG RED` as a shop that does not shout writes it. */
const calm = (title) => title.charAt(0).toUpperCase() + title.slice(1).toLowerCase();

/** The currency, and the SKU and title of every item that has a card in the catalogue of `folder`. */
async function readCatalog(folder) {
  const { catalog } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const cards = [];
  for (const { file } of catalog.shards) {
    const shard = JSON.parse(gunzipSync(await readFile(join(folder, file))).toString("utf8"));
    shard.sku.forEach((sku, i) => sku !== null && cards.push({ sku, title: shard.title[i] ?? sku }));
  }
  return { currency: catalog.currency, exponent: catalog.exponent, cards };
}

async function main(folder, numbers, file) {
  const { currency, exponent, cards } = await readCatalog(folder);
  const sold = readExport(gunzipSync(await readFile(file)).toString("utf8"));
  const known = new Set(cards.map(({ sku }) => sku.toUpperCase()));
  for (const [sku, { titles }] of sold) {
    if (!known.has(sku) && titles.size > 0) cards.push({ sku, title: calm(mostOften(titles)) });
  }
  const ordersOf = ({ sku }) => sold.get(sku.toUpperCase())?.orders.size ?? 0;
  cards.sort((a, b) => ordersOf(b) - ordersOf(a) || (a.sku < b.sku ? -1 : 1));

  const products = cards.map(({ sku, title }, rank) => {
    const item = sold.get(sku.toUpperCase());
    const priceMinor = item ? mostOften(item.prices) : null;
    return {
      sku,
      title,
      department: motifOf(title).department,
      priceMinor,
      available: priceMinor !== null && rank % SOLD_OUT_EVERY !== FIRST_SOLD_OUT,
    };
  });

  await writeShop(folder, "demo", { currency, exponent, products, numbers });
  stdout.write(`${products.length} products and their pictures in ${folder}\n`);
}

const [folder, numbers, file = EXPORT] = argv.slice(2);
if (!numbers) {
  stderr.write("usage: node www/shop/make-products.mjs FOLDER NUMBERS [EXPORT] (where `tandem build --out FOLDER` has been)\n");
  exit(2);
}
main(folder, numbers, file).catch((error) => {
  stderr.write(`${folder}: ${error.message}. Build the table first: tandem build --out ${folder}\n`);
  exit(1);
});
