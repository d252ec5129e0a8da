// Makes what the simulated shop sells out of a built catalogue: `products.json` and one picture a
// product, both beside the manifest.
//
//     node www/shop/make-products.mjs www/demo
//
// Prices are those that the orders suggest: good enough for a shop that only pretends to sell, and
// never what the widget itself would show. Every 37th product by popularity is sold out, so that
// the state is seen. The same catalogue gives the same bytes.

import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { gunzipSync } from "node:zlib";
import { motifOf } from "./draw/motifs.mjs";
import { drawPicture } from "./draw/picture.mjs";

const SOLD_OUT_EVERY = 37;
const FIRST_SOLD_OUT = 11;

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

/** A file name that every server and file system takes. Others get no picture of their own. */
const safeName = (sku) => /^[\w.-]+$/.test(sku);

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
    priceMinor,
    available: priceMinor !== null && rank % SOLD_OUT_EVERY !== FIRST_SOLD_OUT,
  }));

  const pictures = join(folder, "pictures");
  await mkdir(pictures, { recursive: true });
  const stale = new Set(await readdir(pictures));
  for (const { sku, title } of products.filter((product) => safeName(product.sku))) {
    const name = `${sku}.svg`;
    stale.delete(name);
    await writeFile(join(pictures, name), drawPicture(title, sku));
  }
  await Promise.all([...stale].map((name) => rm(join(pictures, name))));

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
