// The box on a product page and in the basket: what a shopper sees and does.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, assertOnly, assertQuiet, assertStill, boxOf, CUP, eventsOf, offered, open, openProduct, pounds, productOf, PRODUCTS, refuseStorage, stage, using, watched } from "./harness.mjs";

const set = stage();

const tickAll = async (box) => {
  for (const tick of await box.ticks.all()) await tick.check();
};
const sumOf = (skus) => skus.reduce((sum, sku) => sum + productOf(sku).priceMinor, 0);
const inCart = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem("preview-cart") ?? "[]"));

describe("from the search to the cart", () => {
  test("search, open, tick, add, and the cart has all at the right prices", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.locator("[data-search]").pressSequentially("green regency teacup");
      await page.locator(".card-link").first().click();
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const picks = await offered(box);
      assert.equal(picks.length, 3);
      assert.ok(picks.every((sku) => productOf(sku)), picks.join());
      assert.ok(!picks.includes(CUP));

      const wanted = [CUP, picks[0], picks[1]];
      assert.equal((await box.amount.textContent()).trim(), pounds(sumOf([CUP])));
      await box.picks.nth(0).locator('[part="checkbox"]').check();
      assert.equal((await box.amount.textContent()).trim(), pounds(sumOf(wanted.slice(0, 2))));
      await box.picks.nth(1).locator('[part="checkbox"]').check();
      assert.equal((await box.amount.textContent()).trim(), pounds(sumOf(wanted)));

      await box.add.click();
      await box.notice.waitFor();
      assert.deepEqual((await inCart(page)).map(({ sku, quantity }) => [sku, quantity]).sort(), wanted.map((sku) => [sku, 1]).sort());
      assert.equal(await page.locator("[data-count]").textContent(), "3");

      await page.locator("[data-basket]").click();
      await page.waitForSelector(".line");
      for (const sku of wanted) {
        const line = page.locator(`.line[data-sku="${sku}"]`);
        assert.equal(await line.locator(".line-sum").textContent(), pounds(productOf(sku).priceMinor));
      }
      assert.equal(await page.locator(".total-sum").textContent(), pounds(sumOf(wanted)));
      await assertQuiet(page);
      await assertStill(page);
      assertOnly(page, [set.site.origin]);
    }));

  test("every pick has a picture, a title, a price and a reason from real orders", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      for (const [i, sku] of (await offered(box)).entries()) {
        const card = box.picks.nth(i);
        assert.equal((await card.locator('[part="price"]').textContent()).trim(), pounds(productOf(sku).priceMinor));
        assert.match(await card.locator('[part="reason"]').textContent(), /^Bought together in [\d,]+ orders$/);
        assert.equal(await card.locator("img").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), true);
        assert.match(await card.locator('[part="title"]').getAttribute("href"), new RegExp(`#/product/${sku}`));
      }
    }));

  test("nothing but the product itself is ticked beforehand", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      assert.equal(await box.own.locator('[part="checkbox"]').isChecked(), true);
      for (const tick of await box.picks.locator('[part="checkbox"]').all()) assert.equal(await tick.isChecked(), false);
    }));

  test("what is in the cart is not offered again", () =>
    using(openProduct(set, CUP), async (page) => {
      const first = await offered(boxOf(page));
      await using(openProduct(set, CUP, "", { cart: [{ sku: first[0], quantity: 1 }] }), async (later) => {
        const then = await offered(boxOf(later));
        assert.ok(!then.includes(first[0]), then.join());
        assert.equal(then.length, 3);
      });
    }));

  test("what the shopper adds elsewhere leaves the offer without a reload", () =>
    using(openProduct(set, CUP), async (page) => {
      const [first] = await offered(boxOf(page));
      await page.evaluate(async (sku) => {
        const { nonceNow, request } = await import(new URL("shop/cart.js", location.href).href);
        await request("POST", { lines: [{ sku, quantity: 1 }], nonce: nonceNow() });
      }, first);
      await page.waitForFunction((title) => ![...document.querySelector("tandem-offers").shadowRoot.querySelectorAll('[part="card"]:not(:has([part="lead"])) [part="title"]')].some((node) => node.textContent.trim() === title), productOf(first).title);
    }));

  test("two clicks on the button add once", () =>
    using(openProduct(set, CUP, "?fault=slow"), async (page) => {
      const box = boxOf(page);
      await box.picks.first().locator('[part="checkbox"]').check();
      await box.add.evaluate((button) => {
        button.click();
        button.click();
      });
      await box.add.click({ force: true });
      await box.notice.waitFor();
      assert.deepEqual((await inCart(page)).map(({ quantity }) => quantity), [1, 1]);
      assert.equal((await eventsOf(page, "add")).length, 1);
    }));

  test("a picture that fails leaves a whole card", () =>
    using(open(set, "#/"), async (page) => {
      await page.route("**/demo/pictures/**", (route) => route.abort());
      await page.evaluate((sku) => (location.hash = `#/product/${sku}`), CUP);
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.equal(await box.picks.count(), 3);
      await page.waitForFunction(() => [...document.querySelector("tandem-offers").shadowRoot.querySelectorAll("img")].every((image) => image.hidden));
      assert.ok((await box.picks.first().locator('[part="picture"]').boundingBox()).height > 40);
    }));

  test("a link in the box goes to the product, and back comes back", () =>
    using(openProduct(set, CUP), async (page) => {
      const [first] = await offered(boxOf(page));
      await boxOf(page).picks.first().locator('[part="title"]').click();
      await page.waitForFunction((sku) => location.hash.includes(sku), first);
      assert.equal((await page.locator("h1").textContent()).trim(), productOf(first).title);
      assert.equal((await eventsOf(page, "select"))[0].detail.items[0].sku, first);
      await boxOf(page).state("ready");
      await page.goBack();
      await page.waitForFunction((sku) => location.hash.includes(sku), CUP);
      await boxOf(page).state("ready");
      await assertStill(page);
    }));
});

describe("the basket", () => {
  test("offers what goes with the whole of it, and what is added leaves the offer", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 1 }, { sku: "22699", quantity: 1 }] }), async (page) => {
      const box = boxOf(page, "cart");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const picks = await offered(box);
      assert.ok(picks.length >= 1 && !picks.includes(CUP) && !picks.includes("22699"), picks.join());
      await box.each.first().click();
      await page.waitForSelector(`.line[data-sku="${picks[0]}"]`);
      assert.equal((await inCart(page)).length, 3);
      await assertStill(page);
      await assertQuiet(page);
    }));

  test("a page that jumps just when a box below settles does not move", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 1 }, { sku: "22699", quantity: 1 }] }), async (page) => {
      await boxOf(page, "cart").host.evaluate((host) => {
        host.style.setProperty("--tandem-reserve", "60em");
        // Its reports come right after the loader's own, in the same frame.
        const observer = new IntersectionObserver(([{ isIntersecting }]) => {
          if (!isIntersecting && host.dataset.state === "ready") host.scrollIntoView({ block: "end" });
        });
        const settled = () => requestAnimationFrame(() => observer.observe(host));
        if (host.dataset.state === "ready") settled();
        else host.addEventListener("tandem:ready", settled);
      });
      await boxOf(page, "cart").state("ready");
      await page.waitForFunction(() => scrollY > 0);
      await assertStill(page);
    }));

  test("what was added by one press is taken out by another", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 1 }] }), async (page) => {
      const box = boxOf(page, "cart");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const [first] = await offered(box);
      await box.each.first().click();
      await page.waitForSelector(`.line[data-sku="${first}"]`);
      const undo = box.host.locator('[part="notice-button"]');
      assert.equal((await undo.textContent()).trim(), "Undo");
      await assertAccessible(page, "one added beside the cart");
      await undo.click();
      await page.waitForSelector(`.line[data-sku="${first}"]`, { state: "detached" });
      assert.deepEqual((await inCart(page)).map(({ sku }) => sku), [CUP]);
      assert.match(await box.notice.textContent(), /Taken out/);
      await assertQuiet(page);
    }));

  test("says what is missing to free delivery, and offers what reaches it", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 15 }] }), async (page) => {
      const box = boxOf(page, "progress");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const worth = 15 * productOf(CUP).priceMinor;
      const text = box.host.locator('[part="goal-text"]');
      assert.equal((await text.textContent()).trim(), `${pounds(5000 - worth)} to go`);
      const picks = await offered(box);
      assert.ok(picks.length === 1 || picks.length === 2, picks.join());
      const added = picks.reduce((sum, sku) => sum + productOf(sku).priceMinor, 0);
      assert.ok(worth + added >= 5000, "what is offered reaches the goal");
      await assertAccessible(page, "progress");
      await box.add.click();
      await page.waitForFunction(() => document.querySelector('[placement="progress"]').shadowRoot.querySelector('[part="goal-text"]').textContent.includes("free"));
      assert.equal(await box.cards.count(), 0);
      await assertQuiet(page);
    }));

  test("more of one item for less: what is missing, all steps, and what the cart takes off", () =>
    using(open(set, "#/product/84879"), async (page) => {
      const box = boxOf(page, "progress");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const text = box.host.locator('[part="goal-text"]');
      assert.deepEqual((await text.textContent()).split("\n").map((line) => line.trim()), ["Add 6 more for 10% off", "From 6: 10% off", "From 12: 15% off"]);
      const { priceMinor } = productOf("84879");
      assert.equal((await box.amount.textContent()).trim(), pounds(6 * priceMinor));
      await assertAccessible(page, "quantity steps");
      await box.add.click();
      await box.notice.filter({ hasText: "6 items added" }).waitFor();
      assert.match(await box.notice.textContent(), new RegExp(`Your cart takes ${pounds(Math.round(0.6 * priceMinor))} off`));
      assert.deepEqual(await inCart(page), [{ sku: "84879", quantity: 6 }]);
      assert.match(await text.textContent(), /^\s*Add 6 more for 15% off/);
      await box.add.click();
      await page.waitForFunction(() => document.querySelector('[placement="progress"]').shadowRoot.querySelector('[part="goal-text"]').textContent.includes("You have enough for 15% off"));
      assert.deepEqual(await inCart(page), [{ sku: "84879", quantity: 12 }]);
      await assertQuiet(page);
      await assertStill(page);
    }));

  test("after the order: what goes with it, and nothing of it", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 1 }, { sku: "22699", quantity: 1 }] }), async (page) => {
      await page.locator(".till .button").click();
      const box = boxOf(page, "thankyou");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const picks = await offered(box);
      assert.ok(picks.length >= 1 && !picks.includes(CUP) && !picks.includes("22699"), picks.join());
      await assertAccessible(page, "thank you");
      await box.each.first().click();
      await box.notice.waitFor();
      assert.deepEqual((await inCart(page)).map(({ sku }) => sku), [picks[0]], "a new cart");
      await assertQuiet(page);
    }));

  test("an empty basket has no box", () =>
    using(open(set, "#/cart"), async (page) => {
      await page.waitForSelector(".nothing");
      assert.equal(await page.locator("tandem-offers").count(), 0);
    }));
});

describe("something better", () => {
  const SMALL = "22182";
  const MEDIUM = "22183";

  test("stands in a product's place with the difference in price", () =>
    using(open(set, `#/product/${SMALL}`), async (page) => {
      const box = boxOf(page, "upgrade");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.deepEqual(await offered(box), [MEDIUM]);
      assert.equal((await box.picks.locator('[part="reason"]').textContent()).trim(), `${pounds(productOf(MEDIUM).priceMinor - productOf(SMALL).priceMinor)} more`);
      assert.equal((await box.each.textContent()).trim(), `Add to cart ${productOf(MEDIUM).title}`);
      await assertAccessible(page, "something better");
      await assertStill(page);
      await assertQuiet(page);
    }));

  test("is swapped for what the cart holds, in the same number, and back", () =>
    using(open(set, "#/cart", { cart: [{ sku: SMALL, quantity: 3 }] }), async (page) => {
      const box = boxOf(page, "upgrade");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      await box.each.click();
      await page.waitForSelector(`.line[data-sku="${SMALL}"]`, { state: "detached" });
      assert.deepEqual(await inCart(page), [{ sku: MEDIUM, quantity: 3 }]);
      await box.notice.filter({ hasText: "Swapped" }).waitFor();
      await box.host.locator('[part="notice-button"]').click();
      await page.waitForSelector(`.line[data-sku="${MEDIUM}"]`, { state: "detached" });
      assert.deepEqual(await inCart(page), [{ sku: SMALL, quantity: 3 }]);
      await assertQuiet(page);
    }));
});

/** A box needs no more than the room that is kept for it, whether or not what is below was on screen when it came. */
async function assertHasRoom({ host }, what = "") {
  const [kept, needed] = await host.evaluate(({ shadowRoot }) => {
    const frame = shadowRoot.querySelector(".frame");
    frame.classList.remove("free");
    return [parseFloat(getComputedStyle(frame).minBlockSize), frame.firstChild.firstElementChild.offsetHeight];
  });
  assert.ok(needed <= kept, `${what}${needed} px in the room of ${kept}`);
}

describe("room", () => {
  const cart = [{ sku: CUP, quantity: 2 }, { sku: "22182", quantity: 1 }];
  for (const [placement, path, more] of [
    ["product", `#/product/${CUP}?`, {}],
    ["cart", "#/cart?", { cart }],
    ["upgrade", "#/product/22182?", {}],
    ["upgrade", "#/product/CAM-0000-B0?store=planted&", {}],
    ["bundle", "#/product/23173?", {}],
    ["progress", "#/product/84879?", {}],
    ["progress", "#/cart?", { cart }],
  ]) {
    test(`is kept for all of a box: ${placement}, ${path}`, async () => {
      for (const width of [360, 720, 1280]) {
        await using(open(set, `${path}locale=de`, { width, ...more }), async (page) => {
          const box = boxOf(page, placement);
          await box.host.scrollIntoViewIfNeeded();
          await box.state("ready");
          await assertHasRoom(box, `${width} px: `);
        });
      }
    });
  }
});

const DAY_MS = 86_400_000;

describe("what is not wanted", () => {
  test("makes way for the next, comes back when asked, and stays away on later pages", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      const before = await offered(box);
      await box.host.locator('[part="dismiss"]').first().click();
      await box.notice.filter({ hasText: productOf(before[0]).title }).waitFor();
      const after = await offered(box);
      assert.equal(after.length, before.length);
      assert.deepEqual(after.slice(0, -1), before.slice(1));
      assert.deepEqual((await eventsOf(page, "dismiss")).map(({ detail }) => detail.items[0].sku), [before[0]]);
      await assertAccessible(page, "one dismissed");
      await box.host.locator('[part="notice-button"]').click();
      await page.waitForFunction(() => localStorage.getItem("tandem-refused") === "");
      assert.deepEqual(await offered(box), before);
      await box.host.locator('[part="dismiss"]').first().click();
      const today = Math.floor(Date.now() / DAY_MS);
      const refused = () => page.evaluate(() => localStorage.getItem("tandem-refused"));
      const [sku, day] = (await refused()).split("\t");
      assert.equal(sku, before[0]);
      assert.ok(day >= today - 1 && day <= today + 1, day);
      assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("tandem"))), ["tandem-refused"]);
      const again = async () => {
        await page.reload();
        await box.host.scrollIntoViewIfNeeded();
        await box.state("ready");
      };
      await again();
      assert.deepEqual(await offered(box), after);
      // A line of before there were days holds, and gets one.
      await page.evaluate((sku) => localStorage.setItem("tandem-refused", sku), before[0]);
      await again();
      assert.deepEqual(await offered(box), after);
      assert.match(await refused(), new RegExp(`^${before[0]}\t\\d{5}$`));
      // One whose days are over is forgotten.
      await page.evaluate((line) => localStorage.setItem("tandem-refused", line), `${before[0]}\t${today - 120}`);
      await again();
      assert.deepEqual(await offered(box), before);
      assert.equal(await refused(), "");
      await assertQuiet(page);
    }));

  test("makes way for as long as the page stands where nothing can be kept", () =>
    using(open(set, "demo/products.json"), async (page) => {
      await page.addInitScript(refuseStorage);
      await page.goto(`${set.site.origin}/#/product/${CUP}`);
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      const before = await offered(box);
      await box.host.locator('[part="dismiss"]').first().click();
      await box.notice.filter({ hasText: productOf(before[0]).title }).waitFor();
      await page.evaluate(() => window.tandem.refresh());
      const after = await offered(box);
      assert.ok(!after.includes(before[0]), after.join());
      assert.deepEqual(page.errors, []);
    }));

  test("no two boxes of a page suggest the same item", () =>
    using(open(set, "#/cart", { cart: [{ sku: CUP, quantity: 14 }] }), async (page) => {
      const boxes = [boxOf(page, "progress"), boxOf(page, "cart")];
      for (const box of boxes) {
        await box.host.scrollIntoViewIfNeeded();
        await box.state("ready");
      }
      const all = (await Promise.all(boxes.map(offered))).flat();
      assert.ok(all.length >= 3, all.join());
      assert.equal(new Set(all).size, all.length, all.join());
    }));
});

describe("by keyboard alone", () => {
  test("tick with space, add with enter, the focus stays and the outcome is read out", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      const active = () =>
        page.evaluate(() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return { tag: at?.tagName, kind: at?.getAttribute("part") ?? "", outline: at ? getComputedStyle(at).outlineStyle : "" };
        });
      await page.locator(".buy button").focus();
      const seen = [];
      for (let i = 0; i < 14; i += 1) {
        await page.keyboard.press("Tab");
        const at = await active();
        seen.push(at);
        if (at.kind.includes("check") && seen.filter(({ kind }) => kind.includes("check")).length === 2) await page.keyboard.press("Space");
        if (at.kind === "button") break;
      }
      assert.equal(seen.at(-1).kind, "button", JSON.stringify(seen));
      assert.equal(await box.picks.first().locator('[part="checkbox"]').isChecked(), true);
      await page.keyboard.press("Enter");
      await box.notice.waitFor();
      assert.equal((await inCart(page)).length, 2);
      assert.equal((await active()).kind, "button", "the focus left the button");
      const live = await box.notice.evaluate((notice) => notice.closest('[role="status"]') !== null);
      assert.equal(live, true);
    }));

  test("every control has a name, and targets are large enough", () =>
    using(openProduct(set, CUP, "", { width: 360, height: 760 }), async (page) => {
      const box = boxOf(page);
      for (const tick of await box.ticks.all()) {
        const { width, height } = await tick.evaluate((node) => (node.closest("label") ?? node).getBoundingClientRect().toJSON());
        assert.ok(width >= 24 && height >= 24, `${width} by ${height}`);
      }
      const button = await box.add.boundingBox();
      assert.ok(button.height >= 40);
      assert.ok(await page.getByRole("checkbox", { name: new RegExp(productOf((await offered(box))[0]).title, "i") }).count());
      assert.ok(await page.getByRole("region", { name: "Frequently bought together" }).count());
    }));
});

describe("for everybody", () => {
  for (const [what, query] of [["English", ""], ["German", "?locale=de"], ["Arabic, right to left", "?locale=ar"], ["English, right to left", "?dir=rtl"]]) {
    for (const width of [360, 1280]) {
      test(`${what} at ${width} px is accessible and fits`, () =>
        using(openProduct(set, CUP, query, { width, height: 800 }), async (page) => {
          await assertFits(page);
          await assertAccessible(page, what);
          await assertStill(page);
          const heading = await boxOf(page).host.locator('[part="heading"]').textContent();
          const expected = { "?locale=de": /Wird oft zusammen gekauft/, "?locale=ar": /تُشترى/ }[query] ?? /Frequently bought together/;
          assert.match(heading, expected);
        }));
    }
  }

  for (const theme of ["light", "dark"]) {
    test(`after ticking and adding it is accessible, ${theme}`, () =>
      using(openProduct(set, CUP, `?theme=${theme}`), async (page) => {
        const box = boxOf(page);
        await tickAll(box);
        await assertAccessible(page, "ticked");
        await box.add.click();
        await box.notice.waitFor();
        await assertAccessible(page, "added");
      }));

    test(`while it loads it is accessible and still, ${theme}`, () =>
      using(open(set, "#/"), async (page) => {
        await page.waitForSelector(".card");
        await page.route("**/*.tdm", () => {});
        await page.evaluate(([sku, name]) => (location.hash = `#/product/${sku}?theme=${name}`), [CUP, theme]);
        await boxOf(page).host.scrollIntoViewIfNeeded();
        await boxOf(page).state("loading");
        await assertAccessible(page, "loading");
        await assertStill(page);
      }));
  }

  for (const [currency, pattern] of [["EUR", /€\d+\.\d\d/], ["JPY", /¥[\d,]+$/], ["KWD", /KWD\s\d+\.\d{3}/]]) {
    test(`prices in ${currency} have that currency's digits`, () =>
      using(openProduct(set, CUP, `?currency=${currency}`), async (page) => {
        const box = boxOf(page);
        assert.match((await box.amount.textContent()).trim(), pattern);
        assert.equal((await box.amount.textContent()).trim(), (await page.locator(".product .price").textContent()).trim());
      }));
  }

  test("sold out items cannot be chosen, and are not the whole offer", () =>
    using(open(set, `#/product/${CUP}?stock=random`), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => /ready|empty/.test(document.querySelector("tandem-offers").dataset.state));
      for (const card of await box.picks.all()) {
        const soldOut = (await card.locator('[part~="badge"]').allTextContents()).join().includes("Sold out");
        assert.equal(await card.locator('[part="checkbox"]').count(), soldOut ? 0 : 1);
      }
      await assertAccessible(page, "sold out");
    }));

  test("where everything is sold out nothing can be added", () =>
    using(open(set, `#/product/${CUP}?stock=none`), async (page) => {
      const box = boxOf(page);
      await box.host.scrollIntoViewIfNeeded();
      await page.waitForFunction(() => /ready|empty/.test(document.querySelector("tandem-offers").dataset.state));
      assert.equal(await box.ticks.count(), 0);
      await assertStill(page);
    }));
});

describe("a set", () => {
  const POTS = ["23173", "23174", "23175"];

  test("is offered whole, added by one button, and gone when all of it is in the cart", () =>
    using(open(set, `#/product/${POTS[0]}`), async (page) => {
      const box = boxOf(page, "bundle");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.deepEqual((await offered(box)).sort(), POTS);
      assert.equal(await box.ticks.count(), 0);
      const sum = POTS.reduce((sum, sku) => sum + productOf(sku).priceMinor, 0);
      assert.equal((await box.amount.textContent()).trim(), pounds(sum));
      await boxOf(page).state("ready");
      const beside = await offered(boxOf(page));
      assert.ok(!beside.some((sku) => POTS.includes(sku)), "no item stands in two boxes");
      await assertAccessible(page, "a set");
      assert.match(await box.host.locator('[part="total"]').textContent(), /Discount applied in cart/);
      await box.add.click();
      await box.notice.waitFor();
      assert.deepEqual((await inCart(page)).map(({ sku }) => sku).sort(), POTS);
      const off = pounds(Math.round(sum * 0.1));
      assert.match(await box.notice.textContent(), new RegExp(`Your cart takes ${off} off`));
      await page.evaluate(() => (location.hash = "#/cart"));
      assert.equal((await page.locator(".total-off").textContent()).trim(), `Discount-${off}`);
      assert.equal(await page.locator(".total-sum").textContent(), pounds(sum - Math.round(sum * 0.1)));
      await assertQuiet(page);
    }));

  for (const [width, locale] of [[360, "de"], [720, "de"], [720, "ar"], [1280, "de"]]) {
    test(`with a discount until some day has room at ${width} px in ${locale}`, async () => {
      const ending = (bytes) => {
        const manifest = JSON.parse(bytes);
        for (const bundle of manifest.bundles) bundle.ends = "2199-12-24T22:59:00Z";
        return Buffer.from(JSON.stringify(manifest));
      };
      set.site.fault = (path) => (path === "/demo/manifest.json" ? { transform: ending } : undefined);
      try {
        await using(open(set, `#/product/${POTS[0]}?locale=${locale}`, { width }), async (page) => {
          const box = boxOf(page, "bundle");
          await box.host.scrollIntoViewIfNeeded();
          await box.state("ready");
          assert.match(await box.host.locator('[part="total"]').textContent(), /2199/);
          await assertHasRoom(box);
          await assertStill(page);
          await assertFits(page);
          await assertAccessible(page, "a set with an end");
        });
      } finally {
        set.site.fault = () => undefined;
      }
    });
  }

  test("of which the cart holds some is completed", () =>
    using(open(set, `#/product/${POTS[0]}`, { cart: [{ sku: POTS[1], quantity: 1 }] }), async (page) => {
      const box = boxOf(page, "bundle");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("ready");
      assert.equal((await box.add.textContent()).trim(), "Complete the set: add 2");
      await box.add.click();
      await box.notice.waitFor();
      assert.deepEqual((await inCart(page)).map(({ quantity }) => quantity), [1, 1, 1]);
    }));

  test("with something sold out is not offered", () =>
    using(open(set, `#/product/${POTS[0]}?stock=none`), async (page) => {
      const box = boxOf(page, "bundle");
      await box.host.scrollIntoViewIfNeeded();
      await box.state("empty");
    }));
});

describe("other carts", () => {
  test("the built-in demo cart: what the box adds is in the shop's basket, and the other way round", () =>
    using(openProduct(set, CUP, "?shop=demo"), async (page) => {
      const box = boxOf(page);
      const picks = await offered(box);
      assert.equal((await box.amount.textContent()).trim(), pounds(productOf(CUP).priceMinor));
      await box.picks.first().locator('[part="checkbox"]').check();
      await box.add.click();
      await box.notice.waitFor();
      assert.match(await box.notice.textContent(), /2 items added/);
      assert.equal(await page.locator("[data-count]").textContent(), "2");
      assert.deepEqual((await inCart(page)).map(({ sku }) => sku).sort(), [CUP, picks[0]].sort());
      await page.evaluate((sku) => (location.hash = `#/product/${sku}?shop=demo`), picks[1]);
      await page.waitForFunction((sku) => document.querySelector("tandem-offers")?.getAttribute("product") === sku, picks[1]);
      await boxOf(page).host.scrollIntoViewIfNeeded();
      await boxOf(page).state("ready");
      const then = await offered(boxOf(page));
      assert.ok(!then.includes(CUP) && !then.includes(picks[0]), then.join());
      await assertQuiet(page);
    }));

  test("without a cart the box only links, and states no price that it does not know", () =>
    using(openProduct(set, CUP, "?shop=absent"), async (page) => {
      const box = boxOf(page);
      assert.equal(await box.picks.count(), 3);
      assert.equal(await box.ticks.count(), 0);
      assert.equal(await box.add.count(), 0);
      assert.equal(await box.host.locator('[part="price"]').count(), 0);
      assert.equal(await box.picks.locator('a[part="title"]').count(), 3);
      await assertAccessible(page, "links only");
      await box.picks.first().locator('a[part="title"]').click();
      await page.waitForFunction((sku) => !location.hash.includes(sku), CUP);
      assert.equal(await page.locator("main > .product").count(), 1);
    }));
});

describe("what the page is told", () => {
  test("events come in order, bubble, cross the shadow root and name their source", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      const picks = await offered(box);
      await page.waitForFunction(() => window.watched.events.some(({ name }) => name === "impression"));
      await box.picks.first().locator('[part="checkbox"]').check();
      await box.add.click();
      await box.notice.waitFor();
      const events = await watched(page, "events");
      const names = events.map(({ name }) => name);
      assert.deepEqual([...new Set(names)], ["ready", "impression", "add", "added"], names.join());
      for (const { composed, bubbles, detail, name } of events) {
        assert.ok(composed && bubbles, name);
        assert.equal(detail.source, "tandem", name);
        assert.equal(detail.placement, "product", name);
        assert.ok(Array.isArray(detail.items), name);
      }
      const ready = events.find(({ name }) => name === "ready");
      assert.deepEqual(ready.detail.items.map(({ sku }) => sku).filter((sku) => sku !== CUP), picks);
      const added = events.find(({ name }) => name === "added");
      assert.deepEqual(added.detail.items.map(({ sku }) => sku).sort(), [CUP, picks[0]].sort());
    }));

  test("an impression is told once, and not for a box that was never on screen", () =>
    using(open(set, `#/product/${CUP}`, { height: 420 }), async (page) => {
      await boxOf(page).state("ready");
      await page.waitForTimeout(1500);
      assert.equal((await eventsOf(page, "impression")).length, 0);
      await boxOf(page).host.evaluate((host) => host.scrollIntoView({ block: "center" }));
      await page.waitForFunction(() => window.watched.events.some(({ name }) => name === "impression"));
      await page.waitForTimeout(1500);
      assert.equal((await eventsOf(page, "impression")).length, 1);
    }));

  test("a listener that cancels the add keeps the cart as it was", () =>
    using(openProduct(set, CUP), async (page) => {
      await page.evaluate(() => document.addEventListener("tandem:add", (event) => event.preventDefault()));
      await boxOf(page).add.click();
      await page.waitForFunction(() => window.watched.events.some(({ name }) => name === "add"));
      await page.waitForTimeout(300);
      assert.deepEqual(await inCart(page), []);
    }));
});

describe("window.tandem", () => {
  test("scores, listens, refreshes, and takes another adapter", () =>
    using(openProduct(set, CUP), async (page) => {
      assert.match(await page.evaluate(() => window.tandem.version), /^\d+\.\d+\.\d+/);
      const picks = await page.evaluate((sku) => window.tandem.score([sku], { limit: 5 }), CUP);
      assert.equal(picks.length, 5);
      assert.ok(picks.every(({ sku, score }) => typeof sku === "string" && score > 0));
      assert.deepEqual(picks.map(({ score }) => score), picks.map(({ score }) => score).sort((a, b) => b - a));
      assert.deepEqual(await page.evaluate(() => window.tandem.score(["no such thing"])), []);
      assert.deepEqual(await page.evaluate(() => window.tandem.score([])), []);

      const heard = await page.evaluate(async () => {
        let count = 0;
        const off = window.tandem.on("ready", () => (count += 1));
        off();
        document.dispatchEvent(new CustomEvent("tandem:ready"));
        return count;
      });
      assert.equal(heard, 0);

      await page.evaluate((sku) => window.tandem.setAdapter({ getCart: async () => ({ currency: "GBP", exponent: 2, lines: [{ sku, quantity: 1 }] }), addLines: async () => ({}) }), picks[0].sku);
      await page.waitForFunction((title) => {
        const host = document.querySelector("tandem-offers");
        return host.dataset.state === "ready" && ![...host.shadowRoot.querySelectorAll('[part="title"]')].some((node) => node.textContent.trim() === title);
      }, productOf(picks[0].sku).title);
    }));

  test("opting out removes the offer and is remembered; opting in brings it back", () =>
    using(openProduct(set, CUP), async (page) => {
      const box = boxOf(page);
      await page.evaluate(() => window.tandem.optOut());
      await box.state("off");
      assert.equal(await box.cards.count(), 0);
      assert.equal((await eventsOf(page, "optout")).length, 1);
      await page.reload();
      await page.waitForSelector(".product");
      await box.state("off");
      assert.equal(await box.cards.count(), 0);
      await page.evaluate(() => window.tandem.optIn());
      await box.state("ready");
      await assertQuiet(page);
    }));

  test("a product without suggestions shows nothing, says why, and leaves no gap", () =>
    using(open(set, "#/product/not-sold-here"), async (page) => {
      await page.waitForSelector(".nothing");
      await page.evaluate(() => {
        const host = document.createElement("tandem-offers");
        host.setAttribute("placement", "product");
        host.setAttribute("product", "not-sold-here");
        document.querySelector("main").append(host);
      });
      await boxOf(page).state("empty");
      const [event] = await eventsOf(page, "empty");
      assert.equal(event.detail.reason, "unknown-product");
      assert.equal(await boxOf(page).cards.count(), 0);
      await assertStill(page);
    }));

  test("a div with data attributes is a box as well", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      await page.evaluate((sku) => {
        const host = document.createElement("div");
        host.dataset.tandem = "product";
        host.dataset.product = sku;
        document.querySelector("main").replaceChildren(host);
        window.tandem.refresh();
      }, CUP);
      await page.waitForSelector('div[data-tandem][data-state="ready"]');
      assert.equal(await page.locator('div[data-tandem] [part="card"]:not(:has([part="lead"]))').count(), 3);
    }));

  test("the most popular products mostly have an offer", () =>
    using(open(set, "#/"), async (page) => {
      await page.waitForSelector(".card");
      const skus = PRODUCTS.slice(0, 200).map(({ sku }) => sku);
      const counts = await page.evaluate((all) => Promise.all(all.map(async (sku) => (await window.tandem.score([sku], { limit: 3 })).length)), skus);
      assert.ok(counts.filter((count) => count === 3).length > 180, counts.join());
    }));
});
