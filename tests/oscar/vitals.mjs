// What the tag costs a product page of a real shop: the same page with and without it, in turns, each
// in a browser that has nothing of it yet. Medians of nine, at full speed and four times slower; then
// what Lighthouse makes of both.
//
//     cargo xtask vitals
//
// Environment, beside that of the tests: LIGHTHOUSE, the folder of its package, and ROUNDS.

import { pathToFileURL } from "node:url";
import { env, stdout } from "node:process";
import { DIST, launch } from "../e2e/harness.mjs";
import { serve } from "../e2e/serve.mjs";
import { learned, SOLD } from "./learned.mjs";
import { start } from "./shop.mjs";

const ROUNDS = Number(env.ROUNDS ?? 9);
const SETTLED_MS = 1_500;
const LONG_TASK_MS = 50;
const LIGHTHOUSE_ROUNDS = 5;
const DEBUG_PORT = 9_333;
const THEME_FONTS = /googleapis/; // The theme has its own copy.

/** Runs in the page before anything else. */
function watch() {
  window.vitals = { lcp: 0, cls: 0, blocking: 0, interaction: 0 };
  const on = (type, use, more) => new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", ({ startTime }) => (window.vitals.lcp = startTime));
  on("layout-shift", ({ value, hadRecentInput }) => (window.vitals.cls += hadRecentInput ? 0 : value));
  on("longtask", ({ duration }) => (window.vitals.blocking += duration - 50));
  on("event", ({ duration, interactionId }) => interactionId && (window.vitals.interaction = Math.max(window.vitals.interaction, duration)), { durationThreshold: 16 });
}

async function visit(browser, shop, slowdown, tagged) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.route(THEME_FONTS, (route) => route.abort());
  await page.addInitScript(watch);
  await page.goto(addressOf(shop), { waitUntil: "load" });
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  if (tagged) await page.locator("tandem-offers[data-state=ready]").waitFor({ state: "attached" });
  await page.waitForTimeout(SETTLED_MS);
  const seen = await page.evaluate(() => ({ ...window.vitals }));
  await page.locator("#add_to_basket_form button").focus();
  await page.locator("h1").click();
  await page.keyboard.press("Tab");
  await page.waitForTimeout(SETTLED_MS);
  const { interaction } = await page.evaluate(() => window.vitals);
  await context.close();
  return { ...seen, interaction };
}

/** The scores of one visit, by category, from 0 to 100. */
async function audited(lighthouse, shop) {
  const browser = await launch([`--remote-debugging-port=${DEBUG_PORT}`]);
  try {
    const { lhr } = await lighthouse(addressOf(shop), { port: DEBUG_PORT, logLevel: "error", blockedUrlPatterns: ["*googleapis*"] });
    return Object.fromEntries(Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(100 * score)]));
  } finally {
    await browser.close();
  }
}

const addressOf = (shop) => `${shop.origin}/catalogue/any_${SOLD[0].id}/`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const host = await serve(DIST);
const shops = [await start(SOLD, ""), await start(SOLD, host.origin)];
const browser = await launch();
try {
  await learned(shops[1], host);
  for (const slowdown of [1, 4]) {
    const seen = [[], []];
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const at of round % 2 ? [0, 1] : [1, 0]) {
        const one = await visit(browser, shops[at], slowdown, at === 1);
        if (round >= 0) seen[at].push(one); // The first warms the servers up.
      }
    }
    stdout.write(`\n${slowdown === 1 ? "at full speed" : `${slowdown} times slower`}, medians of ${ROUNDS}       without      with    ratio\n`);
    for (const [name, what] of [["lcp", "largest contentful paint, ms"], ["cls", "layout shift"], ["blocking", `tasks beyond ${LONG_TASK_MS} ms, ms`], ["interaction", "slowest interaction, ms"]]) {
      const [without, tagged] = seen.map((all) => median(all.map((one) => one[name])));
      stdout.write(`${what.padEnd(36)}${without.toFixed(3).padStart(10)}${tagged.toFixed(3).padStart(10)}${(without ? (tagged / without).toFixed(3) : "").padStart(9)}\n`);
    }
  }
  if (env.LIGHTHOUSE) {
    const { default: lighthouse } = await import(pathToFileURL(`${env.LIGHTHOUSE}/core/index.js`).href);
    const seen = [[], []];
    for (let round = 0; round < LIGHTHOUSE_ROUNDS; round += 1) for (const at of [0, 1]) seen[at].push(await audited(lighthouse, shops[at]));
    stdout.write(`\nLighthouse, a phone, medians of ${LIGHTHOUSE_ROUNDS}      without      with\n`);
    for (const name of Object.keys(seen[0][0])) {
      const [without, tagged] = seen.map((all) => median(all.map((one) => one[name])));
      stdout.write(`${name.padEnd(36)}${String(without).padStart(10)}${String(tagged).padStart(10)}\n`);
    }
  }
} finally {
  await browser.close();
  for (const shop of shops) await shop.close();
  await host.close();
}
