// Pictures of every state, for people to look at: `cargo xtask pictures`.
//
// They go to `tests/e2e/pictures` (not kept), the one of the README to `docs/picture.png`, and those of
// the guides to `docs/shops`.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { stdout } from "node:process";
import * as bigcommerce from "../hosts/bigcommerce.mjs";
import * as custom from "../hosts/custom.mjs";
import * as magento from "../hosts/magento.mjs";
import * as shopify from "../hosts/shopify.mjs";
import * as woocommerce from "../hosts/woocommerce.mjs";
import { boxOf, CUP, DIST, guidePicture, launch, open } from "./harness.mjs";
import { serve, TRUSTED_TYPES } from "./serve.mjs";

const FOLDER = "tests/e2e/pictures";
const README_PICTURE = "docs/picture.png";
const CART = [
  { sku: CUP, quantity: 2 },
  { sku: "22699", quantity: 1 },
  { sku: "85123A", quantity: 6 },
];

const toBox = async (page, placement) => {
  const box = boxOf(page, placement);
  await box.host.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => /ready|empty|error|off/.test(document.querySelector("tandem-offers").dataset.state));
  await page.evaluate(() => document.querySelector("tandem-offers").scrollIntoView({ block: "center" }));
  await page.waitForTimeout(250);
  return box;
};
const tickTwo = async (page) => {
  const box = await toBox(page);
  await box.picks.nth(0).locator('[part="checkbox"]').check();
  await box.picks.nth(1).locator('[part="checkbox"]').check();
  return box;
};
const addTwo = async (page) => {
  const box = await tickTwo(page);
  await box.add.click();
  await box.notice.waitFor();
  await page.waitForTimeout(150);
};

/** Name, address, what to do there, and what else: `whole` for the full page. */
const STATES = [
  ["list", "#/", null, {}],
  ["search", "#/?q=heart", null, {}],
  ["nothing-found", "#/?q=zzzz", null, {}],
  ["product", `#/product/${CUP}`, toBox, { whole: true }],
  ["box-ticked", `#/product/${CUP}`, tickTwo, {}],
  ["box-focus", `#/product/${CUP}`, async (page) => { const box = await toBox(page); await box.picks.nth(0).locator('[part="checkbox"]').focus(); await page.keyboard.press("Space"); }, {}],
  ["box-added", `#/product/${CUP}`, addTwo, {}],
  ["box-part", `#/product/${CUP}?fault=partial`, addTwo, {}],
  ["box-refused", `#/product/${CUP}?fault=409`, addTwo, {}],
  ["box-adding", `#/product/${CUP}?fault=slow`, async (page) => { const box = await tickTwo(page); await box.add.click(); await page.waitForTimeout(400); }, {}],
  ["box-loading", `#/product/${CUP}`, async (page) => { await boxOf(page).state("loading"); await page.evaluate(() => document.querySelector("tandem-offers").scrollIntoView({ block: "center" })); await page.waitForTimeout(400); }, { stall: true }],
  ["box-sold-out", `#/product/${CUP}?stock=random`, toBox, {}],
  ["box-all-sold-out", `#/product/${CUP}?stock=none`, toBox, {}],
  ["box-links-only", `#/product/${CUP}?shop=absent`, toBox, {}],
  ["box-failed", `#/product/${CUP}?fault=table`, toBox, { whole: true }],
  ["box-german", `#/product/${CUP}?locale=de&currency=EUR`, tickTwo, {}],
  ["box-arabic", `#/product/${CUP}?locale=ar&currency=KWD`, tickTwo, {}],
  ["box-yen", `#/product/${CUP}?currency=JPY`, tickTwo, {}],
  ["long-titles", "#/product/21823", toBox, {}],
  ["cart", "#/cart", (page) => toBox(page, "cart"), { whole: true, cart: CART }],
  ["cart-empty", "#/cart", null, {}],
  ["cart-arabic", "#/cart?locale=ar&currency=KWD", (page) => toBox(page, "cart"), { whole: true, cart: CART }],
  ["controls", `#/product/${CUP}`, async (page) => { await toBox(page); await page.click(".controls summary"); await page.waitForTimeout(400); }, {}],
  ["embed", "embed.html", toBox, { whole: true, plain: true }],
];

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
for (const [name, path, act, { whole = false, cart = null, stall = false, plain = false }] of STATES) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const width of [360, 1280]) {
    for (const theme of ["light", "dark"]) {
      const address = plain ? path : `${path}${path.includes("?") ? "&" : "?"}theme=${theme}`;
      site.fault = stall ? (asked) => (asked.endsWith(".tdm") ? { delay_ms: 4000 } : undefined) : () => undefined;
      const page = await open(set, address, { width, height: width === 360 ? 780 : 860, scheme: theme, cart, site: plain ? shop : site });
      if (!plain) await page.waitForSelector('[data-shop="shown"]');
      try {
        await act?.(page);
      } catch (error) {
        stdout.write(`${name} ${width} ${theme}: ${error.message.split("\n")[0]}\n`);
      }
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(FOLDER, `${name}-${width}-${theme}.png`), fullPage: whole });
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
