// What every end-to-end test needs: the built files, a browser, a page that remembers what happened
// on it, and words for what a shopper does.
//
// Environment: DIST, the folder to test (default `dist`), and CHROME, the browser's program.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { after, before } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { serve, TRUSTED_TYPES } from "./serve.mjs";

/** The folder under test. */
export const DIST = resolve(env.DIST ?? "dist");

for (const file of ["index.html", "embed.html", "embed/tandem.js", "demo/manifest.json", "demo/products.json"]) {
  if (!existsSync(join(DIST, file))) {
    throw new Error(`${join(DIST, file)} is missing: run \`cargo xtask dist\` first, or name another folder in DIST`);
  }
}

if (readFileSync(join(DIST, "index.html"), "utf8").includes("<script>")) {
  throw new Error(`${DIST} is what \`trunk serve\` left, with its own script to reload pages: run \`cargo xtask dist\` first`);
}

/** What the demo shop sells, most bought first. */
export const { products: PRODUCTS } = JSON.parse(readFileSync(join(DIST, "demo/products.json"), "utf8"));

/** The demo's manifest. */
export const MANIFEST = JSON.parse(readFileSync(join(DIST, "demo/manifest.json"), "utf8"));

const BY_SKU = new Map(PRODUCTS.map((product) => [product.sku, product]));

/** A product of the demo shop. */
export const productOf = (sku) => BY_SKU.get(sku);

/** A cup that is nearly always bought with its two sisters, and what the tests call it. */
export const CUP = "22697";

/** How long anything may take before it counts as broken. */
export const LIMIT_MS = 15_000;

export const launch = (more = []) => chromium.launch({ executablePath: env.CHROME || env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", ...more] });

/**
 * A browser and a server of the built files for the tests of one file, under the policy of a careful
 * shop. `site` and `browser` are there once the first test runs.
 */
export function stage() {
  const set = {};
  before(async () => {
    set.browser = await launch();
    set.site = await serve(DIST);
    set.site.headers = { "content-security-policy": TRUSTED_TYPES };
  });
  after(async () => {
    await set.browser?.close();
    await set.site?.close();
  });
  return set;
}

/** Runs in the page before anything else: keeps layout shifts, events and policy violations. */
function watch() {
  window.watched = { shifts: [], events: [], violations: [] };
  const pathOf = (node) => {
    const path = [];
    for (let at = node; at; at = at.parentNode ?? at.host) if (at.nodeName) path.unshift(at.nodeName.toLowerCase() + (at.className && typeof at.className === "string" ? `.${at.className.split(" ")[0]}` : ""));
    return path.slice(-4).join(" > ");
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const sources = (entry.sources ?? []).map(({ node, previousRect, currentRect }) => `${node ? pathOf(node) : "gone"} ${Math.round(previousRect.y)}+${Math.round(previousRect.height)} to ${Math.round(currentRect.y)}+${Math.round(currentRect.height)}`);
      window.watched.shifts.push({ value: entry.value, hadRecentInput: entry.hadRecentInput, sources });
    }
  }).observe({ type: "layout-shift", buffered: true });
  for (const name of ["ready", "impression", "select", "add", "added", "error", "dismiss", "optout", "empty"]) {
    document.addEventListener(`tandem:${name}`, (event) => {
      window.watched.events.push({ name, composed: event.composed, bubbles: event.bubbles, detail: JSON.parse(JSON.stringify(event.detail ?? null)) });
    });
  }
  document.addEventListener("securitypolicyviolation", (event) => window.watched.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
}

/**
 * Opens an address of a site. The page keeps `console`, `errors` and `requests` of all that happens.
 *
 * `options`: `width`, `height`, `scheme`, `script` (false: none), `cart` (lines to start with), and
 * the rest for Playwright's context.
 */
export async function open(set, path, { width = 1280, height = 860, scheme = "light", script = true, cart = null, site = set.site, ...more } = {}) {
  const context = await set.browser.newContext({ viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, reducedMotion: "reduce", locale: "en-GB", ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  Object.assign(page, { said: [], errors: [], asked: [] });
  page.on("console", (message) => page.said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.errors.push(String(error)));
  page.on("request", (request) => page.asked.push(request.url()));
  if (script) await page.addInitScript(watch);
  const key = /[?&]store=planted/.test(path) ? "preview-cart-planted" : "preview-cart";
  if (cart) await page.addInitScript(([name, lines]) => sessionStorage.getItem(name) ?? sessionStorage.setItem(name, JSON.stringify(lines)), [key, cart]);
  await page.goto(`${site.origin}/${path}`);
  return page;
}

/** Runs `work` on a page and closes the page whatever happens. */
export async function using(opening, work) {
  const page = await opening;
  try {
    return await work(page);
  } finally {
    await page.context().close();
  }
}

/** Runs in a page before anything else: nothing can be kept. */
export const refuseStorage = () =>
  Object.defineProperty(window, "localStorage", {
    get: () => {
      throw new DOMException("refused", "SecurityError");
    },
  });

/** The parts of a box, in one placement. */
export function boxOf(page, placement = "product") {
  const host = page.locator(`tandem-offers[placement="${placement}"]`);
  return {
    host,
    cards: host.locator('[part="card"]'),
    own: host.locator('[part="card"]:has([part="lead"])'),
    picks: host.locator('[part="card"]:not(:has([part="lead"]))'),
    ticks: host.locator('[part="checkbox"]'),
    add: host.locator('[part="button"]'),
    each: host.locator('[part="add"]'),
    amount: host.locator('[part="amount"]'),
    notice: host.locator('[part~="notice"]'),
    state: (state) => page.locator(`tandem-offers[placement="${placement}"][data-state="${state}"]`).waitFor({ state: "attached" }),
  };
}

/** Opens a product's page and waits until its box is ready. */
export async function openProduct(set, sku, query = "", options = {}) {
  const page = await open(set, `#/product/${encodeURIComponent(sku)}${query}`, options);
  await boxOf(page).host.scrollIntoViewIfNeeded();
  await boxOf(page).state("ready");
  return page;
}

/** The SKUs that a box offers beside the product itself, by the titles on its cards. */
export async function offered(box) {
  const titles = await box.picks.locator('[part="title"]').allTextContents();
  return titles.map((title) => PRODUCTS.find((product) => product.title === title.trim())?.sku ?? title);
}

/** The picture of a guide in `docs/shops`: a product page down to the end of its box. */
export async function guidePicture(page, name) {
  await page.waitForTimeout(300); // For pictures to be there, and rings around what was pressed to be gone.
  await page.evaluate(() => (scrollTo(0, 0), document.activeElement?.blur()));
  const height = await page.evaluate(() => Math.ceil(document.querySelector("tandem-offers").getBoundingClientRect().bottom + 24));
  await page.screenshot({ path: `docs/shops/${name}.jpg`, type: "jpeg", quality: 80, fullPage: true, clip: { x: 0, y: 0, width: page.viewportSize().width, height } });
}

/** Pence as a British shopper reads them. */
export const pounds = (minor) => new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(minor / 100);

/** What the page saw of that kind so far. */
export const watched = (page, kind) => page.evaluate((name) => window.watched[name], kind);

/** The events of a name so far. */
export const eventsOf = async (page, name) => (await watched(page, "events")).filter((event) => event.name === name);

/** No layout shift at all without the shopper's hand, and none inside or because of a box with it. */
export async function assertStill(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shifts = await watched(page, "shifts");
  assert.deepEqual(shifts.filter((shift) => !shift.hadRecentInput), [], "something moved by itself");
}

/** Nothing was refused by the policy, thrown, or logged as an error. */
export async function assertQuiet(page) {
  assert.deepEqual(await watched(page, "violations"), []);
  assert.deepEqual(page.errors, []);
  assert.deepEqual(page.said.filter((line) => line.startsWith("error")), []);
}

/** No accessibility violation on the whole page, shadow roots included. */
export async function assertAccessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.flat().join(" ")} ${node.any[0]?.message ?? ""}`).join("; ")}`);
  assert.deepEqual(said, [], what);
}

/** Every request went to one of these origins. */
export function assertOnly(page, origins) {
  const elsewhere = page.asked.filter((url) => !origins.includes(new URL(url).origin));
  assert.deepEqual(elsewhere, []);
}

/** Nothing is wider than the window. */
export async function assertFits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `the page is ${over} px wider than the window`);
}
