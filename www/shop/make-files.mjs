// What the demo's two shops have in common: the files of a shop that the simulator reads.
//
// `products.json`: what is sold. `pictures/N.svg`: as many pictures as a page of the list shows.
// `numbers/N.json`: for as many products, what the table knows of each and what goes with it.

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawSheet } from "./draw/picture.mjs";

/** Products in one file of pictures or numbers: as many as a page of the list shows. */
const SHEET = 24;

async function writeWhole(path, text) {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

async function emptied(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

const digits = (number, places) => (number === null ? null : Number(number.toFixed(places)));

/** The numbers of one product, from a line of `tandem inspect --every`. */
function numbersOf(line) {
  const { sku, orders, rules, upgrades, substitutes } = JSON.parse(line);
  const rows = rules.map((rule) => [rule.sku, rule.pair_orders, digits(rule.lift, 2), digits(rule.lift_at_least, 2), rule.source]);
  return [sku, { orders, rules: rows, upgrades: upgrades.map((other) => other.sku), substitutes }];
}

/**
 * Writes a shop into `folder`, whose address is `path`. `products` are in the order of the list, each
 * with a `look` where its title is not to decide on its picture; `numbers` is what `tandem inspect
 * --every` printed, and `truth` a map from SKU to what was planted, where that is known.
 */
export async function writeShop(folder, path, { currency, exponent, products, numbers, truth = new Map() }) {
  const known = new Map((await readFile(numbers, "utf8")).split("\n").filter(Boolean).map(numbersOf));
  const [pictures, sheets] = await Promise.all([emptied(join(folder, "pictures")), emptied(join(folder, "numbers"))]);
  const kept = products.map(({ look, ...product }, i) => ({ ...product, image: `${path}/pictures/${Math.floor(i / SHEET)}.svg#p${i}` }));
  for (let first = 0; first < products.length; first += SHEET) {
    const some = products.slice(first, first + SHEET);
    await writeFile(join(pictures, `${first / SHEET}.svg`), drawSheet(some.map(({ sku, title, look }, i) => ({ sku, title, look, id: `p${first + i}` }))));
    const told = some.map(({ sku }) => [sku, { ...known.get(sku), ...(truth.has(sku) ? { planted: truth.get(sku) } : {}) }]);
    await writeFile(join(sheets, `${first / SHEET}.json`), `${JSON.stringify(Object.fromEntries(told))}\n`);
  }
  await writeWhole(join(folder, "products.json"), `${JSON.stringify({ currency, exponent, products: kept })}\n`);
}
