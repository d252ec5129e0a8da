// What the shop sells, and a table made of its own orders.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { PRODUCTS } from "../e2e/harness.mjs";
import { shopper } from "./shop.mjs";

const TANDEM = env.TANDEM ?? "target/debug/tandem";
const ORDERS = 36;
export const LEFT = 500;

/** Three families of four; whoever buys of one buys three. Numbers are those that the shop gives. */
const FAMILY = 4;
export const SOLD = PRODUCTS.filter(({ priceMinor }) => priceMinor > 0)
  .slice(0, 3 * FAMILY)
  .map(({ sku, title, priceMinor }, at) => ({ sku, title, priceMinor, left: LEFT, id: at + 1 }));
export const family = (product) => SOLD.filter(({ id }) => Math.ceil(id / FAMILY) === Math.ceil(product.id / FAMILY));

/** Guests order through the shop's forms, a few at a time. */
async function orders(shop) {
  let next = 0;
  const guest = async () => {
    for (let number = next++; number < ORDERS; number = next++) {
      const who = await shopper(shop);
      const wanted = family(SOLD[(number % 3) * FAMILY]).filter((_, at) => at !== Math.floor(number / 3) % FAMILY);
      for (const { id } of wanted) await who.add(id);
      await who.order(`shopper-${number}@example.com`);
      await who.close();
    }
  };
  await Promise.all([guest(), guest(), guest()]);
}

/** Fills the shop with orders, exports and mines them, and has the widget's host serve the result under `/shop`. */
export async function learned(shop, host) {
  await orders(shop);
  const [lines, products, built] = ["orders.csv", "products.csv", "built"].map((name) => join(shop.data, name));
  await shop.manage("tandem_export", lines, products);
  execFileSync(TANDEM, ["build", "--orders", lines, "--catalog", products, "--out", built], { stdio: "pipe", cwd: shop.data });
  const folder = /^\/shop\/([\w.-]+)$/;
  host.fault = (path) => (folder.test(path) ? { body: readFileSync(join(built, folder.exec(path)[1])) } : undefined);
}
