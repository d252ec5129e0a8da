// One list of behaviours, many shops: each host is a small server that keeps to its platform's
// documentation, and each runs through the same list, with the widget on another origin.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as bigcommerce from "../hosts/bigcommerce.mjs";
import * as custom from "../hosts/custom.mjs";
import * as magento from "../hosts/magento.mjs";
import * as graphql from "../hosts/magento-graphql.mjs";
import * as shopify from "../hosts/shopify.mjs";
import * as woocommerce from "../hosts/woocommerce.mjs";
import { assertAccessible, assertOnly, boxOf, CUP, DIST, eventsOf, launch, LIMIT_MS, open, offered, pounds, using, watched } from "./harness.mjs";
import { views } from "./views.mjs";

/** Addresses at which shops tell the cart. */
const CART = /\/cart\.js|store\/v1\/cart|section\/load|storefront\/carts|api\/basket|cart_id|customerCart/;

const PLATFORMS = {
  shopify,
  woocommerce,
  magento,
  "magento-graphql, as a guest": graphql,
  "magento-graphql, as a customer": { start: (dist) => graphql.start(dist, { customer: true }) },
  bigcommerce,
  custom,
};

/** Runs `work` with a switch of a host turned, and turns it back. */
async function switched(host, switches, work) {
  const usual = Object.fromEntries(Object.keys(switches).map((name) => [name, host[name]]));
  Object.assign(host, switches);
  try {
    return await work();
  } finally {
    Object.assign(host, usual);
  }
}

const set = {};
before(async () => {
  set.browser = await launch();
});
after(() => set.browser?.close());

/** The shop's page of a product, with its box ready. */
async function productPage(host, sku = CUP) {
  const page = await open(set, host.addressOf(sku).slice(1), { site: host });
  await boxOf(page).host.scrollIntoViewIfNeeded();
  await boxOf(page).state("ready");
  return page;
}

async function basketPage(page, host) {
  await page.goto(host.origin + host.basketPath);
  await boxOf(page, "cart").host.scrollIntoViewIfNeeded();
  await boxOf(page, "cart").state("ready");
}

/** The cart of the page's session, as the shop has it: quantities by SKU. */
async function cartOf(page, host) {
  const cookies = await page.context().cookies(host.origin);
  const session = host.sessions.get(cookies.find(({ name }) => name === "session")?.value);
  return session ?? { lines: [] };
}
const held = async (page, host) => Object.fromEntries((await cartOf(page, host)).lines.map(({ product, quantity }) => [product.sku, quantity]));

const priceOf = (host, sku) => host.products.get(sku).priceMinor;

/** Waits until the theme's own counter says so. */
const counted = (page, count) => page.waitForFunction((text) => document.querySelector("[data-count]")?.textContent.trim() === text, String(count));

/** The theme's own form adds a product. */
async function themeAdds(page, host, sku) {
  await page.locator("main form input").evaluate((input, id) => (input.value = id), String(host.idOf(host.products.get(sku))));
  await page.locator("main form button").click();
}

/** The address of the adapter that the page fetched. */
const adapterAddress = (page) => page.asked.find((url) => url.includes("/tandem_adapter_"));

/** Waits until the box's notice has these words. */
const noticed = (box, words) => box.notice.filter({ hasText: words }).waitFor();

/** Writes to the cart, as the host saw them. */
const writes = (host) => host.requests.filter((line) => !line.startsWith("GET") && !line.startsWith("HEAD"));

/** The same page in another tab of the same shopper, with its box ready. */
async function anotherTab(page) {
  const other = await page.context().newPage();
  other.setDefaultTimeout(LIMIT_MS);
  await other.goto(page.url());
  await boxOf(other).host.scrollIntoViewIfNeeded();
  await boxOf(other).state("ready");
  return other;
}

/** Calls the adapter of the page, made for it anew. */
const calling = (page, name, ...words) => page.evaluate(async ([address, name, words]) => (await import(address)).default({ pageOf: () => undefined, configuration: document.querySelector("script[data-tandem-shop]")?.textContent })[name](...words), [adapterAddress(page), name, words]);

/** Ticks the first `count` picks and gives their SKUs. */
async function tick(box, count) {
  const skus = (await offered(box)).slice(0, count);
  for (let at = 0; at < count; at += 1) await box.picks.nth(at).locator('[part="checkbox"]').check();
  return skus;
}

const sum = (host, skus) => pounds(skus.reduce((all, sku) => all + priceOf(host, sku), 0));

for (const [kind, platform] of Object.entries(PLATFORMS)) {
  describe(kind, () => {
    let host;
    before(async () => {
      host = await platform.start(DIST);
    });
    after(() => host?.close());

    describe("a set with a discount of the shop's", () => {
      const POTS = ["23173", "23174", "23175"];
      const offer = { name: POTS.join("+"), skus: POTS, orders: 30, discount: "Pots3", ends: new Date(Date.now() + 86_400_000).toISOString() };
      const cases = [
        ["that comes by itself", [{ name: "Pots3", skus: POTS, minor: 250 }], "Your cart takes £2.50 off"],
        ["that comes by its code", [{ name: "Pots3", skus: POTS, minor: 250, isCode: true }], "Your cart takes £2.50 off"],
        ["that the shop has no more", [{ name: "Pots4", skus: POTS, minor: 250, isCode: true }], "Your cart takes nothing off for it"],
      ];
      after(() => host.embed.offer(undefined));
      for (const [what, discounts, said] of cases) {
        test(`${what}: promised without a number, then what the cart says`, () =>
          switched(host, { discounts }, async () => {
            host.embed.offer([offer]);
            await using(open(set, host.addressOf(POTS[0]).slice(1), { site: host }), async (page) => {
              const box = boxOf(page, "bundle");
              await box.host.scrollIntoViewIfNeeded();
              await box.state("ready");
              const total = box.host.locator('[part="total"]');
              assert.match(await total.textContent(), /Discount applied in cart, until .*\d/);
              assert.ok((await total.textContent()).endsWith(sum(host, POTS)), "the total is what the shop says, nothing taken off");
              await box.add.click();
              await noticed(box, "3 items added");
              await noticed(box, said);
              assert.deepEqual(Object.keys(await held(page, host)).sort(), POTS);
              assert.deepEqual(await eventsOf(page, "error"), []);
            });
          }));
      }
    });

    test("three boxes on a page ask the shop for its cart once, and for no item twice", () =>
      switched(host, { boxes: '<tandem-offers placement="cart"></tandem-offers><tandem-offers placement="progress" goal-minor="5000"></tandem-offers>' }, () =>
        using(productPage(host), async (page) => {
          await themeAdds(page, host, "22423");
          await counted(page, 1);
          // What the page of before still asks for is not this one's.
          const address = page.url();
          await page.goto("about:blank");
          const sent = [];
          page.on("request", (request) => request.resourceType() === "fetch" && request.url().startsWith(host.origin) && sent.push(`${request.method()} ${request.url().slice(host.origin.length)} ${request.postData() ?? ""}`));
          // Boxes ask one after the other: the first answer is still on its way when the last asks.
          await page.route((url) => CART.test(url), async (route) => {
            await new Promise((soon) => setTimeout(soon, 2_000));
            await route.continue();
          });
          await page.goto(address);
          await page.waitForFunction(() => {
            const boxes = [...document.querySelectorAll("tandem-offers")];
            for (const box of boxes) box.scrollIntoView();
            return boxes.length === 3 && boxes.every(({ dataset }) => /ready|empty/.test(dataset.state));
          });
          await page.waitForLoadState("networkidle");
          assert.ok(sent.length > 0);
          assert.deepEqual(sent, [...new Set(sent)], "asked for twice");
          const carts = sent.filter((line) => line.startsWith("GET") && CART.test(line));
          assert.equal(carts.length, 1, sent.join("\n"));
        }),
      ));

    test("the items of a box are asked for at once, and an item once in a page view", () =>
      using(productPage(host), async (page) => {
        const skus = [CUP, ...(await offered(boxOf(page)))];
        await page.waitForLoadState("networkidle");
        await page.evaluate(async (address) => {
          const configuration = document.querySelector("script[data-tandem-shop]")?.textContent;
          window.shopUnderTest = (await import(address)).default({ configuration, pageOf: () => undefined });
        }, adapterAddress(page));
        const look = (skus) => page.evaluate(async (skus) => (await window.shopUnderTest.getProducts(skus)).map(({ sku, priceMinor, available }) => [sku, priceMinor, available]), skus);
        host.requests.length = 0;
        const found = await look(skus);
        assert.deepEqual(found, skus.map((sku) => [sku, priceOf(host, sku), true]));
        // Shopify has no address for several; without the catalogue's, each is searched for before.
        assert.ok(host.requests.length <= (host.kind === "shopify" ? 2 * skus.length + 1 : 1), host.requests.join());
        host.requests.length = 0;
        assert.deepEqual(await look(skus.toReversed()), found.toReversed());
        assert.deepEqual(host.requests, []);
      }));

    test("reads well in the theme's colours", () =>
      using(productPage(host), async (page) => {
        await assertAccessible(page, host.kind);
        const backgrounds = await boxOf(page).add.evaluateAll((buttons) => buttons.map((button) => getComputedStyle(button).backgroundColor));
        for (const background of backgrounds) assert.doesNotMatch(background, /rgba|\//, "a button through which the page is seen");
      }));

    test("from the product to the basket: live prices, three lines, one more, and back", async () => {
      host.requests.length = 0;
      await using(productPage(host), async (page) => {
        const box = boxOf(page);
        assert.equal((await box.amount.textContent()).trim(), sum(host, [CUP]), "the shop's own price, not the catalogue's");
        const picks = await tick(box, 2);
        for (const [at, sku] of picks.entries()) {
          assert.equal((await box.picks.nth(at).locator('[part="price"]').textContent()).trim(), pounds(priceOf(host, sku)));
          assert.equal(await box.picks.nth(at).locator('[part="title"]').getAttribute("href"), host.origin + host.addressOf(sku));
        }
        const wanted = [CUP, ...picks];
        assert.equal((await box.amount.textContent()).trim(), sum(host, wanted));
        await box.add.click();
        await noticed(box, "3 items added");
        assert.deepEqual(await held(page, host), Object.fromEntries(wanted.map((sku) => [sku, 1])));
        await counted(page, 3);
        const [{ detail }] = await eventsOf(page, "added");
        assert.equal(detail.items.reduce((all, { confirmed }) => all + confirmed, 0), 3);

        await basketPage(page, host);
        for (const sku of wanted) {
          const line = page.locator(`.lines tr[data-sku="${sku}"]`);
          assert.equal((await line.locator("[data-sum]").first().textContent()).trim(), pounds(priceOf(host, sku)));
        }
        assert.equal(await page.locator("main [data-total]").textContent(), sum(host, wanted));

        const cross = boxOf(page, "cart");
        const [more] = await offered(cross);
        assert.ok(!wanted.includes(more));
        await cross.each.first().click();
        await noticed(cross, "1 item added");
        assert.deepEqual(await held(page, host), Object.fromEntries([...wanted, more].map((sku) => [sku, 1])));
        await page.locator(`main .lines tr[data-sku="${more}"]`).waitFor();
        await counted(page, 4);

        await cross.notice.locator('[part="notice-button"]').click();
        await noticed(cross, "Taken out of your cart again");
        assert.deepEqual(await held(page, host), Object.fromEntries(wanted.map((sku) => [sku, 1])));
        await counted(page, 3);

        assertOnly(page, [host.origin, host.embed.origin]);
        const apart = page.asked.map((url) => new URL(url)).filter(({ origin, pathname }) => origin === host.embed.origin && !/^\/(embed|demo)\//.test(pathname));
        assert.deepEqual(apart.map(String), []);
        assert.deepEqual(await watched(page, "violations"), []);
        assert.deepEqual(page.errors, []);
        assert.deepEqual(page.said.filter((line) => line.startsWith("error")), []);
      });
    });

    test("one click that is told twice, a double click, and another while the shop is slow: added once", () =>
      using(productPage(host), (page) =>
        switched(host, { slow_ms: 300 }, async () => {
          const box = boxOf(page);
          const [pick] = await tick(box, 1);
          await box.add.evaluate((button) => {
            button.click();
            button.click();
          });
          await box.add.dblclick({ force: true });
          await noticed(box, "2 items added");
          assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
          assert.equal((await eventsOf(page, "add")).length, 1);
        }),
      ));

    test("two tabs press at once on a slow shop: added once, and each is told what the cart has", () =>
      using(productPage(host), async (page) => {
        const other = await anotherTab(page);
        await switched(host, { slow_ms: 300 }, async () => {
          await Promise.all([page, other].map((tab) => boxOf(tab).add.click()));
          for (const tab of [page, other]) await noticed(boxOf(tab), "1 item added");
        });
        assert.deepEqual(await held(page, host), { [CUP]: 1 });
      }));

    test("what one tab has added leaves the offer of the other, before the shopper turns to it", () =>
      using(productPage(host), async (page) => {
        const other = await anotherTab(page);
        const [pick] = await tick(boxOf(page), 1);
        await boxOf(page).add.click();
        await noticed(boxOf(page), "2 items added");
        await boxOf(other).picks.filter({ hasText: host.products.get(pick).title }).waitFor({ state: "detached" });
        assert.ok(!(await offered(boxOf(other))).includes(pick));
        assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
        assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("tandem"))), [], "nothing is kept of it");
      }));

    test("an answer that is replayed proves nothing: the cart decides", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        let first;
        let replays = false;
        await page.route(
          (url) => url.origin === host.origin,
          async (route) => {
            const request = route.request();
            if (request.method() === "GET" || (request.url().endsWith("/graphql") && !/mutation/.test(request.postData()))) return route.continue();
            if (replays) return route.fulfill(first);
            const answer = await route.fetch({ maxRedirects: 0 });
            first ??= { status: answer.status(), headers: answer.headers(), body: await answer.body() };
            return route.fulfill({ response: answer });
          },
        );
        await box.add.click();
        await noticed(box, "1 item added");
        assert.ok(first, "the add was seen");
        await tick(box, 1);
        replays = true;
        const before = writes(host).filter((line) => !line.endsWith("/graphql")).length;
        await box.add.evaluate((button) => button.click()); // A drawer may stand over it.
        await noticed(box, "Nothing was added");
        assert.deepEqual(await held(page, host), { [CUP]: 1 });
        assert.equal(writes(host).filter((line) => !line.endsWith("/graphql")).length, before);
        await page.unrouteAll({ behavior: "wait" });
      }));

    test("a cart that a cache may keep is read anew all the same", () =>
      switched(host, { caching: "public, max-age=600" }, () =>
        using(productPage(host), async (page) => {
          const [pick] = await tick(boxOf(page), 1);
          await boxOf(page).add.click();
          await noticed(boxOf(page), "2 items added");
          assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
        }),
      ));

    test("what sold out meanwhile is said by name; the rest is added", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        const [gone, other] = await tick(box, 2);
        const product = host.products.get(gone);
        await switched(product, { left: 0 }, async () => {
          await box.add.click();
          await noticed(box, product.title);
          assert.match(await box.notice.textContent(), /2 of 3/);
          assert.deepEqual(await held(page, host), { [CUP]: 1, [other]: 1 });
          await counted(page, 2);
          const [{ detail }] = await eventsOf(page, "added");
          assert.deepEqual(Object.fromEntries(detail.items.filter(({ confirmed }) => confirmed !== undefined).map(({ sku, confirmed }) => [sku, confirmed])), { [CUP]: 1, [gone]: 0, [other]: 1 });
        });
      }));

    test("what is sold out beforehand cannot be ticked", async () => {
      const [first] = await using(productPage(host), (page) => offered(boxOf(page)));
      await switched(host.products.get(first), { left: 0 }, () =>
        using(productPage(host), async (page) => {
          assert.ok(!(await offered(boxOf(page))).includes(first));
        }),
      );
    });

    test("what the theme adds leaves the offer", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        const [first] = await offered(box);
        await themeAdds(page, host, first);
        await counted(page, 1);
        await box.picks.filter({ hasText: host.products.get(first).title }).waitFor({ state: "detached" });
        assert.deepEqual(await held(page, host), { [first]: 1 });
      }));

    test("a session that ended meanwhile: the account is of the cart as it is", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        await themeAdds(page, host, CUP);
        await box.own.locator('[part="checkbox"]').waitFor({ state: "detached" });
        const [pick] = await tick(box, 1);
        host.endSessions();
        await box.add.click();
        await box.notice.waitFor();
        const cart = await held(page, host);
        const [told] = await eventsOf(page, "added");
        if (told) {
          // Where the box had heard of the end by then, what it is about goes in as well.
          assert.equal(cart[pick], 1);
          assert.deepEqual(cart, Object.fromEntries(told.detail.items.map(({ sku, confirmed }) => [sku, confirmed])));
          await noticed(box, `${told.detail.items.length} item`);
        } else assert.deepEqual(cart, {});
      }));

    test("a token that went stale is asked for again, and nothing is added twice", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        await tick(box, 1);
        host.staleTokens?.();
        await box.add.click();
        await noticed(box, "2 items added");
        const cart = await held(page, host);
        assert.deepEqual(Object.values(cart), [1, 1]);
        await counted(page, 2);
        const [next] = await offered(boxOf(page)).then((skus) => skus.filter((sku) => !cart[sku]));
        await box.picks.filter({ hasText: host.products.get(next).title }).locator('[part="checkbox"]').check();
        host.staleTokens?.();
        await box.add.evaluate((button) => button.click()); // A drawer may stand over it.
        await noticed(box, "1 item added");
        assert.deepEqual(await held(page, host), { ...cart, [next]: 1 });
      }));

    test("a quantity is changed, up and down, and taken out: the cart and the theme's counter follow", () =>
      using(productPage(host), async (page) => {
        const [pick] = await tick(boxOf(page), 1);
        await boxOf(page).add.click();
        await noticed(boxOf(page), "2 items added");
        for (const [quantity, all] of [[3, 4], [2, 3], [0, 1]]) {
          await calling(page, "setQuantity", pick, quantity);
          assert.deepEqual(await held(page, host), { [CUP]: 1, ...(quantity && { [pick]: quantity }) });
          await counted(page, all);
        }
      }));

    test("a price that went up meanwhile is told as the cart has it, with a way out", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        const [pick] = await tick(box, 1);
        const product = host.products.get(pick);
        const dearer = product.priceMinor + 100;
        await switched(product, { priceMinor: dearer }, async () => {
          await box.add.click();
          await noticed(box, "2 items added");
          await noticed(box, `${product.title} costs ${pounds(dearer)} in your cart`);
          assert.ok(!(await box.notice.textContent()).includes(`${host.products.get(CUP).title} costs`));
          assert.ok(await box.notice.locator('[part="notice-button"]').isVisible());
        });
      }));

    for (const [what, other] of [
      ["fails", { status: 500, type: "text/html" }],
      ["answers with a page", { status: 200, type: "text/html" }],
    ]) {
      test(`a shop that ${what} when asked to add: nothing added, nothing doubled, and again works`, () =>
        using(productPage(host), async (page) => {
          const box = boxOf(page);
          await switched(host, { instead: ({ method }) => (method === "GET" ? undefined : other) }, async () => {
            const before = writes(host).length;
            await box.add.click();
            await box.notice.waitFor();
            assert.deepEqual(await held(page, host), {});
            assert.ok(writes(host).length - before <= 1, writes(host).slice(before).join());
          });
          await box.notice.locator('[part="notice-button"]').click();
          await noticed(box, "1 item added");
          assert.deepEqual(await held(page, host), { [CUP]: 1 });
        }));
    }

    test("forty adds with faults by chance: a line grows by what was asked or not at all, as was told", () =>
      using(productPage(host), async (page) => {
        await page.evaluate(async (address) => {
          const configuration = document.querySelector("script[data-tandem-shop]")?.textContent;
          window.shopUnderTest = (await import(address)).default({ configuration, pageOf: () => undefined });
        }, adapterAddress(page));
        const call = (name, words) => page.evaluate(([name, words]) => window.shopUnderTest[name](words).then((answer) => ({ answer }), (error) => ({ error: String(error) })), [name, words]);
        let loses = false;
        await page.route(
          (url) => url.origin === host.origin,
          async (route) => {
            if (!loses || route.request().method() === "GET") return route.continue();
            loses = false;
            await route.fetch();
            return route.abort();
          },
        );
        // The same sequence in every run: a linear congruential generator (Park and Miller, 1988).
        let state = 20_261_123;
        const chance = (count) => (state = (state * 48_271) % 2_147_483_647) % count;
        const shelf = [...host.products.values()].filter(({ left }) => left > 0).slice(0, 12).map(({ sku }) => sku);
        const counts = { whole: 0, refused: 0, failed: 0 };
        for (let round = 0; round < 40; round += 1) {
          const lines = shelf.filter(() => chance(4) === 0).map((sku) => ({ sku, quantity: 1 + chance(2) }));
          if (!lines.length) continue;
          const before = await held(page, host);
          const fault = ["none", "none", "gone", "stale", "fails", "page", "lost"][chance(7)];
          const gone = host.products.get(lines[chance(lines.length)].sku);
          const left = gone.left;
          if (fault === "gone") gone.left = 0;
          if (fault === "stale") host.staleTokens?.();
          if (fault === "fails" || fault === "page") host.instead = ({ method }) => (method === "GET" ? undefined : { status: fault === "fails" ? 500 : 200 });
          loses = fault === "lost";
          const { answer, error } = await call("addLines", lines);
          host.instead = () => undefined;
          gone.left = left;
          loses = false;
          const after = await held(page, host);
          const where = `round ${round}, ${fault}: ${JSON.stringify({ lines, before, after, answer, error })}`;
          for (const { sku, quantity } of lines) {
            const grown = (after[sku] ?? 0) - (before[sku] ?? 0);
            assert.ok(grown === 0 || grown === quantity, where);
            const refusal = answer?.errors.some((told) => told.sku === sku || told.sku === "");
            if (answer) assert.equal(grown, refusal ? 0 : quantity, where);
          }
          if (fault === "none" || fault === "stale") assert.deepEqual(answer?.errors, [], where);
          counts[error ? "failed" : answer.errors.length ? "refused" : "whole"] += 1;
        }
        assert.ok(Object.values(counts).every((count) => count > 0), JSON.stringify(counts));
      }));

    test("twenty page views with faults by chance: every cart is what its shopper was told", async () => {
      const said = await views(set, host, { count: 20, shoppers: 2 });
      assert.ok(said.whole > 0 && (said.part ?? 0) + (said.nothing ?? 0) > 0, JSON.stringify(said));
    });

    test("an answer that is lost on the way is not asked for twice", () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        const before = writes(host).length;
        await page.route(
          (url) => url.origin === host.origin,
          async (route) => {
            if (route.request().method() === "GET") return route.continue();
            await route.fetch();
            return route.abort();
          },
        );
        await box.add.click();
        await box.notice.waitFor();
        assert.deepEqual(await held(page, host), { [CUP]: 1 });
        assert.equal(writes(host).length - before, 1);
        await noticed(box, "1 item added");
      }));
  });
}

describe("shopify, its own ways", () => {
  let host;
  before(async () => {
    host = await shopify.start(DIST);
  });
  after(() => host?.close());

  test("the drawer opens with what was added, as the theme's own button opens it; the box's account is announced all the same, and stands when the drawer is closed", () =>
    using(productPage(host), async (page) => {
      const box = boxOf(page);
      await box.add.click();
      await page.locator(`cart-drawer.active tr[data-sku="${CUP}"]`).waitFor();
      await noticed(box, "1 item added");
      assert.ok(await box.host.evaluate((element) => [...element.shadowRoot.querySelectorAll("[role=status],[aria-live=polite]")].some((region) => /1 item added/.test(region.textContent))), "no live region has it");
      await page.locator("cart-drawer [data-close]").click();
      assert.ok(await box.notice.isVisible());
      assert.match(await box.notice.textContent(), /1 item added/);
    }));

  for (const cartType of ["notification", "page"]) {
    test(`a theme with its cart as a ${cartType} counts too`, () =>
      switched(host, { cartType }, () =>
        using(productPage(host), async (page) => {
          await tick(boxOf(page), 2);
          await boxOf(page).add.click();
          await noticed(boxOf(page), "3 items added");
          await counted(page, 3);
          assert.deepEqual(page.errors, []);
        }),
      ));
  }

  const standard = (switches, work) => switched(host, { standard: true, cartType: "page", ...switches }, () => using(productPage(host), work));
  const callsOf = (page) => page.evaluate(() => window.standardCalls.filter((name) => name !== "getCart"));
  const toldOf = (page, name) => page.evaluate((name) => window.standardEvents.filter((event) => event.name === name), name);
  const merchandise = (sku) => `gid://shopify/ProductVariant/${host.products.get(sku).variantId}`;

  for (const strict of [false, true]) {
    test(`a theme that takes part in the standard actions adds by itself; what cannot be had comes as a ${strict ? "user error" : "warning"}`, () =>
      standard({ strict }, async (page) => {
        const box = boxOf(page);
        const [pick] = await tick(box, 1);
        await box.add.click();
        await noticed(box, "2 items added");
        assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
        assert.deepEqual(await callsOf(page), ["updateCart"]);
        const [told] = await toldOf(page, "cart:lines-update");
        assert.deepEqual([told.action, told.context, told.lines], ["add", "standard-action", [CUP, pick].map((sku) => ({ merchandiseId: merchandise(sku), quantity: 1 }))]);
        assert.deepEqual(page.asked.filter((url) => url.includes("cart/add.js")), [], "the Ajax API is left alone");
        await counted(page, 2);
        const [next, gone] = (await offered(box)).filter((sku) => sku !== pick);
        for (const sku of [next, gone]) await box.picks.filter({ hasText: host.products.get(sku).title }).locator('[part="checkbox"]').check();
        await switched(host.products.get(gone), { left: 0 }, async () => {
          await box.add.click();
          await noticed(box, "sold out");
          assert.match(await box.notice.textContent(), new RegExp(`1 of 2 items added.*${host.products.get(gone).title}`, "s"));
        });
        assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1, [next]: 1 });
      }));
  }

  test("a theme that has not configured the actions is never led into a page that loads anew", () =>
    switched(host, { cartType: "page" }, () =>
      using(productPage(host), async (page) => {
        await page.evaluate(() => (window.isSame = true));
        await boxOf(page).add.click();
        await noticed(boxOf(page), "1 item added");
        assert.deepEqual(await callsOf(page), []);
        assert.ok(await page.evaluate(() => window.isSame));
      }),
    ));

  test("a change by the Ajax API is told by the standard events, with the cart that came of it", () =>
    using(productPage(host), async (page) => {
      await page.evaluate(() => {
        window.heard = [];
        for (const name of ["lines-update", "discount-update", "error"]) {
          document.addEventListener(`shopify:cart:${name}`, async ({ action, context, lines, discountCodes, promise, detail, code }) => {
            const entry = { name, action, context, lines, discountCodes, source: detail?.source, code };
            window.heard.push(entry);
            entry.result = await promise?.catch(() => "rejected");
          });
        }
      });
      const heard = async (count) => {
        await page.waitForFunction((count) => window.heard.length >= count && window.heard.every((entry) => entry.name === "error" || entry.result), count);
        return page.evaluate(() => window.heard.splice(0));
      };
      await boxOf(page).add.click();
      const [added] = await heard(1);
      assert.deepEqual([added.action, added.context, added.lines, added.source], ["add", "product", [{ merchandiseId: merchandise(CUP), quantity: 1 }], "tandem"]);
      assert.deepEqual([added.result.userErrors, added.result.cart.totalQuantity, added.result.cart.cost.totalAmount], [[], 1, { amount: `${priceOf(host, CUP) / 100}`, currencyCode: "GBP" }]);

      await calling(page, "setQuantity", CUP, 3);
      await calling(page, "setQuantity", CUP, 0);
      const [more, none] = await heard(2);
      assert.deepEqual([more.action, more.result.cart.totalQuantity, none.action, none.result.cart.lines], ["update", 3, "remove", []]);
      assert.equal(more.lines[0].id, none.lines[0].id);

      await switched(host.products.get(CUP), { left: 0 }, () => calling(page, "addLines", [{ sku: CUP, quantity: 1 }]));
      const [refused] = await heard(1);
      assert.equal(refused.result.cart, null);
      assert.match(refused.result.userErrors[0].message, /sold out/);

      await switched(host, { instead: ({ method }) => (method === "GET" ? undefined : { status: 500 }) }, () => calling(page, "addLines", [{ sku: CUP, quantity: 1 }]).catch(() => {}));
      const failed = await heard(2);
      assert.deepEqual(failed.map(({ name, result, code }) => result ?? `${name} ${code}`), ["rejected", "error SERVICE_UNAVAILABLE"]);

      await switched(host, { discounts: [{ name: "CODE5", skus: [CUP], minor: 100, isCode: true }] }, async () => {
        await calling(page, "addLines", [{ sku: CUP, quantity: 1 }], "CODE5");
        const told = (await heard(2)).find(({ name }) => name === "discount-update");
        assert.deepEqual([told.discountCodes, told.result.cart.discountCodes], [[{ code: "CODE5" }], [{ code: "CODE5", applicable: true }]]);
      });
    }));

  test("a code is entered by the theme's own action, beside those that the cart has", () =>
    standard({ discounts: [{ name: "CODE5", skus: [CUP], minor: 100, isCode: true }] }, async (page) => {
      await page.evaluate(() => Shopify.actions.updateCart({ discountCodes: ["FIRST"] }));
      await calling(page, "addLines", [{ sku: CUP, quantity: 1 }], "CODE5");
      assert.deepEqual((await cartOf(page, host)).codes, ["FIRST", "CODE5"]);
      assert.deepEqual((await toldOf(page, "cart:discount-update")).at(-1).discountCodes, [{ code: "FIRST" }, { code: "CODE5" }]);
    }));

  test("what others change by the actions is heard by the events alone", () =>
    standard({}, async (page) => {
      const box = boxOf(page);
      const [first] = await offered(box);
      await page.evaluate((id) => Shopify.actions.updateCart({ lines: [{ merchandiseId: id, quantity: 1 }] }), merchandise(first));
      await box.picks.filter({ hasText: host.products.get(first).title }).waitFor({ state: "detached" });
      const [{ id }] = await page.evaluate(async () => (await Shopify.actions.getCart()).cart.lines);
      await page.evaluate((id) => Shopify.actions.updateCart({ lines: [{ id, quantity: 0 }] }), id);
      await box.picks.filter({ hasText: host.products.get(first).title }).waitFor();
      assert.deepEqual(page.asked.filter((url) => url.includes("cart/add") || url.includes("cart/change")), []);
    }));

  test("the cart is opened by the theme's own action", () =>
    standard({ cartType: "drawer" }, async (page) => {
      await boxOf(page).add.click();
      await noticed(boxOf(page), "1 item added");
      await calling(page, "openCart");
      await page.locator("cart-drawer.active").waitFor();
      assert.ok((await callsOf(page)).includes("openCart"));
    }));

  for (const isStandard of [true, false]) {
    test(`a variant that is chosen is what the box is about, told by ${isStandard ? "the standard event" : "a theme of the Dawn family"}`, async () => {
      const [sister] = await using(productPage(host), (page) => offered(boxOf(page)));
      await switched(host, { standard: isStandard, siblings: [CUP, sister] }, () =>
        using(productPage(host), async (page) => {
          const box = boxOf(page);
          await box.host.evaluate((element, sku) => element.setAttribute("product", sku), CUP);
          await box.own.filter({ hasText: host.products.get(CUP).title }).waitFor();
          await page.locator("[name=variant]").selectOption(String(host.products.get(sister).variantId));
          await box.own.filter({ hasText: host.products.get(sister).title }).waitFor();
          assert.equal(await box.host.getAttribute("product"), sister);
          await box.add.click();
          await noticed(box, "1 item added");
          assert.deepEqual(await held(page, host), { [sister]: 1 });
        }),
      );
    });
  }

  test("a language's own addresses", () =>
    switched(host, { root: "/en-gb/" }, () =>
      using(productPage(host), async (page) => {
        host.requests.length = 0;
        await boxOf(page).add.click();
        await noticed(boxOf(page), "1 item added");
        assert.deepEqual(writes(host), ["POST /en-gb/cart/add.js"]);
      }),
    ));

  test("a shop in yen, whose money is in hundredths all the same", () =>
    switched(host, { currency: "JPY" }, () =>
      using(productPage(host), async (page) => {
        assert.match(await boxOf(page).amount.textContent(), new RegExp(`¥${priceOf(host, CUP)}$`));
      }),
    ));

  test("an add that took a part and refused is not tried again, line by line", () =>
    switched(host, { partial: true }, () =>
      using(productPage(host), async (page) => {
        const [pick] = await offered(boxOf(page));
        await switched(host.products.get(CUP), { left: 3 }, async () => {
          const before = writes(host).length;
          const lines = [{ sku: CUP, quantity: 5 }, { sku: pick, quantity: 1 }];
          const { errors } = await page.evaluate(async ([address, lines]) => (await import(address)).default({ pageOf: () => undefined }).addLines(lines), [adapterAddress(page), lines]);
          assert.match(errors[0].message, /Only 3 items/);
          assert.deepEqual(await held(page, host), { [CUP]: 3 });
          assert.equal(writes(host).length - before, 1);
        });
      }),
    ));

  test("a catalogue without addresses: found by the shop's search", async () => {
    const plain = await shopify.start(DIST, { addresses: false });
    try {
      await using(productPage(plain), async (page) => {
        const [pick] = await tick(boxOf(page), 1);
        await boxOf(page).add.click();
        await noticed(boxOf(page), "2 items added");
        assert.deepEqual(await held(page, plain), { [CUP]: 1, [pick]: 1 });
      });
    } finally {
      await plain.close();
    }
  });
});

describe("woocommerce, its own ways", () => {
  let host;
  before(async () => {
    host = await woocommerce.start(DIST);
  });
  after(() => host?.close());

  test("names and messages are HTML, and come out as text", () =>
    using(productPage(host), async (page) => {
      const [gone] = await tick(boxOf(page), 1);
      const product = host.products.get(gone);
      await switched(product, { title: `Mum's "A & B" <i>`, left: 0 }, async () => {
        await boxOf(page).add.click();
        await noticed(boxOf(page), `You cannot add "Mum’s "A & B" <i>" to the cart because the product is out of stock.`);
      });
    }));

  test("all prices of a box are one request, and no token of another cart is sent", () =>
    using(productPage(host), async (page) => {
      assert.equal(page.asked.filter((url) => url.includes("/products?")).length, 1);
      const sent = [];
      page.on("request", (request) => sent.push(request.headers()));
      await tick(boxOf(page), 1);
      await boxOf(page).add.click();
      await noticed(boxOf(page), "2 items added");
      assert.ok(sent.length > 0 && sent.every((headers) => !("cart-token" in headers)));
    }));

  test("money is written as the shop writes it", () =>
    switched(woocommerce.MONEY, { currency_prefix: "", currency_suffix: "&nbsp;&pound;", currency_decimal_separator: ",", currency_thousand_separator: "'" }, () =>
      switched(host.products.get(CUP), { priceMinor: 123_456 }, () =>
        using(productPage(host), async (page) => assert.equal((await boxOf(page).amount.textContent()).trim(), "1'234,56\u{a0}£")),
      ),
    ));

  const COLOUR = { name: "Colour", taxonomy: "pa_colour", terms: ["White", "Blue"] };
  /** Runs `work` while a product is the parent of variations. */
  const varied = async (sku, attributes, variations, work) => {
    const undo = host.variable(sku, attributes, variations);
    try {
      return await work(host.parents.get(sku).variations);
    } finally {
      undo();
    }
  };
  const linesOf = async (page) => (await cartOf(page, host)).lines.map(({ product, quantity, values }) => [product.ownSku ?? product.sku, values, quantity]);

  test("of a product with one variation that variation is added, at its price, and told as the product", async () => {
    const [first] = await using(productPage(host), (page) => offered(boxOf(page)));
    await varied(first, [COLOUR], [{ values: ["White"], sku: "OWN-WHITE", priceMinor: 1_234 }], () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        await tick(box, 1);
        assert.equal((await box.picks.first().locator('[part="price"]').textContent()).trim(), pounds(1_234));
        await box.add.click();
        await noticed(box, "2 items added");
        assert.deepEqual((await linesOf(page)).find(([sku]) => sku === "OWN-WHITE"), ["OWN-WHITE", ["White"], 1]);
        await calling(page, "setQuantity", first, 2);
        assert.deepEqual((await linesOf(page)).find(([sku]) => sku === "OWN-WHITE"), ["OWN-WHITE", ["White"], 2]);
        await calling(page, "setQuantity", first, 0);
        assert.deepEqual(await linesOf(page), [[CUP, undefined, 1]]);
      }),
    );
  });

  test("a product whose variation the shopper has to choose is not suggested elsewhere", async () => {
    const [first] = await using(productPage(host), (page) => offered(boxOf(page)));
    await varied(first, [COLOUR], [{ values: ["White"] }, { values: ["Blue"] }], () =>
      using(productPage(host), async (page) => {
        assert.ok(!(await offered(boxOf(page))).includes(first));
        const { errors } = await calling(page, "addLines", [{ sku: first, quantity: 1 }]);
        assert.deepEqual(errors.map(({ sku, code }) => [sku, code]), [[first, "options"]]);
        assert.deepEqual(await linesOf(page), []);
      }),
    );
  });

  test("on its own page the form's choice is what is added, and its price is shown; without one the shop's words say so", () =>
    varied(CUP, [COLOUR, { name: "Logo", terms: ["Yes", "No"] }], [{ values: ["White", null], priceMinor: 1_111 }, { values: ["Blue", null], priceMinor: 2_222, sku: "CUP-BLUE" }], () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        assert.equal(await box.own.locator('[part="price"]').filter({ hasText: /\d/ }).count(), 0, "which of two prices is not known yet");
        await box.add.click();
        await noticed(box, "Please select some product options");
        assert.deepEqual(await linesOf(page), []);
        assert.ok(!writes(host).slice(-2).some((line) => line.includes("cart/add-item")), "the product itself was asked for");
        await page.locator("[name=attribute_pa_colour]").selectOption("blue");
        await page.locator("[name=attribute_logo]").selectOption("no");
        await box.own.locator('[part="price"]').filter({ hasText: pounds(2_222) }).waitFor();
        await box.add.click();
        await noticed(box, "1 item added");
        assert.deepEqual(await linesOf(page), [["CUP-BLUE", ["Blue", "No"], 1]]);
        await page.reload();
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("ready");
        await boxOf(page).own.locator('[part="checkbox"]').waitFor({ state: "detached" });
      }),
    ));

  test("variations by SKU or id; what one leaves open is filled in with its only value or the shop's usual one, else nothing is added", () =>
    varied(CUP, [COLOUR, { name: "Logo", terms: ["Yes", "No"], usual: "No" }], [{ values: ["White", null], sku: "CUP-WHITE" }, { values: ["Blue", "Yes"] }], ([, blue]) =>
      using(productPage(host, "22423"), async (page) => {
        const { errors } = await calling(page, "addLines", [{ sku: "CUP-WHITE", quantity: 1 }, { sku: `${blue.id}`, quantity: 2 }]);
        assert.deepEqual(errors, []);
        assert.deepEqual((await linesOf(page)).sort(), [["22697", ["Blue", "Yes"], 2], ["CUP-WHITE", ["White", "No"], 1]]);
        host.parents.get(CUP).attributes[1].usual = undefined;
        const { errors: open } = await calling(page, "addLines", [{ sku: "CUP-WHITE", quantity: 1 }]);
        assert.deepEqual(open.map(({ code, message }) => [code, message]), [["woocommerce_rest_missing_variation_data", "Missing variation data for variable product. Logo is a required field"]]);
        host.parents.get(CUP).attributes[1].terms = ["Yes"];
        assert.deepEqual((await calling(page, "addLines", [{ sku: "CUP-WHITE", quantity: 1 }])).errors, []);
        assert.equal((await linesOf(page)).reduce((sum, [, , quantity]) => sum + quantity, 0), 4);
      }),
    ));
});

describe("magento, its own ways", () => {
  let host;
  before(async () => {
    host = await magento.start(DIST);
  });
  after(() => host?.close());

  test("a store's own addresses, and one request for each line", () =>
    switched(host, { root: "/en/" }, () =>
      using(productPage(host), async (page) => {
        await tick(boxOf(page), 1);
        host.requests.length = 0;
        await boxOf(page).add.click();
        await noticed(boxOf(page), "2 items added");
        const adds = writes(host).filter((line) => !line.endsWith("/graphql"));
        assert.equal(adds.length, 2);
        for (const line of adds) assert.match(line, /^POST \/en\/checkout\/cart\/add\/product\/\d+\/$/);
      }),
    ));

  test("a page without a form key makes one, as the theme does", () =>
    using(productPage(host), async (page) => {
      await page.context().clearCookies({ name: "form_key" });
      await boxOf(page).add.click();
      await noticed(boxOf(page), "1 item added");
      assert.deepEqual(await held(page, host), { [CUP]: 1 });
    }));
});

describe("magento by GraphQL, its own ways", () => {
  let host;
  before(async () => {
    host = await graphql.start(DIST);
  });
  after(() => host?.close());

  const KEY = "M2_VENIA_BROWSER_PERSISTENCE__cartId";
  const configured = (settings) => ({ tag: 'data-shop="magento-graphql"', inHead: `<script type="application/json" data-tandem-shop>${JSON.stringify(settings)}</script>` });
  /** Calls the page's adapter, made for it with these settings. */
  const configuring = (page, name, words, settings) =>
    page.evaluate(async ([address, name, words, configuration]) => (await import(address)).default({ configuration })[name](...words), [adapterAddress(page), name, words, settings && JSON.stringify(settings)]);

  test("the shop's own cart is used, whatever is done: none is made beside it", () =>
    using(productPage(host), async (page) => {
      const made = host.cartsMade;
      const id = await page.evaluate((key) => localStorage.getItem(key), KEY);
      await boxOf(page).add.click();
      await noticed(boxOf(page), "1 item added");
      await configuring(page, "setQuantity", [CUP, 3]);
      assert.deepEqual(await held(page, host), { [CUP]: 3 });
      await configuring(page, "setQuantity", [CUP, 0]);
      assert.deepEqual(await held(page, host), {});
      assert.equal(host.cartsMade, made);
      assert.equal(await page.evaluate((key) => localStorage.getItem(key), KEY), id);
    }));

  test("a shop without a cart yet: looking makes none, an add makes one where the shop finds it, and says so", () =>
    switched(host, { keeps: false, cartsMade: 0 }, () =>
      using(productPage(host), async (page) => {
        assert.equal(host.cartsMade, 0);
        await page.evaluate(() => document.addEventListener("tandem:cart", ({ detail }) => detail.made && (window.cartMade = detail.cartId)));
        await boxOf(page).add.click();
        await noticed(boxOf(page), "1 item added");
        assert.equal(host.cartsMade, 1);
        assert.deepEqual(await held(page, host), { [CUP]: 1 });
        const kept = await page.evaluate((key) => JSON.parse(JSON.parse(localStorage.getItem(key)).value), KEY);
        assert.equal(kept, (await cartOf(page, host)).cartId);
        assert.equal(await page.evaluate(() => window.cartMade), kept);
        assert.equal(page.said.filter((line) => line.includes("tandem: the shop had no cart")).length, 1);
        await counted(page, 1);
      }),
    ));

  test("where the shop's storage is refused, no cart is made that nobody would find", () =>
    switched(host, { keeps: false, cartsMade: 0 }, () =>
      using(productPage(host), async (page) => {
        await page.evaluate(() => (Storage.prototype.setItem = () => { throw new DOMException("refused", "QuotaExceededError"); }));
        await boxOf(page).add.click();
        await noticed(boxOf(page), "Nothing was added");
        assert.equal(host.cartsMade, 0);
      }),
    ));

  for (const goneBeside of [false, true]) {
    test(`a cart that is gone, said ${goneBeside ? "beside the data" : "in user_errors"}: another is made, once`, () =>
      switched(host, { goneBeside }, () =>
        using(productPage(host), async (page) => {
          const [pick] = await tick(boxOf(page), 1);
          host.endSessions();
          const made = host.cartsMade;
          await boxOf(page).add.click();
          await noticed(boxOf(page), "2 items added");
          assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
          assert.equal(host.cartsMade, made + 1);
        }),
      ));
  }

  test("a cart that the page names is used, and not replaced when it is gone", () =>
    switched(host, { coupled: true, keeps: false }, () =>
      using(productPage(host), async (page) => {
        await boxOf(page).add.click();
        await noticed(boxOf(page), "1 item added");
        assert.deepEqual(await held(page, host), { [CUP]: 1 });
        assert.equal(await page.evaluate((key) => localStorage.getItem(key), KEY), null);
        const [pick] = await tick(boxOf(page), 1);
        host.endSessions();
        const made = host.cartsMade;
        await boxOf(page).add.click();
        await noticed(boxOf(page), "Nothing was added");
        assert.deepEqual(await held(page, host), {});
        assert.equal(host.cartsMade, made);
        assert.ok(pick);
      }),
    ));

  for (const atomic of [false, true]) {
    test(`every reason for a refusal, where an add ${atomic ? "is all or nothing" : "takes what it can"}: each line has its own, the rest is added once`, () =>
      using(productPage(host), async (page) => {
        const [good, unsalable, odd, few] = [...host.products.values()].filter(({ left }) => left > 0).map(({ sku }) => sku);
        await switched(host, { atomic, unsalable: new Set([unsalable]), odd: new Set([odd]) }, async () => {
          const lines = [unsalable, good, "no-such-item", odd].map((sku) => ({ sku, quantity: 1 }));
          const { errors } = await configuring(page, "addLines", [[...lines, { sku: few, quantity: 51 }]]);
          assert.deepEqual(
            errors.map(({ sku, code }) => [sku, code]),
            [[unsalable, "NOT_SALABLE"], ["no-such-item", "PRODUCT_NOT_FOUND"], [odd, "UNDEFINED"], [few, "INSUFFICIENT_STOCK"]],
          );
          assert.ok(errors.every(({ message }) => message.length > 0));
          assert.deepEqual(await held(page, host), { [good]: 1 });
        });
      }));
  }

  test("a cart that gets another id while a line is tried alone: what it holds already is not added again", () =>
    switched(host, { customer: true }, () =>
      using(productPage(host), async (page) => {
        const [unsalable, good, better] = [...host.products.values()].filter(({ left }) => left > 0).map(({ sku }) => sku);
        let adds = 0;
        await page.route("**/graphql", (route) => {
          if (route.request().postData()?.includes("addProductsToCart") && ++adds === 2) host.staleTokens();
          return route.continue();
        });
        await switched(host, { unsalable: new Set([unsalable]) }, async () => {
          const { errors } = await configuring(page, "addLines", [[unsalable, good, better].map((sku) => ({ sku, quantity: 1 }))]);
          assert.deepEqual(errors.map(({ sku, code }) => [sku, code]), [[unsalable, "NOT_SALABLE"]]);
        });
        assert.deepEqual(await held(page, host), { [good]: 1, [better]: 1 });
      }),
    ));

  test("a store view's header is sent along, and questions are never POSTs", () =>
    using(productPage(host), async (page) => {
      await page.evaluate(() => localStorage.setItem("M2_VENIA_BROWSER_PERSISTENCE__store_view_code", JSON.stringify({ value: '"fr"', timeStored: Date.now() })));
      [host.asked.length, host.requests.length] = [0, 0];
      await configuring(page, "getCart", []);
      assert.deepEqual(host.asked.map(({ store }) => store), ["fr"]);
      assert.deepEqual(writes(host), []);
    }));

  test("a customer by the session alone: the page says so, and no token is sent", () =>
    switched(host, { customer: true, bySession: true, ...configured({ customer: true }) }, () =>
      using(productPage(host), async (page) => {
        host.asked.length = 0;
        const [pick] = await tick(boxOf(page), 1);
        await boxOf(page).add.click();
        await noticed(boxOf(page), "2 items added");
        assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1 });
        assert.ok(host.asked.every(({ token, query }) => !token && !query.includes("createEmptyCart")));
      }),
    ));

  test("a token that the shop takes no more: nothing is added, and no guest's cart is made", () =>
    switched(host, { customer: true }, () =>
      using(productPage(host), async (page) => {
        for (const session of host.sessions.values()) session.token = "another";
        const made = host.cartsMade;
        await boxOf(page).add.click();
        await boxOf(page).notice.waitFor();
        assert.deepEqual(await eventsOf(page, "added"), []);
        assert.deepEqual(await held(page, host), {});
        assert.equal(host.cartsMade, made);
      }),
    ));

  test("an address of another origin is not asked, token or no token", () =>
    using(productPage(host), async (page) => {
      const told = await configuring(page, "getCart", [], { graphql: `${host.embed.origin}/graphql` }).catch(String);
      assert.match(told, /is not this shop/);
      assert.deepEqual(page.asked.filter((url) => url.startsWith(`${host.embed.origin}/graphql`)), []);
    }));
});

describe("bigcommerce, its own ways", () => {
  let host;
  before(async () => {
    host = await bigcommerce.start(DIST);
  });
  after(() => host?.close());

  test("a cart that has moved on is read again, and the add is made once", () =>
    using(productPage(host), async (page) => {
      const box = boxOf(page);
      const [first, second] = await offered(box);
      await themeAdds(page, host, first);
      await box.picks.filter({ hasText: host.products.get(first).title }).waitFor({ state: "detached" });
      host.moved = 1;
      await box.add.click();
      await noticed(box, "1 item added");
      assert.deepEqual(await held(page, host), { [first]: 1, [CUP]: 1 });
      assert.equal(host.moved, 0);
      assert.notEqual(second, undefined);
    }));

  test("a page without the theme's token: no price is shown and no SKU is added, by no guess; what is named by product id is", () =>
    switched(host, { hasToken: false }, () =>
      using(productPage(host), async (page) => {
        const box = boxOf(page);
        assert.deepEqual(page.asked.filter((url) => url.endsWith("/graphql")), []);
        assert.equal(await box.host.locator('[part="price"]').filter({ hasText: /\d/ }).count(), 0);
        await box.add.click();
        await noticed(box, "Nothing was added");
        assert.deepEqual(await held(page, host), {});
        assert.deepEqual(await calling(page, "addLines", [{ sku: `${host.products.get("22423").id}`, quantity: 1 }]), { errors: [] });
        assert.deepEqual(await held(page, host), { 22423: 1 });
      }),
    ));

  test("a cart that is gone with its last line is made anew", () =>
    using(productPage(host), async (page) => {
      await boxOf(page).add.click();
      await noticed(boxOf(page), "1 item added");
      const cart = await page.evaluate(async ([address, sku]) => {
        const shop = (await import(address)).default({});
        await shop.setQuantity(sku, 0);
        const { lines } = await shop.getCart();
        await shop.addLines([{ sku, quantity: 2 }]);
        return [lines, (await shop.getCart()).lines.map(({ sku, quantity }) => [sku, quantity])];
      }, [adapterAddress(page), CUP]);
      assert.deepEqual(cart, [[], [[CUP, 2]]]);
    }));
});

describe("custom, its own ways", () => {
  let host;
  before(async () => {
    host = await custom.start(DIST);
  });
  after(() => host?.close());

  for (const [where, more] of [
    ["an input, bodies as a form's", { token: { input: "csrf", header: "X-CSRF" }, encode: "form" }],
    ["a cookie", { token: { cookie: "csrf", header: "X-CSRF" } }],
  ]) {
    test(`a token in ${where}, fresh or stale`, () =>
      switched(host, { settings: { ...custom.SETTINGS, ...more } }, () =>
        using(productPage(host), async (page) => {
          const [pick, other] = await tick(boxOf(page), 2);
          host.staleTokens();
          await boxOf(page).add.click();
          await noticed(boxOf(page), "3 items added");
          assert.deepEqual(await held(page, host), { [CUP]: 1, [pick]: 1, [other]: 1 });
        }),
      ));
  }

  test("money is written as the settings say", () =>
    switched(host, { settings: { ...custom.SETTINGS, money: { text: "{amount} pounds", point: "·", thousands: " " } } }, () =>
      switched(host.products.get(CUP), { priceMinor: 123_456 }, () =>
        using(productPage(host), async (page) => assert.equal((await boxOf(page).amount.textContent()).trim(), "1 234·56 pounds")),
      ),
    ));

  const settled = (page) => page.waitForFunction(() => document.querySelector("tandem-offers")?.dataset.state === "ready");

  test("an address of another origin is not asked, token or no token", () =>
    switched(host, { settings: { ...custom.SETTINGS, add: { ...custom.SETTINGS.add, url: `${host.embed.origin}/taken` } } }, () =>
      using(productPage(host), async (page) => {
        await boxOf(page).add.click();
        await noticed(boxOf(page), "Nothing was added");
        assert.deepEqual(page.asked.filter((url) => url.includes("/taken")), []);
        assert.deepEqual(await held(page, host), {});
      }),
    ));

  for (const [what, settings] of [
    ["an empty block", {}],
    ["a block that is no object", null],
    ["paths into prototypes", { ...custom.SETTINGS, cart: { url: "/api/basket", lines: "constructor.prototype", sku: "__proto__" } }],
  ]) {
    test(`${what}: the box only links, and the page is whole`, () =>
      switched(host, { settings }, () =>
        using(open(set, host.addressOf(CUP).slice(1), { site: host }), async (page) => {
          await boxOf(page).host.scrollIntoViewIfNeeded();
          await settled(page);
          assert.equal(await boxOf(page).add.count(), 0);
          assert.deepEqual(page.errors, []);
          assert.equal(await page.evaluate(() => Object.keys(Object.prototype).length), 0);
        }),
      ));
  }
});
