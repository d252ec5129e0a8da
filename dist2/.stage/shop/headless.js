// Suggestions in a page's own design. Tandem answers one question, what goes with these items; titles,
// pictures, prices and the basket are the page's.

const START = ["22697"];
const MOST_IDEAS = 4;

const shop = await (await fetch("demo/products.json")).json();
const products = new Map(shop.products.map((product) => [product.sku, product]));
const money = new Intl.NumberFormat("en-GB", { style: "currency", currency: shop.currency });
const basket = new Set(START);
const [lines, ideas, said] = ["basket", "ideas", "said"].map((name) => document.querySelector(`[data-${name}]`));

/** What goes with the basket and can be had, best first. More are asked for than shown: some may be sold out. */
async function suggested() {
  const picks = await window.tandem.score([...basket], { limit: 3 * MOST_IDEAS });
  return picks
    .map(({ sku }) => products.get(sku))
    .filter((product) => product?.available && product.priceMinor !== null)
    .slice(0, MOST_IDEAS);
}

function row({ sku, title, image, priceMinor }, verb, onPress) {
  const item = document.createElement("li");
  const picture = Object.assign(document.createElement("img"), { src: image, alt: "", width: 64, height: 64 });
  const name = Object.assign(document.createElement("span"), { className: "name", textContent: title });
  const price = Object.assign(document.createElement("span"), { className: "price", textContent: money.format(priceMinor / 10 ** shop.exponent) });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: verb, onclick: onPress });
  button.setAttribute("aria-label", `${verb} ${title}`);
  item.dataset.sku = sku;
  item.append(picture, name, price, button);
  return item;
}

let newest = 0;

/** Draws both lists anew. Of two answers under way only the later question's counts. */
async function draw() {
  newest += 1;
  const question = newest;
  lines.replaceChildren(...[...basket].map((sku) => row(products.get(sku), "Remove", () => change("removed", sku))));
  try {
    const found = basket.size ? await suggested() : [];
    if (question !== newest) return;
    ideas.replaceChildren(...found.map((product) => row(product, "Add", () => change("added", product.sku))));
    if (!found.length) said.textContent = basket.size ? "Nothing is bought with it often enough." : "The basket is empty.";
  } catch (error) {
    if (question !== newest) return;
    ideas.replaceChildren(); // A page without suggestions is as good a page.
    console.warn(error);
  }
}

function change(what, sku) {
  if (what === "added") basket.add(sku);
  else basket.delete(sku);
  said.textContent = `${products.get(sku).title} ${what}.`;
  document.querySelector("#basket").focus();
  draw();
}

// The tag is asynchronous as well: it may come after this.
if (!window.tandem) await new Promise((ready) => document.querySelector("script[data-manifest]").addEventListener("load", ready));
draw();
