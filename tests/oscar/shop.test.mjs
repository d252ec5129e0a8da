// A real shop from its first order to a basket filled by suggestions: django-oscar as it comes, its
// orders placed through its own pages, exported, mined, and served from another origin.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../e2e/serve.mjs";
import { assertStill, boxOf, DIST, eventsOf, launch, open, pounds, PRODUCTS, using, watched } from "../e2e/harness.mjs";
import { DISCOUNT, family, LEFT, learned, SET, SOLD } from "./learned.mjs";
import { shopper, start } from "./shop.mjs";

const set = {};
let shop;
let host;

before(async () => {
  host = await serve(DIST);
  shop = await start(SOLD, host.origin);
  await learned(shop, host);
  set.site = shop;
  set.browser = await launch();
});
after(async () => {
  await set.browser?.close();
  await shop?.close();
  await host?.close();
});

/** Opens a page of the shop. What its theme has from elsewhere does not answer: it has its own copy. */
async function visit(path, options) {
  const page = await open(set, "favicon.ico", options);
  await page.route(/googleapis/, (route) => route.abort());
  await page.goto(shop.origin + path);
  return page;
}

async function ready(page, placement = "product") {
  const box = boxOf(page, placement);
  await box.host.scrollIntoViewIfNeeded();
  await box.state("ready");
  return box;
}

const productPage = (product, options) => visit(`/catalogue/any_${product.id}/`, options);

/** The items of a box beside the product itself. */
const picked = async (box) => (await box.picks.locator('[part="title"]').allTextContents()).map((title) => SOLD.find((product) => product.title === title.trim()));

async function tick(box, count) {
  const products = (await picked(box)).slice(0, count);
  for (let at = 0; at < count; at += 1) await box.picks.nth(at).locator('[part="checkbox"]').check();
  return products;
}

const noticed = (box, words) => box.notice.filter({ hasText: words }).waitFor();

const sum = (products) => products.reduce((all, { priceMinor }) => all + priceMinor, 0);

/** What the shop's own basket page says: quantities by SKU, and the total. */
async function basket(page) {
  const text = await (await page.request.get(`${shop.origin}/basket/`)).text();
  const rows = text.split('class="basket-items"').slice(1);
  const lines = rows.map((row) => [SOLD.find(({ id }) => row.includes(`_${id}/"`)).sku, Number(/name="form-\d+-quantity" value="(\d+)"/.exec(row)[1])]);
  return Object.fromEntries(lines);
}

const one = (products) => Object.fromEntries(products.map(({ sku }) => [sku, 1]));

/** Does something in the shop while it is done, and undoes it. */
async function during(now, then, work) {
  await shop.manage("happen", ...now);
  try {
    return await work();
  } finally {
    await shop.manage("happen", ...then);
  }
}

/** A shopper who is logged in: then, and only then, the shop's API asks for a token. */
async function register(page, email) {
  await page.goto(`${shop.origin}/accounts/register/`);
  const form = page.locator("#register_form");
  await form.locator('[name="email"]').fill(email);
  await form.locator('[name="password1"]').fill("a long enough word");
  await form.locator('[name="password2"]').fill("a long enough word");
  await form.locator("button").click();
  await page.waitForURL((url) => !url.pathname.includes("register"));
}

test("from the product to the checkout: three lines, one more, at the shop's prices", () =>
  using(productPage(SOLD[0]), async (page) => {
    const box = await ready(page);
    assert.equal((await box.amount.textContent()).trim(), pounds(SOLD[0].priceMinor));
    const bought = [SOLD[0], ...(await tick(box, 2))];
    assert.ok(bought.every((product) => family(SOLD[0]).includes(product)), "what guests bought together");
    assert.equal((await box.amount.textContent()).trim(), pounds(sum(bought)));
    await box.add.click();
    await noticed(box, "3 items added");
    assert.deepEqual(await basket(page), one(bought));
    await page.locator(".basket-mini", { hasText: pounds(sum(bought)) }).waitFor();

    await page.goto(`${shop.origin}/basket/`);
    for (const product of bought) await page.locator(".basket-items", { hasText: product.title }).getByText(pounds(product.priceMinor)).first().waitFor();
    const cross = await ready(page, "cart");
    const [last] = await picked(cross);
    assert.ok(family(SOLD[0]).includes(last) && !bought.includes(last));
    await cross.each.first().click();
    await noticed(cross, "1 item added");
    assert.deepEqual(await basket(page), one([...bought, last]));
    await page.locator(".basket-items", { hasText: last.title }).waitFor();
    await cross.notice.locator('[part="notice-button"]').click();
    await noticed(cross, "Taken out of your cart again");
    assert.deepEqual(await basket(page), one(bought));

    await page.goto(`${shop.origin}/checkout/`);
    await page.locator('[name="username"]').fill("guest@example.com");
    await page.locator('[name="options"][value="anonymous"]').check();
    await page.locator('form button[type="submit"]').last().click();
    for (const [name, value] of Object.entries({ first_name: "A", last_name: "Shopper", line1: "1 High Street", line4: "Sandford", postcode: "N1 9RT" })) await page.locator(`[name="${name}"]`).fill(value);
    await page.locator('#new_shipping_address button[type="submit"]').click();
    await page.locator("#view_preview, a[href*='preview']").first().click();
    await page.getByText(pounds(sum(bought))).first().waitFor();
    await page.locator("#place-order").click();
    await page.waitForURL(/thank-you/);
    const thanks = boxOf(page, "thankyou");
    await thanks.host.scrollIntoViewIfNeeded();
    await thanks.state("ready");
    assert.deepEqual((await thanks.cards.locator('[part="title"]').allTextContents()).map((title) => title.trim()), [last.title], "nothing that was just bought");

    const elsewhere = page.asked.filter((url) => ![shop.origin, host.origin].includes(new URL(url).origin) && !url.includes("googleapis"));
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await watched(page, "violations"), []);
  }));

for (const width of [360, 390, 800, 1280]) {
  test(`an answer that takes its time moves nothing, at ${width} px`, () =>
    using(productPage(SOLD[4], { width }), async (page) => {
      // Past the half second in which a shift counts as what the shopper did.
      await page.route(/\/api\/basket\//, async (route) => {
        await new Promise((later) => setTimeout(later, 700));
        await route.continue();
      });
      const box = await ready(page);
      await tick(box, 1);
      await page.waitForTimeout(600);
      await box.add.click();
      await noticed(box, "2 items added");
      await assertStill(page);
    }));
}

test("what sells out while the page stands open is named, the rest is added", () =>
  using(productPage(SOLD[0]), async (page) => {
    const box = await ready(page);
    const [gone, other] = await tick(box, 2);
    await during(["stock", gone.sku, "0"], ["stock", gone.sku, `${LEFT}`], async () => {
      await box.add.click();
      await noticed(box, gone.title);
      assert.match(await box.notice.textContent(), /2 of 3/);
      assert.deepEqual(await basket(page), one([SOLD[0], other]));
    });
  }));

test("what is sold out beforehand is not offered, and prices are those of now", async () => {
  const [first] = await using(productPage(SOLD[0]), async (page) => picked(await ready(page)));
  await during(["stock", first.sku, "0"], ["stock", first.sku, `${LEFT}`], () =>
    using(productPage(SOLD[0]), async (page) => assert.ok(!(await picked(await ready(page))).includes(first))),
  );
  await during(["price", first.sku, "99.95"], ["price", first.sku, (first.priceMinor / 100).toFixed(2)], () =>
    using(productPage(SOLD[0]), async (page) => {
      const box = await ready(page);
      const prices = await box.picks.locator('[part="price"]').allTextContents();
      assert.ok(prices.some((price) => price.trim() === "£99.95"), prices.join());
    }),
  );
});

test("a set's discount is entered as a voucher, and told as the basket has it", () =>
  using(productPage(SET[0]), async (page) => {
    await shop.manage("happen", "voucher", DISCOUNT.code, `${DISCOUNT.percent}`, ...SET.map(({ sku }) => sku));
    const box = await ready(page, "bundle");
    const offered = await box.cards.locator('[part="title"]').allTextContents();
    assert.deepEqual(offered.map((title) => title.trim()).sort(), SET.map(({ title }) => title).sort());
    assert.match(await box.host.locator('[part="total"]').textContent(), /Discount applied in cart/);
    await box.add.click();
    const off = pounds(Math.floor((sum(SET) * DISCOUNT.percent) / 100));
    await noticed(box, `Your cart takes ${off} off`);
    assert.deepEqual(await basket(page), one(SET));
    await page.goto(`${shop.origin}/basket/`);
    await page.locator("#basket_totals, .basket-summary, main").first().getByText(`-${off}`).first().waitFor();
  }));

test("a token that is gone is asked for again, and nothing is added twice", () =>
  using(visit("/accounts/register/"), async (page) => {
    await register(page, "member@example.com");
    await page.goto(`${shop.origin}/catalogue/any_${SOLD[4].id}/`);
    const box = await ready(page);
    const [pick] = await tick(box, 1);
    await page.context().clearCookies({ name: "csrftoken" });
    await page.evaluate(() => document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = "stale")));
    await box.add.click();
    await noticed(box, "2 items added");
    assert.deepEqual(await basket(page), one([SOLD[4], pick]));
  }));

test("a session that ended: the account is of the basket as it is", () =>
  using(visit("/accounts/register/"), async (page) => {
    await register(page, "forgotten@example.com");
    await page.goto(`${shop.origin}/catalogue/any_${SOLD[8].id}/`);
    const box = await ready(page);
    await box.add.click();
    await noticed(box, "1 item added");
    const [pick] = await tick(box, 1);
    await shop.manage("happen", "sessions-end");
    await box.add.click();
    await page.waitForFunction(() => window.watched.events.filter(({ name }) => name === "added" || name === "error").length > 1);
    const now = await basket(page);
    const [, told] = await eventsOf(page, "added");
    if (told) assert.deepEqual(Object.fromEntries(told.detail.items.filter(({ confirmed }) => confirmed > 0).map(({ sku }) => [sku, 1])), one([pick]));
    assert.deepEqual(now, told ? one([pick]) : {});
  }));
