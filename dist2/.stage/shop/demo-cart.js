// The widget's built-in demo cart and the shop's own, kept alike: what one takes the other has.

import { adopt, onChange, snapshot } from "./cart.js";
import { find } from "./catalog.js";

const KEY = "tandem-demo-cart";
const CHANGED = "tandem-demo:cart";
const OPEN = "tandem-demo:open-cart";

function linesOf(text) {
  try {
    return JSON.parse(text ?? "{}").lines ?? [];
  } catch {
    return [];
  }
}

/** Shares the cart until the page ends. `openCart` shows it. */
export function share(openCart) {
  let adopting = false;
  const give = () => {
    if (adopting) return;
    const { lines, ...currency } = snapshot();
    sessionStorage.setItem(KEY, JSON.stringify({ ...currency, lines: lines.map((line) => ({ ...line, title: find(line.sku)?.title })) }));
    dispatchEvent(new CustomEvent(CHANGED));
  };
  addEventListener(CHANGED, () => {
    adopting = true;
    adopt(linesOf(sessionStorage.getItem(KEY)).map(({ sku, quantity }) => ({ sku, quantity })));
    adopting = false;
  });
  addEventListener(OPEN, openCart);
  onChange(give);
  give();
}
