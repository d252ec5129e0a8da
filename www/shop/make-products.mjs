// Makes what the simulated shop sells out of a built catalogue: `products.json` and sheets of
// pictures, both beside the manifest.
//
//     node www/shop/make-products.mjs www/demo
//
// Prices are those that the orders suggest: good enough for a shop that only pretends to sell, and
// never what the widget itself would show. Every 37th product by popularity is sold out, so that
// the state is seen. The same catalogue gives the same bytes.

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { gunzipSync } from "node:zlib";
import { motifOf } from "./draw/motifs.mjs";
import { drawSheet } from "./draw/picture.mjs";

const SOLD_OUT_EVERY = 37;
const FIRST_SOLD_OUT = 11;

/** Pictures in one file: as many as a page of the list shows. */
const SHEET = 24;

/** Reads every catalogue shard that the manifest of `folder` names, into one row an item. */
async function readCatalog(folder) {
  const { catalog } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const rows = [];
  for (const { file } of catalog.shards) {
    const shard = JSON.parse(gunzipSync(await readFile(join(folder, file))).toString("utf8"));
    shard.sku.forEach((sku, i) => {
      if (sku !== null) rows.push({ sku, title: shard.title[i] ?? sku, priceMinor: shard.price_minor?.[i] ?? null });
    });
  }
  return { currency: catalog.currency, exponent: catalog.exponent, rows };
}

async function writeWhole(path, text) {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

async function main(folder) {
  const { currency, exponent, rows } = await readCatalog(folder);
  const products = rows.map(({ sku, title, priceMinor }, rank) => ({
    sku,
    title,
    department: motifOf(title).department,
    image: `demo/pictures/${Math.floor(rank / SHEET)}.svg#p${rank}`,
    priceMinor,
    available: priceMinor !== null && rank % SOLD_OUT_EVERY !== FIRST_SOLD_OUT,
  }));

  const pictures = join(folder, "pictures");
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  for (let first = 0; first < products.length; first += SHEET) {
    const sheet = products.slice(first, first + SHEET).map(({ sku, title }, i) => ({ sku, title, id: `p${first + i}` }));
    await writeFile(join(pictures, `${first / SHEET}.svg`), drawSheet(sheet));
  }

  await writeWhole(join(folder, "products.json"), `${JSON.stringify({ currency, exponent, products })}\n`);
  stdout.write(`${products.length} products and their pictures in ${folder}\n`);
}

const folder = argv[2];
if (!folder) {
  stderr.write("usage: node www/shop/make-products.mjs FOLDER (where `tandem build --out FOLDER` has been)\n");
  exit(2);
}
main(folder).catch((error) => {
  stderr.write(`${folder}: ${error.message}. Build the table first: tandem build --out ${folder}\n`);
  exit(1);
});
