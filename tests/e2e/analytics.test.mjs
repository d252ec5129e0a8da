// Measuring: with everything off, and with it on but without the shopper's word, nothing leaves the page
// but requests for the static files and to the shop; with it, exactly what docs/embed.md says.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertQuiet, boxOf, DIST, open, productOf, stage, using } from "./harness.mjs";
import { serve } from "./serve.mjs";

const set = stage();
const EMBEDDED = "http://localhost:8080";
const ON = 'data-analytics="datalayer" data-endpoint="/collect"';

let shop;
let attributes = "";
let inHead = "";
before(async () => {
  shop = await serve(DIST);
  const written = (bytes) => bytes.toString("utf8").replaceAll(EMBEDDED, set.site.origin).replace("<script async ", `${inHead}<script async ${attributes} `);
  shop.fault = (path) => (path === "/embed.html" ? { transform: written } : ["/collect", "/favicon.ico"].includes(path) ? { status: 204, body: "" } : undefined);
});
after(() => shop.close());

/** Opens the page, lets the shopper see the box, and runs `work` on what was asked. */
async function shopping(tag, head, work) {
  [attributes, inHead] = [tag, head];
  await using(open(set, "shop/icon.svg", { site: shop }), async (page) => {
    await page.evaluate(() => (document.cookie = "who=me"));
    const sent = [];
    page.on("request", (request) => sent.push({ url: request.url(), method: request.method(), body: request.postData(), headers: request.headers() }));
    await page.goto(`${shop.origin}/embed.html`);
    const box = boxOf(page);
    await box.host.scrollIntoViewIfNeeded();
    await box.state("ready");
    await page.waitForFunction(() => window.watched.events.some(({ name }) => name === "impression"));
    await work(page, box, sent);
  });
}

async function addsTwo(box) {
  await box.picks.first().locator('[part="checkbox"]').check();
  await box.add.click();
  await box.notice.waitFor();
}

/** Everything that a page without measuring asks for: its own files and the shop's, by GET, with no query. */
function assertNothingElse(sent) {
  for (const { url, method } of sent) {
    const { origin, pathname, search } = new URL(url);
    assert.equal(method, "GET", url);
    assert.equal(search, "", url);
    if (origin === shop.origin) assert.match(pathname, /^\/(embed\.html|shop\/.*|demo\/(products\.json|pictures\/.*))$/);
    else if (origin === set.site.origin) assert.match(pathname, /^\/(embed\/tandem(_widget-\w+|)\.js|embed\/tandem_widget_bg-\w+\.wasm|demo\/(manifest\.json|rules-\w+\.tdm|catalog-\w+-\w+\.json\.gz))$/);
    else assert.fail(url);
  }
}

const layer = (page) => page.evaluate(() => window.dataLayer ?? []);
const events = async (page) => (await layer(page)).map(({ event }) => event).filter(Boolean);
const collected = (sent) => sent.filter(({ url }) => url === `${shop.origin}/collect`).flatMap(({ body }) => JSON.parse(body).events);

describe("nothing leaves the page", () => {
  const silent = [
    ["with everything off", "", "", "window.tandem.consent(true)"],
    ["switched on, without the shopper's word", ON, "", ""],
    ["switched on, refused on the platform", ON, "<script>window.wp_has_consent = () => false; </script>", ""],
    ["switched on, agreed to, with Global Privacy Control", `${ON} data-consent="granted"`, "<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>", "window.tandem.consent(true)"],
  ];
  for (const [what, tag, head, then] of silent) {
    test(what, () =>
      shopping(tag, head, async (page, box, sent) => {
        if (then) await page.evaluate(then);
        await addsTwo(box);
        await page.evaluate(() => dispatchEvent(new Event("pagehide")));
        assertNothingElse(sent);
        assert.deepEqual(await layer(page), []);
        await assertQuiet(page);
      }));
  }
});

describe("the shopper agrees", () => {
  const ways = [
    ["on the tag", `${ON} data-consent="granted"`, ""],
    ["by WordPress", ON, '<script>window.wp_has_consent = (what) => what === "statistics"</script>'],
    ["by Shopify", ON, "<script>window.Shopify = { customerPrivacy: { analyticsProcessingAllowed: () => true } }</script>"],
  ];
  for (const [what, tag, head] of ways) {
    test(`${what}: exactly the documented payloads, and no cookie or id`, () =>
      shopping(tag, head, async (page, box, sent) => {
        const shown = (await page.evaluate(() => window.watched.events.find(({ name }) => name === "impression"))).detail.items.map(({ sku }) => sku);
        await addsTwo(box);
        await page.waitForFunction(() => window.dataLayer?.length === 4);
        const list = { item_list_id: "tandem_product", item_list_name: "Tandem product" };
        const item = (sku, more) => ({ item_id: sku, item_name: productOf(sku).title, index: shown.indexOf(sku), price: productOf(sku).priceMinor / 100, ...more, ...list });
        const added = shown.slice(0, 2);
        const value = Number((added.reduce((sum, sku) => sum + productOf(sku).priceMinor, 0) / 100).toFixed(2));
        const expected = [
          { event: "view_item_list", ecommerce: { currency: "GBP", ...list, items: shown.map((sku) => item(sku)) } },
          { event: "add_to_cart", ecommerce: { currency: "GBP", value, items: added.map((sku) => item(sku, { quantity: 1 })) } },
        ];
        assert.deepEqual(await layer(page), expected.flatMap((one) => [{ ecommerce: null }, one]));
        await page.evaluate(() => dispatchEvent(new Event("pagehide")));
        await page.waitForTimeout(300);
        assert.deepEqual(collected(sent), expected);
        for (const { url, headers } of sent.filter(({ method }) => method !== "GET")) {
          assert.equal(url, `${shop.origin}/collect`);
          assert.ok(!headers.cookie && !headers.referer);
        }
        assertNothingElse(sent.filter(({ url }) => !url.endsWith("/collect") && !url.includes("/tandem_analytics-")));
        await assertQuiet(page);
      }));
  }

  test("later, and takes it back: what is between is told, and nothing after", () =>
    shopping(ON, "", async (page, box, sent) => {
      assert.equal(sent.some(({ url }) => url.includes("tandem_analytics")), false);
      await page.evaluate(() => window.tandem.consent(true));
      await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("tandem_analytics")));
      await page.waitForTimeout(200);
      const link = box.picks.first().locator('[part="title"]');
      await link.evaluate((element) => element.addEventListener("click", (event) => event.preventDefault()));
      await link.click();
      assert.deepEqual(await events(page), ["select_item"]);
      await page.evaluate(() => window.tandem.consent(false));
      await addsTwo(box);
      await page.evaluate(() => dispatchEvent(new Event("pagehide")));
      await page.waitForTimeout(200);
      assert.deepEqual(await events(page), ["select_item"]);
      assert.deepEqual(collected(sent), [], "what waited is gone with the consent");
    }));

  test("for one of the two alone", () =>
    shopping('data-analytics="datalayer" data-consent="granted"', "", async (page, box, sent) => {
      await addsTwo(box);
      await page.waitForFunction(() => window.dataLayer?.length === 4);
      assert.deepEqual(sent.filter(({ method }) => method !== "GET"), []);
    }));
});
