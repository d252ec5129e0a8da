// Pictures of every state at each width, in both themes and directions, for people to look at: `cargo
// xtask pictures`. With names of states, only those: `node tests/e2e/pictures.mjs cart bundle`.
//
// They go to `tests/e2e/pictures` (not kept), the one of the README to `docs/picture.png`, and those of
// the guides to `docs/shops`. The suite in `tests/pictures` holds a choice of them against what was kept.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { stdout } from "node:process";
import * as bigcommerce from "../hosts/bigcommerce.mjs";
import * as custom from "../hosts/custom.mjs";
import * as magento from "../hosts/magento.mjs";
import * as shopify from "../hosts/shopify.mjs";
import * as woocommerce from "../hosts/woocommerce.mjs";
import { faultOf, STATES, stateOf, } from "../pictures/states.mjs";
import { boxOf, CUP, DIST, guidePicture, launch, open } from "./harness.mjs";
import { serve, TRUSTED_TYPES } from "./serve.mjs";

const FOLDER = "tests/e2e/pictures";
const README_PICTURE = "docs/picture.png";
const WIDTHS = [360, 768, 1440];
const THEMES = ["light", "dark"];
const DIRECTIONS = ["ltr", "rtl"];

const tickTwo = stateOf("box-ticked").act;
const toBox = stateOf("product").act;

const only = process.argv.slice(2);
const browser = await launch();
const site = await serve(DIST);
const shop = await serve(DIST);
site.headers = { "content-security-policy": TRUSTED_TYPES };
shop.fault = (path) => (path === "/embed.html" ? { transform: (bytes) => bytes.toString("utf8").replaceAll("http://localhost:8080", site.origin) } : undefined);
const set = { browser, site };
if (only.length === 0) await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });

let taken = 0;

/** One page for a state at a width; theme and direction are switched on it, as its panel does. */
async function takeAll({ name, path, act, whole, cart, stall }, width) {
  site.fault = faultOf({ stall });
  const page = await open(set, path, { width, height: width < 700 ? 780 : 900, cart });
  await page.waitForSelector('[data-shop="shown"]');
  try {
    await act?.(page);
  } catch (error) {
    stdout.write(`${name} ${width}: ${error.message.split("\n")[0]}\n`);
  }
  for (const theme of THEMES) {
    for (const direction of DIRECTIONS) {
      const own = /locale=ar/.test(path) ? "rtl" : "ltr";
      await page.evaluate(([theme, dir]) => Object.assign(document.documentElement, { dir }).setAttribute("data-theme", theme), [theme, direction]);
      await page.waitForTimeout(120);
      await page.screenshot({ path: join(FOLDER, `${name}-${width}-${theme}${direction === own ? "" : `-${direction}`}.png`), fullPage: whole });
      taken += 1;
    }
  }
  await page.context().close();
}

for (const state of STATES) {
  if (only.length > 0 && !only.includes(state.name)) continue;
  for (const width of WIDTHS) await takeAll(state, width);
}

if (only.length === 0 || only.includes("embed")) {
  for (const width of WIDTHS) {
    for (const theme of THEMES) {
      const page = await open(set, "embed.html", { width, scheme: theme, site: shop });
      await toBox(page);
      await page.screenshot({ path: join(FOLDER, `embed-${width}-${theme}.png`), fullPage: true });
      taken += 1;
      await page.context().close();
    }
  }
}

if (only.length === 0 || only.includes("readme")) {
  const page = await open(set, `#/product/${CUP}`, { width: 1180, height: 1040 });
  await tickTwo(page);
  await page.evaluate(() => {
    document.querySelector("[data-controls]").hidden = true;
    scrollTo(0, document.querySelector(".product").getBoundingClientRect().top + scrollY - 24);
  });
  await page.waitForTimeout(200);
  await mkdir("docs", { recursive: true });
  const end = await page.evaluate(() => document.querySelector("tandem-offers").getBoundingClientRect().bottom + 28);
  await page.screenshot({ path: README_PICTURE, clip: { x: 0, y: 0, width: 1180, height: Math.min(1040, Math.ceil(end)) } });
  taken += 1;
  await page.context().close();
}

for (const [name, platform] of Object.entries({ shopify, woocommerce, magento, bigcommerce, custom })) {
  if (only.length > 0 && !only.includes("guides")) continue;
  const host = await platform.start(DIST);
  const page = await open(set, host.addressOf(CUP).slice(1), { width: 1000, height: 860, site: host });
  await toBox(page);
  await tickTwo(page);
  await guidePicture(page, name);
  taken += 1;
  await page.context().close();
  await host.close();
}

await browser.close();
await Promise.all([site.close(), shop.close()]);
stdout.write(`${taken} pictures in ${FOLDER}\n`);
