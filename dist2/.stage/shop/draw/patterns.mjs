// The print on a product: an SVG `<pattern>` named `print`, chosen by the title's words.

const WORDS = [
  [/\b(RETROSPOT|SPOT|SPOTS|POLKADOT|POLKADOTS|SPOTTY|DOTS?|TOADSTOOL)\b/, "spots"],
  [/\b(STRIPES?|STRIPED|STRIPEY|NAUTICAL|CANDY)\b/, "stripes"],
  [/\b(GINGHAM|CHECK|TARTAN|PICNIC)\b/, "checks"],
  [/\b(HEARTS?|LOVE|SWEETHEART|VALENTINE)\b/, "hearts"],
  [/\b(STARS?|SPACEBOY|CIRCUS|PARADE)\b/, "stars"],
  [/\b(FLORAL|FLOWERS?|ROSES?|DAISY|BLOSSOM|BOTANICAL|LACE|MORRIS|POSY|DOLLY|FOLKART|SUKI)\b/, "flowers"],
  [/\b(PAISLEY|FEATHER|LEAF|WOODLAND|BIRD|PEACOCK|APPLES?|PEARS?|STRAWBERRY|SKULLS?)\b/, "drops"],
  [/\b(RETRO|VINTAGE|BAROQUE|REGENCY|DESIGN)\b/, "rings"],
];

const HEART = "M0 4C-6-1-4.5-5-2-5-.8-5 0-4 0-3.2 0-4 .8-5 2-5 4.5-5 6-1 0 4Z";
const STAR = "M0-5 1.5-1.6 5-1.4 2.3.9 3.2 4.6 0 2.6-3.2 4.6-2.3.9-5-1.4-1.5-1.6Z";

const DRAW = {
  spots: (ink) => [22, `<circle cx="6" cy="6" r="4.2" fill="${ink}"/><circle cx="17" cy="17" r="4.2" fill="${ink}"/>`],
  stripes: (ink) => [16, `<path d="M0 0h7v16H0z" fill="${ink}"/>`],
  checks: (ink) => [18, `<path d="M0 0h9v18H0z" fill="${ink}" opacity=".55"/><path d="M0 0h18v9H0z" fill="${ink}" opacity=".55"/>`],
  hearts: (ink) => [24, `<g fill="${ink}"><path transform="translate(6 7)" d="${HEART}"/><path transform="translate(18 19)" d="${HEART}"/></g>`],
  stars: (ink) => [26, `<g fill="${ink}"><path transform="translate(7 7) scale(.8)" d="${STAR}"/><path transform="translate(20 20) scale(.8)" d="${STAR}"/></g>`],
  flowers: (ink, second) => [
    28,
    `<g fill="${ink}"><circle cx="8" cy="4.5" r="3"/><circle cx="11.5" cy="8" r="3"/><circle cx="8" cy="11.5" r="3"/><circle cx="4.5" cy="8" r="3"/><circle cx="22" cy="19" r="2.4"/><circle cx="25" cy="22" r="2.4"/><circle cx="22" cy="25" r="2.4"/><circle cx="19" cy="22" r="2.4"/></g><g fill="${second}"><circle cx="8" cy="8" r="2.4"/><circle cx="22" cy="22" r="1.9"/></g>`,
  ],
  drops: (ink) => [22, `<g fill="${ink}"><path d="M6 1c5 4 5 10 0 10S1 5 6 1Z"/><path d="M17 12c5 4 5 10 0 10s-5-6 0-10Z"/></g>`],
  rings: (ink) => [24, `<g fill="none" stroke="${ink}" stroke-width="2"><circle cx="6" cy="6" r="4"/><circle cx="18" cy="18" r="4"/></g>`],
};

/** The `<pattern>` for a title, or `""` for a plain product. */
export function printOf(title, seed, colours) {
  const upper = title.toUpperCase();
  const named = WORDS.find(([words]) => words.test(upper))?.[1];
  const kinds = Object.keys(DRAW);
  const chosen = named ?? (seed % 3 === 0 ? kinds[(seed >>> 3) % kinds.length] : null);
  if (chosen === null) return "";
  const ink = colours.pale ? colours.second : colours.light;
  const [size, marks] = DRAW[chosen](ink, colours.pale ? colours.cream : colours.dark);
  const turn = chosen === "checks" || chosen === "stripes" ? 0 : [0, 15, 30, 45][(seed >>> 7) % 4];
  const scale = (0.62 + ((seed >>> 11) % 4) * 0.06).toFixed(2);
  return `<pattern id="print" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn}) scale(${scale})">${marks}</pattern>`;
}
