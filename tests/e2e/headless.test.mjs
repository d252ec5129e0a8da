// A page's own design over `window.tandem.score`, the example of `www/headless.html`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertQuiet, assertStill, CUP, open, productOf, stage, using } from "./harness.mjs";

const set = stage();
const skus = (page, list) => page.locator(`[data-${list}] li`).evaluateAll((rows) => rows.map((row) => row.dataset.sku));

test("what goes with the basket, and with the basket as it becomes", () =>
  using(open(set, "headless.html"), async (page) => {
    await page.waitForSelector("[data-ideas] li");
    assert.deepEqual(await skus(page, "basket"), [CUP]);
    const first = await skus(page, "ideas");
    const scores = await page.evaluate((sku) => window.tandem.score([sku], { limit: 12 }), CUP);
    assert.deepEqual(first, scores.map(({ sku }) => sku).filter((sku) => productOf(sku)?.available).slice(0, 4));
    await page.getByRole("button", { name: `Add ${productOf(first[0]).title}` }).click();
    await page.waitForFunction((sku) => !document.querySelector(`[data-ideas] li[data-sku="${sku}"]`), first[0]);
    assert.deepEqual(await skus(page, "basket"), [CUP, first[0]]);
    assert.match(await page.locator("[data-said]").textContent(), /added\.$/);
    for (const sku of [CUP, first[0]]) await page.getByRole("button", { name: `Remove ${productOf(sku).title}` }).click();
    await page.waitForFunction(() => document.querySelector("[data-said]").textContent === "The basket is empty.");
    assert.deepEqual(await skus(page, "ideas"), []);
    await assertQuiet(page);
    await assertStill(page);
  }));

for (const scheme of ["light", "dark"])
  for (const width of [360, 1280])
    test(`for everybody, ${scheme}, at ${width} px`, () =>
      using(open(set, "headless.html", { scheme, width }), async (page) => {
        await page.waitForSelector("[data-ideas] li");
        await assertAccessible(page);
        await assertFits(page);
      }));

test("where the table is missing, the page is a page without suggestions", async () => {
  set.site.fault = (path) => (path.endsWith(".tdm") ? { status: 404 } : undefined);
  try {
    await using(open(set, "headless.html"), async (page) => {
      await page.waitForFunction(() => document.querySelector("[data-basket] li"));
      while (!page.said.some((line) => line.startsWith("warning"))) await page.waitForTimeout(50);
      assert.deepEqual(await skus(page, "ideas"), []);
      assert.deepEqual(page.errors, []);
    });
  } finally {
    set.site.fault = () => undefined;
  }
});
