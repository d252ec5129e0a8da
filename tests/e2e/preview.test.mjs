// The shops beside the preview: what a person finds who follows its links.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../hosts/preview.mjs";
import { assertAccessible, assertFits, assertStill, boxOf, DIST, open, stage, using } from "./harness.mjs";
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
