// Product pictures, drawn from titles. The same titles and SKUs give the same bytes: no script, no
// text, no outside reference, so that they are safe wherever an image is.

import { coloursOf, hash } from "./colours.mjs";
import { gadgets } from "./gadgets.mjs";
import { home } from "./home.mjs";
import { keepsakes } from "./keepsakes.mjs";
import { kit } from "./kit.mjs";
import { kitchen } from "./kitchen.mjs";
import { motifOf } from "./motifs.mjs";
import { nature } from "./nature.mjs";
import { printOf } from "./patterns.mjs";

const MOTIFS = { ...kitchen, ...home, ...keepsakes, ...nature, ...gadgets };

/** How many of the thing a title sells, as far as a picture can show it: 1, 2 or 3. */
function copiesOf(title) {
  const upper = title.toUpperCase();
  if (/\b(PAIR|TWO|DUO)\b|\b(SET|PACK|BOX)(\/| OF )2\b|\bS\/2\b/.test(upper)) return 2;
  if (/\b(SET|PACK|BOX)(\/| OF )[3-9]\b|\b(SET|PACK) OF [1-9][0-9]|\bS\/[3-9]\b|\bTRIO\b|^[3-9] /.test(upper)) return 3;
  return 1;
}

const ARRANGEMENTS = {
  1: ["translate(10 10) scale(.9)"],
  2: ["translate(62 14) scale(.66)", "translate(4 44) scale(.72)"],
  3: ["translate(6 6) scale(.56)", "translate(86 10) scale(.56)", "translate(34 60) scale(.66)"],
};

/** Motifs that show several things already. */
const SEVERAL = new Set(["cutlery", "lights", "bunting", "earrings", "cards", "card", "wrap", "stickers", "blocks", "pencils", "trowel", "drawers", "hook", "wreath"]);

/** What a title says of its picture: the colours, the print, the motif and how many of it. */
function read(title, seed) {
  const colours = coloursOf(title, seed);
  const { motif } = motifOf(title);
  return { motif, colours, print: printOf(title, seed, colours), copies: SEVERAL.has(motif) ? 1 : copiesOf(title) };
}

/** One picture, 200 by 200. `id` keeps its names apart from those of other pictures in the file. */
function drawOne({ title, sku, id, look = null }) {
  const seed = hash(`${sku} ${title}`);
  const { motif, colours, print, copies } = look ? { ...look, colours: coloursOf(title, seed, look.colour), print: "", copies: 1 } : read(title, seed);
  const drawn = MOTIFS[motif](kit(colours, print), look?.model ?? 1);
  const defs = print + (copies > 1 ? `<g id="one">${drawn}</g>` : "");
  const things = copies > 1 ? ARRANGEMENTS[copies].map((place) => `<use href="#one" transform="${place}"/>`).join("") : `<g transform="${ARRANGEMENTS[1][0]}">${drawn}</g>`;
  const picture =
    (defs ? `<defs>${defs}</defs>` : "") +
    `<rect width="200" height="200" fill="${colours.ground}"/>` +
    `<circle cx="100" cy="98" r="84" fill="#fff" opacity=".38"/>` +
    things;
  return picture.replaceAll('id="', `id="${id}-`).replaceAll("#print", `#${id}-print`).replaceAll("#one", `#${id}-one`);
}

/**
 * An SVG file with the pictures of several products, one under the other. Each is shown alone by
 * its view: `FILE.svg#ID`. One file for many spares the browser as many requests.
 *
 * `products` is a list of `{title, sku, id}`, with `look`, `{motif, model, colour}`, where the title is
 * not to decide.
 */
export function drawSheet(products) {
  const drawn = products.map((product, i) => {
    const y = i * 200;
    return `<view id="${product.id}" viewBox="0 ${y} 200 200"/><svg y="${y}" width="200" height="200">${drawOne(product)}</svg>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="400" height="400">\n${drawn.join("")}</svg>\n`;
}
