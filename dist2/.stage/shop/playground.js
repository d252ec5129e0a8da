// The playground: fields on one side, a box on the other, and below it what a shop pastes to have the same.
// The box is styled by the very text that is shown.

import { el } from "./dom.js";

/** What a box of each placement is about: a product of the demo shop, and what delivers free. */
const ABOUT = { product: { product: "22697" }, cart: {}, upgrade: { product: "22182" }, progress: { "goal-minor": "4000" } };

const CART_KEY = "tandem-demo-cart";
const NEEDED_CONTRAST = 4.5;

/** Every field: its words, its values (or kind), what it starts with, and what it writes. */
const FIELDS = {
  placement: { label: "Placement", values: { product: "product page", cart: "cart page", upgrade: "something better", progress: "progress to free delivery" }, usual: "product" },
  heading: { label: "Heading", kind: "text", usual: "", attribute: "heading" },
  items: { label: "Items at most", values: { "": "as the build was told", 1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6" }, usual: "", attribute: "max-items" },
  accent: { label: "Button and ticks", kind: "color", usual: "#1f2430", property: "--tandem-accent" },
  tint: { label: "Behind pictures", kind: "color", usual: "#f1f1f2", property: "--tandem-tint" },
  line: { label: "Lines", kind: "color", usual: "#d9dade", property: "--tandem-line" },
  radius: { label: "Roundness", values: { "0": "none", ".35em": "a little", ".75em": "some", "1.5em": "much" }, usual: ".75em", property: "--tandem-radius" },
  size: { label: "Heading's size", values: { "1em": "as the text", "1.3em": "larger", "1.75em": "large" }, usual: "1.3em", property: "--tandem-heading-size" },
  weight: { label: "Heading's weight", values: { 400: "regular", 650: "half bold", 800: "bold" }, usual: "650", property: "--tandem-heading-weight" },
  fit: { label: "Pictures", values: { cover: "fill their place", contain: "are shown whole" }, usual: "cover", property: "--tandem-picture-fit" },
  font: { label: "Your page's font", values: { "system-ui, sans-serif": "sans serif", "Georgia, serif": "serif", "ui-monospace, monospace": "monospace" }, usual: "system-ui, sans-serif", page: "font-family" },
  ink: { label: "Your page's text", kind: "color", usual: "#1f2430", page: "color" },
  paper: { label: "Your page's background", kind: "color", usual: "#ffffff", page: "background" },
  width: { label: "Your page's width", values: { "22.5rem": "a phone", "40rem": "a column", "62rem": "a page" }, usual: "62rem", page: "max-inline-size" },
};

const read = () => {
  const query = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(Object.entries(FIELDS).map(([name, { usual, values, kind }]) => {
    const value = query.get(name) ?? usual;
    const isSound = values ? Object.hasOwn(values, value) : kind === "color" ? /^#[0-9a-f]{6}$/.test(value) : value.length <= 80;
    return [name, isSound ? value : usual];
  }));
};
const isOwn = (state, name) => state[name] !== FIELDS[name].usual;

/** Relative luminance and contrast: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const luminance = (hex) => {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** The style sheet of what differs from the box's own looks; empty where nothing does. */
function styles(state) {
  const lines = Object.entries(FIELDS).filter(([name, { property }]) => property && isOwn(state, name)).map(([name, { property }]) => `  ${property}: ${state[name]};`);
  if (isOwn(state, "accent")) lines.push(`  --tandem-on-accent: ${contrast(state.accent, "#ffffff") >= NEEDED_CONTRAST ? "#ffffff" : "#000000"};`);
  return lines.length ? `tandem-offers {\n${lines.join("\n")}\n}` : "";
}

const quoted = (text) => text.replace(/[&"<]/g, (sign) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;" })[sign]);

/** The attributes of the box's element, as they are pasted and as they are on this page. */
function attributesOf(state) {
  const own = Object.entries(FIELDS).filter(([name, { attribute }]) => attribute && isOwn(state, name));
  return { placement: state.placement, ...ABOUT[state.placement], ...Object.fromEntries(own.map(([name, { attribute }]) => [attribute, state[name]])) };
}

const element = (state) => `<tandem-offers${Object.entries(attributesOf(state)).map(([name, value]) => ` ${name}="${quoted(value)}"`).join("")}></tandem-offers>`;

const TAG = '<script async src="https://static.example/embed/tandem.js" data-manifest="https://static.example/public/manifest.json"></script>';

const outputs = {
  tag: { label: "In the head of every page", of: () => TAG },
  element: { label: "Where the box is to stand", of: element },
  styles: { label: "In your style sheet", of: (state) => styles(state) || "/* Nothing: the box takes your page's font and colours. */" },
};

const looks = new CSSStyleSheet();
document.adoptedStyleSheets = [looks];
const [fields, stage, said] = ["fields", "stage", "said"].map((name) => document.querySelector(`[data-${name}]`));
let box;

function draw() {
  const state = read();
  const page = Object.entries(FIELDS).filter(([, { page: property }]) => property).map(([name, { page: property }]) => `${property}: ${state[name]};`);
  looks.replaceSync(`.stage { ${page.join(" ")} }\n${styles(state)}`);
  const attributes = attributesOf(state);
  if (box?.getAttribute("placement") !== state.placement) {
    box?.remove();
    box = el("tandem-offers", attributes);
    stage.append(box);
  }
  for (const { name } of [...box.attributes]) if (!name.startsWith("data-") && !Object.hasOwn(attributes, name)) box.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes)) if (box.getAttribute(name) !== value) box.setAttribute(name, value);
  for (const [name, { of }] of Object.entries(outputs)) document.querySelector(`[data-output="${name}"]`).textContent = of(state);
  const weak = contrast(state.ink, state.paper) < NEEDED_CONTRAST ? "Text and background of the page are hard to tell apart (under 4.5 to 1)." : "";
  if (said.textContent !== weak) said.textContent = weak;
}

function change(name, value) {
  const query = new URLSearchParams(location.hash.slice(1));
  if (value === FIELDS[name].usual) query.delete(name);
  else query.set(name, value);
  history.replaceState(null, "", `#${query}`);
  draw();
}

function field(name) {
  const { label, values, kind } = FIELDS[name];
  const id = `field-${name}`;
  const control = values
    ? el("select", { id }, Object.entries(values).map(([value, words]) => el("option", { value }, words)))
    : el("input", { id, type: kind, maxlength: kind === "text" ? 80 : null, placeholder: kind === "text" ? "Frequently bought together" : null });
  control.value = read()[name];
  control.addEventListener("input", () => change(name, control.value));
  return el("p", {}, el("label", { for: id }, label), control);
}

function output([name, { label }]) {
  const id = `output-${name}`;
  const text = el("code", { "data-output": name });
  const copy = el("button", { type: "button", "aria-label": `Copy: ${label}`, onclick: () => navigator.clipboard.writeText(text.textContent).then(() => (said.textContent = "Copied."), () => (said.textContent = "The browser does not let this page copy: mark the text and copy it yourself.")) }, "Copy");
  return el("div", { class: "output" }, el("h3", { id }, label), el("pre", { tabindex: 0, role: "region", "aria-labelledby": id }, text), copy);
}

// Something in the cart, for the placements that ask for it.
if (!sessionStorage.getItem(CART_KEY)) {
  const line = { sku: "85123A", quantity: 2, title: "White hanging heart t-light holder", unitPriceMinor: 295 };
  sessionStorage.setItem(CART_KEY, JSON.stringify({ currency: "GBP", exponent: 2, lines: [line] }));
}
fields.append(...Object.keys(FIELDS).map(field));
document.querySelector("[data-outputs]").append(...Object.entries(outputs).map(output));
addEventListener("hashchange", () => location.reload());
draw();
