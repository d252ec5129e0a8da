// What a shopper may do about suggestions: ask why, want fewer of a kind, have none at all.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertQuiet, assertStill, boxOf, CUP, eventsOf, open, openProduct, refuseStorage, stage, using } from "./harness.mjs";

const set = stage();

const part = (box, name) => box.host.locator(`[part="${name}"]`);
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("tandem")));

describe("why these", () => {
  for (const [width, scheme] of [[320, "light"], [1280, "dark"]]) {
    test(`is told by keyboard, from the counts that the cards have, and moves nothing by itself: ${width} px`, () =>
      using(openProduct(set, CUP, "", { width, scheme }), async (page) => {
        const box = boxOf(page);
        const label = part(box, "about-label");
        await label.focus();
        assert.ok((await label.boundingBox()).height >= 24, "a target of 24 px");
        await page.keyboard.press("Enter");
        const told = (await part(box, "about-text").textContent()).split("\n").slice(2);
        const reasons = await part(box, "reason").allTextContents();
        assert.equal(told.length, await box.picks.count());
        for (const [at, line] of told.entries()) {
          const [, count, orders] = /in ([\d,]+) of ([\d,]+) orders with /.exec(line);
          assert.ok(reasons[at].includes(` ${count} order`), `${reasons[at]}: ${line}`);
          assert.ok(Number(count.replaceAll(",", "")) <= Number(orders.replaceAll(",", "")), line);
        }
        await assertAccessible(page, "opened");
        // What changes in the box leaves it open, and the keyboard where it is.
        await page.evaluate(() => window.tandem.refresh());
        await page.waitForTimeout(300);
        assert.ok(await part(box, "about-text").isVisible());
        assert.equal(await box.host.evaluate((host) => host.shadowRoot.activeElement?.getAttribute("part")), "about-label");
        await page.keyboard.press("Tab");
        assert.equal(await box.host.evaluate((host) => host.shadowRoot.activeElement?.getAttribute("part")), "hide");
        await assertStill(page);
        await assertQuiet(page);
      }));
  }
});

describe("fewer like this", () => {
  const CAMERA = "CAM-0000-B0";
  /** What a thing is, the planted shop says at the end of its name as well: *Alano camera battery*. */
  const types = async (box) => (await part(box, "title").allTextContents()).slice(1).map((title) => title.trim().split(" ").at(-1));
  const picked = (box) => box.picks.evaluateAll((cards) => cards.map(({ dataset }) => dataset.sku));

  test("has a whole type come last, on later pages too, until it is taken back", () =>
    using(open(set, `#/product/${CAMERA}?store=planted`), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const before = await picked(box);
      const [type] = await types(box);
      await part(box, "dismiss").first().click();
      await part(box, "notice-button").filter({ hasText: "Fewer like this" }).click();
      await box.notice.filter({ hasText: "come last" }).waitFor();
      const assertLast = async () => {
        const now = await types(box);
        const first = now.indexOf(type);
        assert.ok(first < 0 || now.slice(first).every((other) => other === type), now.join());
      };
      await assertLast();
      assert.deepEqual(await kept(page), ["tandem-refused"]);
      await part(box, "notice-button").filter({ hasText: "Undo" }).click();
      await page.waitForFunction(() => localStorage.getItem("tandem-refused") === "");
      assert.deepEqual(await picked(box), before);
      await part(box, "dismiss").first().click();
      await part(box, "notice-button").filter({ hasText: "Fewer like this" }).click();
      await page.reload();
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await assertLast();
      await assertAccessible(page, "fewer of a type");
      await assertQuiet(page);
    }));
});

describe("hide all", () => {
  const hideAll = async (page, box) => {
    await part(box, "about-label").click();
    await part(box, "hide").click();
    await box.state("off");
  };
  const backOf = (box) => box.host.locator("button", { hasText: "Show suggestions" });

  test("takes every box away, on later pages too, and leaves one small way back, by keyboard", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      await hideAll(page, box);
      assert.equal(await box.cards.count(), 0);
      assert.equal((await eventsOf(page, "optout")).length, 1);
      assert.deepEqual(await kept(page), ["tandem-opt-out"]);
      assert.ok(await backOf(box).evaluate((button) => button.getRootNode().activeElement === button), "the keyboard is on it");
      await assertAccessible(page, "hidden");
      assert.ok((await backOf(box).boundingBox()).height >= 24);
      await page.reload();
      await box.state("off");
      const widget = page.asked.filter((url) => url.endsWith(".wasm")).length;
      assert.equal(await box.cards.count(), 0);
      await backOf(box).waitFor();
      assert.equal(page.asked.filter((url) => url.endsWith(".wasm")).length, widget, "nothing is fetched for who wants nothing");
      await backOf(box).focus();
      await page.keyboard.press("Enter");
      await box.state("ready");
      assert.deepEqual(await kept(page), []);
      await assertQuiet(page);
    }));

  test("leaves one way back where there are several boxes", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 2 }] }), async (page) => {
      const box = boxOf(page, "cart");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.ok((await page.locator("tandem-offers").count()) > 1);
      await hideAll(page, box);
      assert.equal(await page.locator("tandem-offers button").count(), 1);
      await page.locator("tandem-offers button").click();
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await assertQuiet(page);
    }));

  test("holds until the page is left where nothing can be kept", () =>
    using(open(set, "demo/products.json"), async (page) => {
      await page.addInitScript(refuseStorage);
      await page.goto(`${set.site.origin}/#/product/${CUP}`);
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await hideAll(page, box);
      await page.evaluate(() => window.tandem.refresh());
      await page.waitForTimeout(300);
      assert.equal(await box.cards.count(), 0);
      await page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("tandem-offers"), { id: "late" })));
      await page.locator("#late[data-state=off]").waitFor({ state: "attached" });
      await backOf(box).click();
      await box.state("ready");
      assert.deepEqual(page.errors, []);
    }));

  test("hides fallbacks too, and the page's own way of it leaves no link", () =>
    using(open(set, "demo/products.json"), async (page) => {
      await page.route("**/hidden.html", (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><main><h1>Cup</h1><tandem-offers placement="product" product="${CUP}"><p id="fallback">Goes with it</p></tandem-offers></main><script async src="embed/tandem.js" data-manifest="demo/manifest.json" data-shop="demo"></script></html>`,
        }),
      );
      await page.goto(`${set.site.origin}/hidden.html`);
      const box = boxOf(page);
      await box.state("ready");
      await page.evaluate(() => window.tandem.optOut());
      await box.state("off");
      const assertGone = async () => {
        assert.equal(await page.locator("#fallback").isVisible(), false);
        assert.equal(await page.locator("tandem-offers button").count(), 0);
        assert.equal((await box.host.boundingBox()).height, 0);
      };
      await assertGone();
      await page.reload();
      await box.state("off");
      await assertGone();
      await page.evaluate(() => window.tandem.optIn());
      await box.state("ready");
      await assertQuiet(page);
    }));
});
