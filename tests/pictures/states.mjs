// Every state that there are pictures of: where it is, and what a shopper does to get there.

import { boxOf, CUP } from "../e2e/harness.mjs";

const CART = [
  { sku: CUP, quantity: 2 },
  { sku: "22699", quantity: 1 },
  { sku: "85123A", quantity: 6 },
];
const STANDS = [{ sku: "22182", quantity: 1 }];
const TWO_OF_SET = [
  { sku: "23173", quantity: 1 },
  { sku: "23174", quantity: 1 },
];
const CAMERA = "CAM-0000-B0";
const GADGETS = [
  { sku: CAMERA, quantity: 1 },
  { sku: "COF-0001-C0", quantity: 1 },
];

/** Scrolls to a box and waits until it is what it will be, its pictures too. */
const settled = (placement, state = /ready|empty|error|off/) => async (page) => {
  const box = boxOf(page, placement);
  await box.host.scrollIntoViewIfNeeded();
  await page.waitForFunction(([name, states]) => new RegExp(states).test(document.querySelector(`tandem-offers[placement="${name}"]`).dataset.state), [placement, state.source]);
  await box.host.evaluate(async (host) => {
    host.scrollIntoView({ block: "center" });
    await document.fonts.ready;
    const images = [...(host.shadowRoot?.querySelectorAll("img") ?? [])];
    await Promise.all(images.map((image) => (image.complete ? image.decode().catch(() => {}) : new Promise((done) => (image.onload = image.onerror = done)))));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  return box;
};

const toBox = settled("product");
const tickTwo = async (page) => {
  const box = await toBox(page);
  await box.picks.nth(0).locator('[part="checkbox"]').check();
  await box.picks.nth(1).locator('[part="checkbox"]').check();
  await page.evaluate(() => document.activeElement?.blur());
  return box;
};
const addTwo = async (page) => {
  const box = await tickTwo(page);
  await box.add.click();
  await box.notice.waitFor();
  await page.evaluate(() => document.activeElement?.blur());
};
const focus = async (page) => {
  const box = await toBox(page);
  await box.picks.nth(0).locator('[part="checkbox"]').focus();
  await page.keyboard.press("Space");
};
const about = async (page) => {
  const box = await toBox(page);
  await box.host.locator('[part="about-label"]').click();
};
const addOne = async (page) => {
  const box = await settled("cart")(page);
  await box.each.first().click();
  await box.notice.waitFor();
  await page.evaluate(() => document.activeElement?.blur());
};
const addSet = async (page) => {
  const box = await settled("bundle")(page);
  await box.add.click();
  await box.notice.waitFor();
  await page.evaluate(() => document.activeElement?.blur());
};
const openPanel = async (page) => {
  await toBox(page);
  await page.click(".controls summary");
  await page.waitForFunction(() => document.querySelectorAll(".numbers tbody tr").length > 2);
};

/**
 * Name, address, placement (none: the page without a box), and what else: `act`, what to do there;
 * `whole` for the full page; `cart` to start with; `stall` for a table that does not come.
 */
export const STATES = [
  ["list", "#/", null, {}],
  ["search", "#/?q=heart", null, {}],
  ["nothing-found", "#/?q=zzzz", null, {}],
  ["product", `#/product/${CUP}`, "product", { whole: true }],
  ["box-ticked", `#/product/${CUP}`, "product", { act: tickTwo }],
  ["box-focus", `#/product/${CUP}`, "product", { act: focus }],
  ["box-about", `#/product/${CUP}`, "product", { act: about }],
  ["box-added", `#/product/${CUP}`, "product", { act: addTwo }],
  ["box-part", `#/product/${CUP}?fault=partial`, "product", { act: addTwo }],
  ["box-refused", `#/product/${CUP}?fault=409`, "product", { act: addTwo }],
  ["box-gone", `#/product/${CUP}?fault=422`, "product", { act: addTwo }],
  ["box-adding", `#/product/${CUP}?fault=slow`, "product", { act: async (page) => { const box = await tickTwo(page); await box.add.click(); await page.waitForTimeout(400); } }],
  ["box-loading", `#/product/${CUP}`, "product", { act: settled("product", /loading/), stall: true }],
  ["box-sold-out", `#/product/${CUP}?stock=random`, "product", {}],
  ["box-all-sold-out", `#/product/${CUP}?stock=none`, "product", {}],
  ["box-links-only", `#/product/${CUP}?shop=absent`, "product", {}],
  ["box-failed", `#/product/${CUP}?fault=table`, "product", { whole: true }],
  ["box-policy", `#/product/${CUP}?fault=csp`, "product", { whole: true }],
  ["box-german", `#/product/${CUP}?locale=de&currency=EUR`, "product", { act: tickTwo }],
  ["box-french", `#/product/${CUP}?locale=fr&currency=EUR`, "product", { act: tickTwo }],
  ["box-japanese", `#/product/${CUP}?locale=ja&currency=JPY`, "product", { act: tickTwo }],
  ["box-arabic", `#/product/${CUP}?locale=ar&currency=KWD`, "product", { act: tickTwo }],
  ["long-titles", "#/product/21823", "product", {}],
  ["cart", "#/cart", "cart", { whole: true, cart: CART }],
  ["cart-added", "#/cart", "cart", { act: addOne, cart: CART }],
  ["cart-german", "#/cart?locale=de&currency=EUR", "cart", { whole: true, cart: CART }],
  ["cart-arabic", "#/cart?locale=ar&currency=KWD", "cart", { whole: true, cart: CART }],
  ["cart-empty", "#/cart", null, {}],
  ["bundle", "#/product/23173", "bundle", { whole: true }],
  ["bundle-rest", "#/product/23173", "bundle", { cart: TWO_OF_SET }],
  ["bundle-added", "#/product/23173", "bundle", { act: addSet }],
  ["upgrade", "#/product/22182", "upgrade", { whole: true }],
  ["upgrade-cart", "#/cart", "upgrade", { cart: STANDS }],
  ["progress", "#/cart", "progress", { cart: CART }],
  ["steps", "#/product/84879", "progress", { cart: [{ sku: "84879", quantity: 4 }] }],
  ["progress-reached", "#/cart", "progress", { cart: [{ sku: CUP, quantity: 40 }] }],
  ["thankyou", `#/thanks/${CUP},85123A`, "thankyou", { whole: true }],
  ["controls", `#/product/${CUP}`, "product", { act: openPanel }],
  ["planted-list", "#/?store=planted", null, {}],
  ["planted-product", `#/product/${CAMERA}?store=planted`, "product", { whole: true }],
  ["planted-sort", "#/product/COF-0001-C0?store=planted", "product", { whole: true }],
  ["planted-upgrade", `#/product/${CAMERA}?store=planted`, "upgrade", {}],
  ["planted-bundle", "#/product/PHO-0002-A0?store=planted", "bundle", {}],
  ["planted-cart", "#/cart?store=planted", "cart", { whole: true, cart: GADGETS }],
  ["planted-progress", "#/cart?store=planted", "progress", { cart: [{ sku: "CAM-0000-A0", quantity: 1 }] }],
  ["planted-thankyou", `#/thanks/${CAMERA}?store=planted`, "thankyou", {}],
  ["planted-german", `#/product/${CAMERA}?store=planted&locale=de`, "product", { act: tickTwo }],
  ["planted-japanese", `#/product/${CAMERA}?store=planted&locale=ja&currency=JPY`, "product", { act: tickTwo }],
  ["planted-arabic", `#/product/${CAMERA}?store=planted&locale=ar&currency=KWD`, "product", { act: tickTwo }],
  ["planted-controls", `#/product/${CAMERA}?store=planted`, "product", { act: openPanel }],
].map(([name, path, placement, { act = placement ? settled(placement) : null, whole = false, cart = null, stall = false }]) => ({ name, path, placement, act, whole, cart, stall }));

/** The state of that name. */
export const stateOf = (name) => STATES.find((state) => state.name === name);

/** A fault of the site for a state: the table of a state that stalls comes late. */
export const faultOf = ({ stall }, more = () => undefined) => (path) => (stall && path.endsWith(".tdm") ? { delay_ms: 6_000 } : more(path));

/** An address with one more setting of the preview. */
export const withSetting = (path, name, value) => `${path}${path.includes("?") ? "&" : "?"}${name}=${value}`;
