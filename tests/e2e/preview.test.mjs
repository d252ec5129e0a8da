// The shops beside the preview: what a person finds who follows its links.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../hosts/preview.mjs";
import { assertAccessible, assertFits, assertQuiet, assertStill, boxOf, CUP, DIST, open, stage, using } from "./harness.mjs";
import { HOSTS } from "../../www/shop/hosts.js";

const set = stage();

test("the panel leads to them", () =>
  using(open(set, "#/"), async (page) => {
    await page.waitForSelector(".card");
    await page.click(".controls summary");
    const links = await page.locator(".other-shops a").evaluateAll((all) => all.map((link) => new URL(link.href).port));
    assert.deepEqual(links, Object.values(HOSTS).map(({ port }) => String(port)));
  }));

describe("a shop of every system", () => {
  let hosts;
  before(async () => {
    hosts = await start(DIST, `${set.site.origin}/`, () => 0);
  });
  after(() => Promise.all(Object.values(hosts).map((host) => host.close())));

  const choose = (page, words) => page.locator(".preview-strip").getByRole("link", { name: words, exact: true }).click();
  const ready = async (page) => {
    const box = boxOf(page);
    await box.host.scrollIntoViewIfNeeded();
    await box.state("ready");
    return box;
  };

  for (const kind of Object.keys(HOSTS)) {
    test(`${kind}: from its start page to a fault, and on when all is well again`, () =>
      using(open(set, "", { site: hosts[kind], width: 390 }), async (page) => {
        await assertAccessible(page, kind);
        await assertFits(page);
        await page.locator(".shelf a").first().click();
        await ready(page);
        await choose(page, "500");
        assert.equal(await page.locator('.preview-strip a[aria-current]').last().textContent(), "500");
        const box = await ready(page);
        await box.picks.first().locator('[part="checkbox"]').check();
        await box.add.click();
        await box.notice.filter({ hasText: "Nothing was added" }).waitFor();
        await choose(page, "sold out meanwhile");
        const again = await ready(page);
        const missing = (await again.picks.first().locator('[part="title"]').textContent()).trim();
        await again.picks.first().locator('[part="checkbox"]').check();
        await again.add.click();
        await again.notice.filter({ hasText: `${missing} was not added` }).waitFor();
        await choose(page, "all is well");
        const well = await ready(page);
        await well.picks.first().locator('[part="checkbox"]').check();
        await well.add.click();
        await well.notice.filter({ hasText: /added to your cart/ }).waitFor();
        await assertStill(page);
      }));
  }

  test("a cart is kept while other shops are looked at", () =>
    using(open(set, "", { site: hosts.woocommerce }), async (page) => {
      await page.locator(".shelf a").first().click();
      const box = await ready(page);
      await box.add.click();
      await box.notice.filter({ hasText: "1 item added" }).waitFor();
      await choose(page, HOSTS.magento.name);
      await page.waitForURL(`${hosts.magento.origin}/`);
      await choose(page, HOSTS.woocommerce.name);
      await page.waitForURL(`${hosts.woocommerce.origin}/`);
      assert.match(await page.locator(".site-header-cart").textContent(), /1 item/);
    }));

  test("nobody is led away from the shop", async () => {
    for (const back of ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"]) {
      const answer = await fetch(`${hosts.custom.origin}/preview?fault=slow&back=${encodeURIComponent(back)}`, { redirect: "manual" });
      assert.equal(answer.headers.get("location"), "/");
    }
  });
});

/** What each shop has for each placement: an address, and what is in the cart. */
const CAMERA = "CAM-0000-B0";
const BATTERY = "CAM-0000-A0";
const CASE = "PHO-0002-A0";
const PLACES = {
  real: [
    ["product", `#/product/${CUP}`],
    ["cart", "#/cart", [{ sku: CUP, quantity: 1 }]],
    ["bundle", "#/product/23173"],
    ["upgrade", "#/product/22182"],
    ["thankyou", `#/thanks/${CUP}`],
    ["progress", "#/cart", [{ sku: CUP, quantity: 15 }]],
  ],
  planted: [
    ["product", `#/product/${CAMERA}`],
    ["cart", "#/cart", [{ sku: CAMERA, quantity: 1 }]],
    ["bundle", `#/product/${CASE}`],
    ["upgrade", `#/product/${CAMERA}`],
    ["thankyou", `#/thanks/${CAMERA}`],
    ["progress", "#/cart", [{ sku: BATTERY, quantity: 1 }]],
  ],
};

describe("every placement, in both shops", () => {
  for (const [store, places] of Object.entries(PLACES)) {
    for (const [placement, path, cart = null] of places) {
      for (const width of [360, 1440]) {
        test(`${store}: ${placement} at ${width} px`, () =>
          using(open(set, store === "real" ? path : `${path}?store=${store}`, { width, cart }), async (page) => {
            const box = boxOf(page, placement);
            await box.host.scrollIntoViewIfNeeded();
            await box.state("ready");
            assert.ok((await box.picks.count()) > 0);
            await assertFits(page);
            await assertStill(page);
            await assertQuiet(page);
          }));
      }
    }
  }
});

describe("the made-up shop", () => {
  const planted = (path, options) => open(set, `${path}${path.includes("?") ? "&" : "?"}store=planted`, options);

  for (const [theme, width] of [["light", 360], ["dark", 1280]]) {
    test(`is accessible, fits and holds still, ${theme} at ${width} px`, () =>
      using(planted(`#/?theme=${theme}`, { width }), async (page) => {
        await page.waitForSelector(".card");
        assert.equal(await page.locator(".card").count(), 24);
        assert.equal((await page.locator(".name").innerText()).trim(), "Shutter & Bean");
        assert.deepEqual(await page.locator(".menu a").allTextContents(), ["Everything", "Cameras", "Phones", "Coffee"]);
        await assertAccessible(page, "the list");
        await assertFits(page);
        await page.goto(page.url().replace("#/", `#/product/${CAMERA}`));
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await assertAccessible(page, "a product");
        await assertFits(page);
        await assertStill(page);
        await assertQuiet(page);
      }));
  }

  test("is one choice in the panel away, with a cart of its own", () =>
    using(open(set, `#/product/${CUP}?theme=dark`, { cart: [{ sku: CUP, quantity: 2 }] }), async (page) => {
      await page.waitForSelector(".buy");
      await page.click(".controls summary");
      await Promise.all([page.waitForEvent("load"), page.selectOption('[name="store"]', "planted")]);
      await page.waitForSelector(".card");
      assert.equal(new URL(page.url()).hash, "#/?store=planted&theme=dark");
      assert.equal(await page.locator("[data-count]").textContent(), "");
      await Promise.all([page.waitForEvent("load"), page.selectOption('[name="store"]', "real")]);
      await page.waitForSelector(".card");
      assert.equal(await page.locator("[data-count]").textContent(), "2");
    }));

  test("a thing that comes in several models links to each", () =>
    using(planted(`#/product/${CAMERA}`), async (page) => {
      await page.waitForSelector(".choices");
      assert.deepEqual(await page.locator(".choice").allTextContents(), ["One", "Plus", "Max"]);
      assert.equal(await page.locator(".choice[aria-current]").textContent(), "One");
      await page.getByRole("link", { name: "Max", exact: true }).click();
      await page.locator(".choice[aria-current]", { hasText: "Max" }).waitFor();
      assert.match(page.url(), /CAM-0000-B2\?store=planted$/);
      assert.match(await page.locator(".features").textContent(), /Lenses3/);
    }));

  test("the better model says what it has more, and is swapped in", () =>
    using(planted("#/cart", { cart: [{ sku: CAMERA, quantity: 1 }] }), async (page) => {
      const box = boxOf(page, "upgrade");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.match((await box.picks.first().textContent()).replaceAll("\u00a0", " "), /Lenses: \+1, Storage: \+64 GB/);
      await box.each.first().click();
      await page.waitForFunction(() => JSON.parse(sessionStorage.getItem("preview-cart-planted")).every(({ sku }) => /-B[12]$/.test(sku)));
      await assertStill(page);
    }));

  test("the set's discount comes off in the cart", () =>
    using(planted(`#/product/${CASE}`), async (page) => {
      const box = boxOf(page, "bundle");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await box.add.click();
      await box.notice.filter({ hasText: /€/ }).waitFor();
      await page.goto(page.url().replace(/#.*/, "#/cart?store=planted"));
      await page.locator(".total-off:visible").waitFor();
    }));

  test("the panel says what was planted of all that is shown", () =>
    using(planted(`#/product/${CAMERA}`), async (page) => {
      for (const placement of ["product", "upgrade"]) {
        await boxOf(page, placement).host.scrollIntoViewIfNeeded();
        await boxOf(page, placement).state("ready");
      }
      await page.click(".controls summary");
      await page.locator(".numbers tr:has(.right)").first().waitFor();
      const rows = await page.locator(".numbers tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
      const inBox = (name) => rows.filter((cells) => cells.at(-1).split(", ").includes(name));
      assert.ok(inBox("product").length >= 2 && inBox("upgrade").length >= 1, JSON.stringify(rows));
      for (const cells of inBox("product")) {
        assert.match(cells[4], /complement|variant/);
        assert.ok(Number(cells[1]) > 0 && Number(cells[2]) >= 3 && Number.parseFloat(cells[3]) > 1, cells.join());
      }
      for (const cells of inBox("upgrade")) assert.equal(cells[4], "substitute");
      assert.match(await page.locator("[data-summary]").textContent(), /^Found: \d+ of 7 planted complements\. Right: \d+ of \d+ rules\.$/);
      await assertAccessible(page, "the numbers");
    }));
});

describe("the panel's settings", () => {
  const MONEY = { GBP: "en-GB", EUR: "de", JPY: "ja", KWD: "ar" };
  for (const [currency, language] of Object.entries(MONEY)) {
    const locale = language.slice(0, 2);
    test(`${currency} in ${locale}: page, box and total say one price`, () =>
      using(open(set, `#/product/${CUP}?currency=${currency}&locale=${locale}`, { width: 360 }), async (page) => {
        const box = boxOf(page);
        await box.host.scrollIntoViewIfNeeded();
        await box.state("ready");
        const said = async (locator) => (await locator.first().textContent()).replace(/[\s\u200e\u200f\u061c]/g, "");
        const price = await said(page.locator(".price"));
        assert.ok((await said(box.own.locator('[part="price"]'))).includes(price), price);
        assert.ok((await said(box.amount)).includes(price), price);
        await assertFits(page);
        await assertQuiet(page);
      }));
  }

  test("a stale nonce is seen and a fresh one tried: it is added, once", () =>
    using(open(set, `#/product/${CUP}?fault=nonce`), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await box.add.click();
      await box.notice.filter({ hasText: "1 item added" }).waitFor();
      assert.deepEqual(await page.evaluate(() => JSON.parse(sessionStorage.getItem("preview-cart"))), [{ sku: CUP, quantity: 1 }]);
    }));

  test("a policy without WebAssembly leaves the page as it was, and the shop sells on", () =>
    using(open(set, `#/product/${CUP}?fault=csp`), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await page.locator('tandem-offers[placement="product"]:is([data-state="off"], [data-state="error"])').waitFor({ state: "attached" });
      await page.click(".buy button");
      await page.waitForSelector(".buy-status a");
      assert.equal(await page.locator("[data-count]").textContent(), "1");
      await assertFits(page);
    }));

  test("the numbers say where a suggestion comes from, and follow the cart", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 1 }] }), async (page) => {
      const box = boxOf(page, "cart");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await page.click(".controls summary");
      const rows = () => page.locator(".numbers tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
      await page.locator(".numbers td", { hasText: "cart" }).first().waitFor();
      const shown = (await rows()).filter((cells) => cells.at(-1) === "cart");
      assert.ok(shown.length >= 1 && shown.every((cells) => Number(cells[2].replace(",", "")) >= 3), JSON.stringify(shown));
      const first = (await rows())[0][0];
      await box.each.first().click();
      await page.waitForFunction((title) => ![...document.querySelectorAll(".numbers tbody tr td:first-child")].some((cell) => cell.textContent === title), first);
    }));
});

describe("titles in a script that runs the other way", () => {
  for (const locale of ["ar", "en"]) {
    test(`${locale}: the button that dismisses a card lies beside them, not on them`, () =>
      using(open(set, `#/thanks/${CUP}?locale=${locale}`, { width: 360 }), async (page) => {
        const box = boxOf(page, "thankyou");
        await box.host.scrollIntoViewIfNeeded();
        await box.state("ready");
        const overlaps = await box.host.evaluate((host) =>
          [...host.shadowRoot.querySelectorAll('[part="card"]')].map((card) => {
            const button = card.querySelector('[part="dismiss"]').getBoundingClientRect();
            const words = document.createRange();
            words.selectNodeContents(card.querySelector('[part="title"]'));
            return [...words.getClientRects()].some((line) => line.left < button.right && button.left < line.right && line.top < button.bottom && button.top < line.bottom);
          }),
        );
        assert.ok(overlaps.length >= 2);
        assert.deepEqual(overlaps, overlaps.map(() => false));
      }));
  }
});
