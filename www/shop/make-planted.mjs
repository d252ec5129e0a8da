// Makes what the made-up shop sells, beside its manifest.
//
//     node www/shop/make-planted.mjs www/planted NUMBERS SHOP
//
// SHOP is where `tandem plant` wrote, NUMBERS what `tandem inspect www/planted --every` printed. Prices
// are the catalogue's. A few are sold out. What was planted is laid beside the numbers, so that the
// preview can say of a suggestion whether it is right. The same files give the same bytes.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { colourOf, KINDS } from "./draw/gadgets.mjs";
import { writeShop } from "./make-files.mjs";

const SOLD_OUT_EVERY = 23;
const FIRST_SOLD_OUT = 9;

/** Columns of the catalogue that are not what a better model has more of. */
const OWN = new Set(["sku", "title", "type", "department", "price", "currency", "url"]);

/** The rows of a CSV of `tandem plant`, as objects. No field of its spans lines. */
function rowsOf(text) {
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
  const [header, ...lines] = text.split(/\r?\n/).filter(Boolean);
  const names = cells(header);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i], cell])));
}

/** By SKU, what was planted: lists of SKUs by relation. */
function readTruth(rows) {
  const truth = new Map();
  for (const { sku, other_sku: other, relation } of rows) {
    if (!truth.has(sku)) truth.set(sku, {});
    (truth.get(sku)[relation] ??= []).push(other);
  }
  return truth;
}

/** In how many orders each SKU is. */
function countOrders(rows) {
  const counts = new Map();
  for (const { sku } of rows) counts.set(sku, (counts.get(sku) ?? 0) + 1);
  return counts;
}

/** A product as the shop has it, and its look. SKUs are `CAM-0003-B1`: department, series, part and step. */
function productOf(row, rank) {
  const [, series, part] = row.sku.split("-");
  const step = Number(part.slice(1)) + 1;
  const sort = /, (.+)$/.exec(row.title)?.[1];
  const choice = part.startsWith("B") ? row.title.split(" ")[1] : sort;
  const features = Object.entries(row).filter(([name, value]) => !OWN.has(name) && value);
  return {
    sku: row.sku,
    title: row.title,
    department: row.department.toLowerCase(),
    priceMinor: Math.round(Number(row.price) * 100),
    available: rank % SOLD_OUT_EVERY !== FIRST_SOLD_OUT,
    ...(choice ? { family: row.sku.slice(0, -1), choice } : {}),
    ...(features.length > 0 ? { features } : {}),
    look: { motif: KINDS[row.type] ?? "present", model: part.startsWith("B") ? step : 1, colour: colourOf(sort, Number(series)) },
  };
}

async function main(folder, numbers, shop) {
  const read = async (name) => rowsOf(await readFile(join(shop, name), "utf8"));
  const [catalog, truth, orders] = await Promise.all(["catalog.csv", "truth.csv", "orders.csv"].map(read));
  const sold = countOrders(orders);
  const ordersOf = ({ sku }) => sold.get(sku) ?? 0;
  catalog.sort((a, b) => ordersOf(b) - ordersOf(a) || (a.sku < b.sku ? -1 : 1));
  const products = catalog.map(productOf);
  await writeShop(folder, "planted", { currency: "EUR", exponent: 2, products, numbers, truth: readTruth(truth) });
  stdout.write(`${products.length} products and their pictures in ${folder}\n`);
}

const [folder, numbers, shop] = argv.slice(2);
if (!shop) {
  stderr.write("usage: node www/shop/make-planted.mjs FOLDER NUMBERS SHOP (where `tandem build --out FOLDER` and `tandem plant --out SHOP` have been)\n");
  exit(2);
}
main(folder, numbers, shop).catch((error) => {
  stderr.write(`${folder}: ${error.message}. Build the table first: cargo xtask demo\n`);
  exit(1);
});
