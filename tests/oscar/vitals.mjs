// What the tag costs a product page of a real shop: the same page with and without it, in turns, each
// in a browser that has nothing of it yet; then what Lighthouse makes of both.
//
//     cargo xtask vitals
//
// Each figure is the median of nine rounds, and a round's own paint that of eight views: one view
// differs from the next by a tenth. The page without the tag is measured twice, so that it can be seen
// how far two figures of the same lie apart. Pages and files come as the shop gave them first: how long
// its server takes to make them differs by more than is to be found here. The tag's files come packed,
// as our guides have hosts send them.
//
// Environment, beside that of the tests: LIGHTHOUSE, the folder of its package, and ROUNDS.

import { createServer } from "node:http";
import { env, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { DIST, launch } from "../e2e/harness.mjs";
import { listening, serve } from "../e2e/serve.mjs";
import { learned, SOLD } from "./learned.mjs";
import { start } from "./shop.mjs";

const ROUNDS = Number(env.ROUNDS ?? 9);
const VIEWS = 8;
const SETTLED_MS = 1_000;
const PAINTED_MS = 200; // After `load`: nothing large comes later, and the paint itself is told a frame late.
const LONG_TASK_MS = 50;
const LIGHTHOUSE_MEASURES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];
/** The page without the tag, the same again, and the page with it. */
const PAGES = [0, 1, 2];
const TAGGED = 2;
const DEBUG_PORT = 9_333;
const THEME_FONTS = "*googleapis*"; // The theme has its own copy.

/** How a page may come to a shopper; the last is what Lighthouse takes for a phone. */
const MEANS = [
  { name: "at full speed", slowdown: 1 },
  { name: "4 times slower", slowdown: 4 },
  { name: "4 times slower, 1.6 Mbit/s, 150 ms", slowdown: 4, network: { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 } },
];

/** Runs in the page before anything else. */
function watch() {
  window.vitals = { lcp: 0, cls: 0, blocking: 0, interaction: 0 };
  const on = (type, use, more) => new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true, ...more });
  on("largest-contentful-paint", ({ startTime }) => (window.vitals.lcp = startTime));
  on("layout-shift", ({ value, hadRecentInput }) => (window.vitals.cls += hadRecentInput ? 0 : value));
  on("longtask", ({ duration }) => (window.vitals.blocking += duration - 50));
  on("event", ({ duration, interactionId }) => interactionId && (window.vitals.interaction = Math.max(window.vitals.interaction, duration)), { durationThreshold: 16 });
}

const HEADERS = ["content-type", "cache-control", "set-cookie", "access-control-allow-origin", "cross-origin-resource-policy"];

/** Stands before a server, for reading only: what it gave once is given again, packed where that is wanted. */
async function before(origin, isPacking) {
  const kept = new Map();
  const server = createServer(async ({ url, headers: { accept = "*/*" } }, response) => {
    if (!kept.has(url)) {
      const given = await fetch(origin + url, { headers: { accept } });
      const headers = HEADERS.flatMap((name) => (given.headers.has(name) ? [name, given.headers.get(name)] : []));
      const isPacked = isPacking && /text|json|javascript|wasm/.test(given.headers.get("content-type"));
      const body = Buffer.from(await given.arrayBuffer());
      kept.set(url, { status: given.status, headers: isPacked ? [...headers, "content-encoding", "br"] : headers, body: isPacked ? brotliCompressSync(body) : body });
    }
    const { status, headers, body } = kept.get(url);
    response.writeHead(status, headers).end(body);
  });
  return listening(server);
}

/** A new browser's window on the product's page, at these means; `work` gets it once the page is loaded. */
async function visit(browser, shop, { slowdown, network }, work) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await tools.send("Network.enable");
  await tools.send("Network.setBlockedURLs", { urls: [THEME_FONTS] });
  if (network) await tools.send("Network.emulateNetworkConditions", network);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(watch);
  await page.goto(addressOf(shop), { waitUntil: "load" });
  const seen = await work(page);
  await context.close();
  return seen;
}

const vitalsOf = (page) => page.evaluate(() => ({ ...window.vitals }));

async function painted(page) {
  await page.waitForTimeout(PAINTED_MS);
  return vitalsOf(page);
}

/** Scrolls to where the boxes are, waits until they are there, then uses the shop's own page. */
async function used(page, hasBoxes) {
  await page.waitForTimeout(SETTLED_MS);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  if (hasBoxes) await page.locator("tandem-offers[data-state=ready]").waitFor({ state: "attached" });
  await page.waitForTimeout(SETTLED_MS);
  const seen = await vitalsOf(page);
  await page.locator("#add_to_basket_form button").focus();
  await page.locator("h1").click();
  await page.keyboard.press("Tab");
  await page.waitForTimeout(SETTLED_MS);
  const { interaction } = await vitalsOf(page);
  return { ...seen, interaction };
}

/** What Lighthouse makes of one visit: its measures of the load, as on its phone, then its scores from 0 to 100. */
async function audited(lighthouse, shop) {
  const browser = await launch([`--remote-debugging-port=${DEBUG_PORT}`]);
  try {
    const { lhr } = await lighthouse(addressOf(shop), { port: DEBUG_PORT, logLevel: "error", blockedUrlPatterns: [THEME_FONTS] });
    const measures = LIGHTHOUSE_MEASURES.map((id) => [lhr.audits[id].title, lhr.audits[id].numericValue]);
    return Object.fromEntries([...measures, ...Object.values(lhr.categories).map(({ title, score }) => [title, 100 * score])]);
  } finally {
    await browser.close();
  }
}

const addressOf = (shop) => `${shop.origin}/catalogue/any_${SOLD[0].id}/`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const heading = (name) => stdout.write(`\n${name.padEnd(38)}   without     again      with    ratio\n`);

/** What was seen of each page; the ratio is of the one with the tag to both without. */
function row(name, [without, again, tagged]) {
  const plain = median([...without, ...again]);
  const figures = [without, again, tagged].map((seen) => median(seen).toFixed(3).padStart(10));
  stdout.write(`${name.padEnd(38)}${figures.join("")}${(plain ? (median(tagged) / plain).toFixed(3) : "").padStart(9)}\n`);
}

/** The three pages, every time another one first. */
const turns = (turn) => PAGES.map((at) => (at + turn) % PAGES.length);

const host = await serve(DIST);
const files = await before(host.origin, true);
const shops = [await start(SOLD, ""), await start(SOLD, files.origin)];
const [plain, tagged] = await Promise.all(shops.map(({ origin }) => before(origin, false)));
const fronts = [plain, plain, tagged];
const browser = await launch();
try {
  await learned(shops[1], host);
  for (const means of MEANS) {
    const paints = PAGES.map(() => []);
    const uses = PAGES.map(() => []);
    for (let round = -1; round < ROUNDS; round += 1) {
      const views = PAGES.map(() => []);
      for (let view = 0; view < VIEWS; view += 1) {
        for (const at of turns(view)) views[at].push(await visit(browser, fronts[at], means, painted));
      }
      for (const at of turns(round + 1)) {
        const one = await visit(browser, fronts[at], means, (page) => used(page, at === TAGGED));
        if (round < 0) continue; // The first warms everything up.
        paints[at].push(median(views[at].map(({ lcp }) => lcp)));
        uses[at].push(one);
      }
    }
    heading(means.name);
    row("largest contentful paint, ms", paints);
    for (const [name, what] of [["cls", "layout shift"], ["blocking", `tasks beyond ${LONG_TASK_MS} ms, ms`], ["interaction", "slowest interaction, ms"]]) {
      row(what, uses.map((all) => all.map((one) => one[name])));
    }
  }
  if (env.LIGHTHOUSE) {
    const { default: lighthouse } = await import(pathToFileURL(`${env.LIGHTHOUSE}/core/index.js`).href);
    const seen = PAGES.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) for (const at of turns(round)) seen[at].push(await audited(lighthouse, fronts[at]));
    heading("Lighthouse");
    for (const name of Object.keys(seen[0][0])) row(name, seen.map((all) => all.map((one) => one[name])));
  }
} finally {
  await browser.close();
  for (const server of [files, plain, tagged, ...shops, host]) await server.close();
}
