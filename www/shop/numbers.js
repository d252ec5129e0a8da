// The numbers behind every suggestion of the page: the widget's own scores, what the built table says of
// each rule, and in the made-up shop what was planted.

import { find, numbersOf } from "./catalog.js";
import { snapshot } from "./cart.js";
import { el } from "./dom.js";
import { parse } from "./router.js";
import { current, href } from "./settings.js";

const MOST = 12;

/** Which planted relations a box is right to show. */
const RIGHT = { upgrade: ["substitute"] };
const RIGHT_BESIDE = ["complement", "variant"];

/** The items that the page asks suggestions for: its product, what was just bought, or what is in the basket. */
function asked() {
  const { parts } = parse(location.hash);
  if (parts[0] === "product") return parts.slice(1, 2);
  if (parts[0] === "thanks") return (parts[1] ?? "").split(",").filter(Boolean);
  return snapshot().lines.map(({ sku }) => sku);
}

/** By SKU, the placements of the boxes that show it now. */
function shown(items) {
  const found = new Map();
  for (const host of document.querySelectorAll("tandem-offers")) {
    for (const link of host.shadowRoot?.querySelectorAll('[part~="card"] a[href]') ?? []) {
      const [name, sku] = parse(new URL(link.href).hash).parts;
      if (name !== "product" || items.includes(sku)) continue;
      found.set(sku, (found.get(sku) ?? new Set()).add(host.getAttribute("placement")));
    }
  }
  return found;
}

/** What the table says of `other` beside the items: the rule of the item that most orders share with it. */
function ruleOf(known, other) {
  const rules = known.flatMap((of) => (of?.rules ?? []).filter(([sku]) => sku === other));
  return rules.sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))[0] ?? null;
}

/** What was planted between the items and `other`: the first relation there is, `nothing` where there is none. */
function plantedOf(known, other) {
  const relations = known.flatMap((of) => Object.entries(of?.planted ?? {}).filter(([, skus]) => skus.includes(other)));
  return relations.map(([relation]) => relation)[0] ?? "nothing";
}

const number = (value, digits = 1) => (value === null || value === undefined ? "–" : value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits }));

/** How many of the planted complements the table has found, and how many of its suggestions were planted. */
function summary(known) {
  const of = known.length === 1 ? known[0] : null;
  if (!of?.planted) return "";
  const { complement = [], variant = [] } = of.planted;
  const rules = (of.rules ?? []).map(([sku]) => sku);
  const found = complement.filter((sku) => rules.includes(sku)).length;
  const right = rules.filter((sku) => complement.includes(sku) || variant.includes(sku)).length;
  return `Found: ${found} of ${complement.length} planted complements. Right: ${right} of ${rules.length} rules.`;
}

/** The elements that `fillNumbers` fills. */
export function numbers() {
  const isKnown = current().store === "planted";
  const heads = ["Product", "Score", "Orders", "Chance", ...(isKnown ? ["Planted"] : []), "Box"];
  const table = el("table", { class: "numbers" }, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody"));
  return el(
    "div",
    { class: "behind" },
    el("p", { class: "muted", "data-summary": true }),
    el("div", { class: "numbers-frame", tabindex: 0, role: "region", "aria-label": "Numbers" }, table),
    el("p", { class: "muted" }, "Orders: how many hold it and the product. Chance: how many times as often as by chance, and at least (95 %)."),
  );
}

let newest = 0;

/** Brings the numbers up to date with the page. Of several under way only the last counts. */
export async function fillNumbers(holder) {
  newest += 1;
  const question = newest;
  const [body, said] = [holder.querySelector("tbody"), holder.querySelector("[data-summary]")];
  const columns = holder.querySelectorAll("th").length;
  const say = (sentence) => {
    said.textContent = "";
    body.replaceChildren(el("tr", {}, el("td", { colspan: columns }, sentence)));
  };
  const items = asked();
  if (items.length === 0) return say("Open a product, or put one into the basket.");
  if (!window.tandem?.score) return say("The widget has not started.");
  try {
    const [picks, known] = await Promise.all([window.tandem.score(items, { limit: MOST }), Promise.all(items.map(numbersOf))]);
    if (question !== newest) return undefined;
    const boxes = shown(items);
    const scores = new Map(picks.map((pick) => [pick.sku, pick]));
    const rows = [...new Set([...scores.keys(), ...boxes.keys()])].map((sku) => row(sku, scores.get(sku), boxes.get(sku), known));
    if (rows.length === 0) return say("Nothing is bought with it often enough.");
    said.textContent = summary(known);
    body.replaceChildren(...rows);
  } catch (error) {
    if (question === newest) say(String(error?.message ?? error));
  }
  return undefined;
}

function row(sku, { score } = {}, placements = new Set(), known) {
  const rule = ruleOf(known, sku);
  const places = [...placements];
  const cells = [
    el("td", {}, el("a", { href: href(`/product/${encodeURIComponent(sku)}`) }, find(sku)?.title ?? sku)),
    el("td", {}, score === undefined ? "–" : score.toPrecision(4)),
    el("td", {}, rule?.[4] === "mined" || rule?.[1] ? number(rule[1], 0) : (rule?.[4] ?? "–")),
    el("td", {}, rule?.[2] ? `${number(rule[2])}×, ${number(rule[3])}` : "–"),
  ];
  if (current().store === "planted") {
    const planted = plantedOf(known, sku);
    const right = places.length > 0 && places.some((place) => (RIGHT[place] ?? RIGHT_BESIDE).includes(planted));
    cells.push(el("td", { class: places.length === 0 ? null : right ? "right" : "wrong" }, planted));
  }
  cells.push(el("td", {}, places.join(", ")));
  return el("tr", {}, cells);
}
