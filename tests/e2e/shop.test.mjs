// The storefront itself: what a shop does before any widget comes to it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, assertQuiet, assertStill, CUP, open, pounds, productOf, PRODUCTS, stage, using } from "./harness.mjs";

const set = stage();

/** A page in as many parts as its header has elements, each cut before the next one. */
function byElement(body) {
  const html = body.toString();
  const header = html.slice(0, html.indexOf("</header>")).indexOf("<header");
  const starts = [...html.matchAll(/<\/?[a-z]/g)].map(({ index }) => index);
  const cuts = [0, ...starts.filter((index) => index > header && index < html.indexOf("</header>")), html.length];
  return cuts.slice(1).map((end, at) => html.slice(cuts[at], end));
}

describe("a page that comes slowly", () => {
  for (const width of [390, 1280])
    test(`moves nothing as it is read, at ${width} px`, async () => {
      set.site.fault = (path) => (path === "/" ? { parts: byElement, pause_ms: 60 } : undefined);
      try {
        await using(open(set, `#/product/${CUP}`, { width }), async (page) => {
          await page.waitForSelector(".buy");
          await assertStill(page);
        });
      } finally {
        set.site.fault = () => undefined;
      }
    });
});

describe("the list", () => {
  test("shows the most bought first, a page at a time", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      assert.equal(await page.locator(".card").count(), 24);
      assert.equal((await page.locator(".card-title").first().textContent()).trim(), PRODUCTS[0].title);
      await page.click('.pager a[aria-label="Page 2"]');
      await page.waitForSelector('.pager a[aria-current][aria-label="Page 2"]');
      assert.equal((await page.locator(".card-title").first().textContent()).trim(), PRODUCTS[24].title);
      await assertQuiet(page);
      await assertStill(page);
    }));

  test("finds products by the beginnings of words, while they are typed", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.locator("[data-search]").pressSequentially("green reg teac");
      const titles = await page.locator(".card-title").allTextContents();
      assert.ok(titles.includes(productOf(CUP).title), titles.join());
      assert.ok(titles.every((title) => /green/i.test(title) && /reg/i.test(title)));
      assert.match(new URL(page.url()).hash, /q=green\+reg\+teac/);
      await assertStill(page);
    }));

  test("says so when nothing is found", () =>
    using(open(set, "#/?q=zzzz"), async (page) => {
      await page.waitForSelector(".nothing");
      assert.match(await page.locator("h1").textContent(), /0 products for “zzzz”/);
    }));

  test("searches in the page: the server hears of pictures only", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.waitForLoadState("networkidle");
      const before = page.asked.length;
      await page.locator("[data-search]").pressSequentially("lantern");
      await page.waitForFunction(() => document.querySelector("h1").textContent.includes("lantern"));
      const asked = page.asked.slice(before).filter((url) => !/^\/(demo\/pictures\/|shop\/icon.svg)/.test(new URL(url).pathname));
      assert.deepEqual(asked, []);
    }));
});

describe("getting about", () => {
  test("back returns to the same page of the list and the same place on it", () =>
    using(open(set, "#/?q=heart"), async (page) => {
      await page.waitForSelector(".card");
      const link = page.locator(".card-link").nth(14);
      await link.scrollIntoViewIfNeeded();
      await page.waitForTimeout(200);
      const before = await page.evaluate(() => scrollY);
      assert.ok(before > 0);
      await link.click();
      await page.waitForSelector(".product");
      assert.equal(await page.evaluate(() => scrollY), 0);
      await page.goBack();
      await page.waitForSelector(".card");
      assert.equal(await page.inputValue("[data-search]"), "heart");
      await page.waitForFunction((y) => Math.abs(scrollY - y) < 2, before);
      await assertStill(page);
    }));

  test("a new page has the focus on its heading, and its own title", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.locator(".card-link").first().press("Enter");
      await page.waitForSelector(".product");
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
      assert.ok((await page.title()).startsWith(PRODUCTS[0].title));
    }));

  test("an address that names no product says so", () =>
    using(open(set, "#/product/%3Cscript%3E"), async (page) => {
      await page.waitForSelector(".nothing");
      assert.equal(await page.locator("h1").textContent(), "We do not have that");
      await assertQuiet(page);
    }));
});

describe("the basket", () => {
  test("adds, counts, changes and removes, and says what it did", () =>
    using(open(set, `#/product/${CUP}`), async (page) => {
      await page.waitForSelector(".buy");
      await page.fill("#quantity", "3");
      await page.click(".buy button");
      await page.waitForSelector(".buy-status a");
      assert.equal(await page.locator("[data-count]").textContent(), "3");
      await page.click(".buy-status a");
      await page.waitForSelector(".line");
      const { priceMinor, title } = productOf(CUP);
      assert.equal(await page.locator(".total-sum").textContent(), pounds(3 * priceMinor));
      await page.getByRole("button", { name: `One more ${title}` }).click();
      await page.waitForFunction((sum) => document.querySelector(".total-sum").textContent === sum, pounds(4 * priceMinor));
      await page.getByRole("button", { name: `Remove ${title}` }).click();
      await page.waitForSelector(".nothing");
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
      await page.waitForFunction(() => document.querySelector("[data-announcer]").textContent.includes("removed"));
      assert.equal(await page.locator("[data-count]").textContent(), "");
      await assertStill(page);
    }));

  test("survives a reload", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 2 }] }), async (page) => {
      await page.waitForSelector(".line");
      await page.reload();
      await page.waitForSelector(".line");
      assert.equal(await page.locator(".line input").inputValue(), "2");
    }));

  test("a refusal is told, and nothing is added", () =>
    using(open(set, `#/product/${CUP}?fault=409`), async (page) => {
      await page.waitForSelector(".buy");
      await page.click(".buy button");
      await page.waitForSelector(".buy-status.bad");
      assert.equal(await page.locator("[data-count]").textContent(), "");
    }));
});

describe("for everybody", () => {
  const sold = PRODUCTS.find((product) => !product.available && product.priceMinor !== null).sku;
  const pages = [
    ["the list", "#/"],
    ["no result", "#/?q=zzzz"],
    ["a product", `#/product/${CUP}`],
    ["a sold out product", `#/product/${sold}`],
    ["the basket", "#/cart"],
  ];
  for (const [what, path] of pages) {
    for (const theme of ["light", "dark"]) {
      test(`${what} is accessible and fits, ${theme}`, () =>
        using(open(set, `${path}${path.includes("?") ? "&" : "?"}theme=${theme}`, { width: 360, height: 760, cart: [{ sku: CUP, quantity: 2 }] }), async (page) => {
          await page.waitForSelector('[data-shop="shown"]');
          await assertAccessible(page, what);
          await assertFits(page);
        }));
    }
  }

  for (const locale of ["de", "fr", "ja", "ar"]) {
    test(`speaks ${locale}`, () =>
      using(open(set, `#/?locale=${locale}`, { width: 360, height: 760 }), async (page) => {
        await page.waitForSelector(".card");
        assert.equal(await page.getAttribute("html", "lang"), locale);
        assert.equal(await page.getAttribute("html", "dir"), locale === "ar" ? "rtl" : "ltr");
        assert.doesNotMatch(await page.locator("h1").textContent(), /What people love/);
        await assertFits(page);
        await assertAccessible(page, locale);
      }));
  }

  test("the controls change the page and its address, and can be linked to", () =>
    using(open(set, `#/product/${CUP}`), async (page) => {
      await page.waitForSelector(".buy");
      await page.click(".controls summary");
      await assertAccessible(page, "the open panel");
      await page.selectOption('[name="theme"]', "dark");
      assert.equal(await page.getAttribute("html", "data-theme"), "dark");
      await page.selectOption('[name="currency"]', "JPY");
      assert.match(await page.locator(".price").first().textContent(), /JP¥|¥/);
      const address = page.url();
      await page.reload();
      await page.waitForSelector(".buy");
      assert.equal(page.url(), address);
      assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    }));
});
