// The playground: what it shows is what it gives to paste.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertQuiet, boxOf, open, stage, using } from "./harness.mjs";

const set = stage();
const pasted = (page, name) => page.locator(`[data-output="${name}"]`).textContent();
const opened = async (page, placement = "product") => {
  await boxOf(page, placement).host.scrollIntoViewIfNeeded();
  await boxOf(page, placement).state("ready");
};

test("nothing is to be pasted beyond tag and element until something is changed", () =>
  using(open(set, "playground.html"), async (page) => {
    await opened(page);
    assert.equal(await pasted(page, "element"), '<tandem-offers placement="product" product="22697"></tandem-offers>');
    assert.match(await pasted(page, "styles"), /^\/\* Nothing/);
    assert.match(await pasted(page, "tag"), /^<script async src=".*tandem\.js" data-manifest=".*"><\/script>$/);
    await assertQuiet(page);
  }));

test("what is pasted makes the same box elsewhere", () =>
  using(open(set, "playground.html"), async (page) => {
    await opened(page);
    await page.getByLabel("Heading", { exact: true }).fill('Tea for two & "more"');
    await page.getByLabel("Items at most").selectOption("2");
    await page.getByLabel("Button and ticks").fill("#0b6e4f");
    await page.getByLabel("Roundness").selectOption("1.5em");
    const look = (on) => boxOf(on).add.evaluate((button) => [getComputedStyle(button).backgroundColor, getComputedStyle(button.querySelector('[part="button-label"]')).color]);
    await page.waitForFunction(() => document.querySelector("tandem-offers").shadowRoot.querySelectorAll('[part="card"]').length === 3);
    const [styles, element] = [await pasted(page, "styles"), await pasted(page, "element")];
    const [looks, address] = [await look(page), page.url()];
    const tag = (await pasted(page, "tag")).replace("https://static.example/embed", "embed").replace("https://static.example/public", "demo").replace("<script", '<script data-shop="demo"');
    const files = {
      "/elsewhere.css": { status: 200, type: "text/css", body: styles },
      "/elsewhere.html": { status: 200, type: "text/html; charset=utf-8", body: `<!doctype html><title>A shop</title><link rel="stylesheet" href="elsewhere.css">${tag}${element}` },
    };
    set.site.fault = (path) => files[path];
    await page.goto(`${set.site.origin}/elsewhere.html`);
    await opened(page);
    assert.deepEqual(await look(page), looks);
    assert.equal((await boxOf(page).host.locator('[part="heading"]').textContent()).trim(), 'Tea for two & "more"');
    await page.goto(address);
    await opened(page);
    assert.deepEqual(await look(page), looks, "the address keeps it");
    set.site.fault = () => undefined;
  }));

test("an address made by somebody else writes no style of its own", () =>
  using(open(set, `playground.html#accent=${encodeURIComponent("red; } * { display: none")}&radius=9em&placement=x`), async (page) => {
    await opened(page);
    assert.match(await pasted(page, "styles"), /^\/\* Nothing/);
  }));

for (const placement of ["cart", "upgrade", "progress"])
  test(`shows the ${placement}`, () => using(open(set, `playground.html#placement=${placement}`), (page) => opened(page, placement)));

for (const width of [360, 1280])
  test(`for everybody, at ${width} px`, () =>
    using(open(set, "playground.html", { width }), async (page) => {
      await opened(page);
      await assertAccessible(page);
      await assertFits(page);
    }));
