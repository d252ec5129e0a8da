// What the shop sells, and a table made of its own orders.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { PRODUCTS } from "../e2e/harness.mjs";
import { shopper } from "./shop.mjs";

const TANDEM = env.TANDEM ?? "target/debug/tandem";
const ORDERS = 48;
export const LEFT = 500;

/**
 * Four families of four; whoever buys of one buys three, of the last always the same. Numbers are those
 * that the shop gives.
 */
const FAMILY = 4;
const FAMILIES = 4;
export const SOLD = PRODUCTS.filter(({ priceMinor }) => priceMinor > 0)
  .slice(0, FAMILIES * FAMILY)
  .map(({ sku, title, priceMinor }, at) => ({ sku, title, priceMinor, left: LEFT, id: at + 1 }));
export const family = (product) => SOLD.filter(({ id }) => Math.ceil(id / FAMILY) === Math.ceil(product.id / FAMILY));

/** Guests order through the shop's forms, a few at a time. */
async function orders(shop) {
  let next = 0;
  const guest = async () => {
    for (let number = next++; number < ORDERS; number = next++) {
      const who = await shopper(shop);
      const which = number % FAMILIES;
      const missing = which === FAMILIES - 1 ? FAMILY - 1 : Math.floor(number / FAMILIES) % FAMILY;
      const wanted = family(SOLD[which * FAMILY]).filter((_, at) => at !== missing);
      for (const { id } of wanted) await who.add(id);
      await who.order(`shopper-${number}@example.com`);
      await who.close();
    }
  };
  await Promise.all([guest(), guest(), guest()]);
}

/** What is always bought together, and the shop's own discount on it. */
export const SET = SOLD.slice(-FAMILY, -1);
export const DISCOUNT = { code: "SETPRICE", percent: 10 };

/** Fills the shop with orders, exports and mines them, and has the widget's host serve the result under `/shop`. */
export async function learned(shop, host) {
  await orders(shop);
  const [lines, products, built] = ["orders.csv", "products.csv", "built"].map((name) => join(shop.data, name));
  await shop.manage("tandem_export", lines, products);
  const config = join(shop.data, "tandem.toml");
  const name = SET.map(({ sku }) => sku).sort().join("+");
  writeFileSync(config, `[bundles]\nmin_orders = 10\n\n[[bundle]]\nname = "${name}"\ndiscount = "${DISCOUNT.code}"\nsaving = ${DISCOUNT.percent / 100}\n`);
  execFileSync(TANDEM, ["build", "--config", config, "--orders", lines, "--catalog", products, "--out", built], { stdio: "pipe", cwd: shop.data });
  const folder = /^\/shop\/([\w.-]+)$/;
  host.fault = (path) => (folder.test(path) ? { body: readFileSync(join(built, folder.exec(path)[1])) } : undefined);
}
