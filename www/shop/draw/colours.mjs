// Which colours a product's picture has: the ones its title names, else one chosen by its SKU.

const NAMED = [
  [/\bRETROSPOT\b/, "#c8423b"],
  [/\b(RED|RUBY|CHERRY|STRAWBERRY|POPPY|TOADSTOOL)\b/, "#c1443c"],
  [/\b(PINK|ROSE|ROSES|SWEETHEART|BLOSSOM|LOLA)\b/, "#dd8b97"],
  [/\b(BLUE|DENIM|NAVY|SPACEBOY|SEASIDE|NAUTICAL)\b/, "#5c83a6"],
  [/\b(TURQUOISE|AQUA|TEAL|MINT)\b/, "#5ba199"],
  [/\b(GREEN|WOODLAND|HERB|OLIVE|LEAF)\b/, "#6f9068"],
  [/\b(YELLOW|LEMON|DAISY|CHICK|SUNFLOWER)\b/, "#e0b24d"],
  [/\b(ORANGE|AMBER|PEACH|CORAL|FOX)\b/, "#d98a4f"],
  [/\b(PURPLE|AMETHYST|LAVENDER|LILAC|PLUM|VIOLET|MAUVE)\b/, "#8d7aa8"],
  [/\b(BLACK|SLATE|CHALKBOARD|BLACKBOARD|BAROQUE|JET)\b/, "#4a4745"],
  [/\b(GOLD|GOLDEN|BRASS|COPPER)\b/, "#cda24c"],
  [/\b(SILVER|ZINC|METAL|TIN|ANTIQUE|DIAMANTE|CRYSTAL|GREY|STEEL)\b/, "#a3aaad"],
  [/\b(WOOD|WOODEN|WICKER|BAMBOO|BROWN|CHOCOLATE|NATURAL|OAK|RATTAN)\b/, "#b58a5e"],
  [/\b(IVORY|CREAM|WHITE|PEARL|MILK|VANILLA|PORCELAIN|LACE|ENAMEL)\b/, "#f4ead9"],
];

const UNNAMED = ["#c9705a", "#7f9b7a", "#5f87a0", "#d3a24e", "#a5748a", "#5d9690", "#c88a6c", "#7d86ab"];

const GROUNDS = ["#f3e7d7", "#e9ebdf", "#e4eaec", "#f4e3de", "#ece5ee", "#f6ecd2", "#e3ebe6", "#efe6dc"];

/** Parses `#rrggbb` into three numbers from 0 to 255. */
function channels(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** The colour `share` of the way from one colour to another. */
export function mix(from, to, share) {
  const there = channels(to);
  const mixed = channels(from).map((channel, i) => Math.round(channel + (there[i] - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** A 32-bit FNV-1a hash: the same picture for the same text, on every machine. */
export function hash(text) {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    state ^= text.charCodeAt(i);
    state = Math.imul(state, 0x01000193) >>> 0;
  }
  return state;
}

/**
 * The colours of one picture: `main` and its `dark` and `light`, a `second` colour that goes with
 * it, the `ground` it stands on, and `ink` for fine lines. `own` is the colour to have, where the
 * title has no say.
 */
export function coloursOf(title, seed, own = null) {
  const upper = title.toUpperCase();
  const named = NAMED.filter(([words]) => words.test(upper))
    .map(([words, colour]) => ({ at: upper.search(words), colour }))
    .sort((a, b) => a.at - b.at)
    .map(({ colour }) => colour);
  const main = own ?? named[0] ?? UNNAMED[seed % UNNAMED.length];
  const others = UNNAMED.filter((colour) => colour !== main);
  const pale = main === "#f4ead9";
  return {
    main,
    second: named.find((colour) => colour !== main) ?? (pale ? "#c9857a" : others[(seed >>> 5) % others.length]),
    dark: mix(main, "#2c2320", pale ? 0.16 : 0.24),
    light: mix(main, "#fffaf2", pale ? 0.6 : 0.45),
    cream: "#fbf4e7",
    wood: "#b98f63",
    metal: "#b4b6b3",
    leaf: "#76946c",
    ink: "#4b3f39",
    ground: pale ? GROUNDS[[1, 2, 3, 6][(seed >>> 9) % 4]] : GROUNDS[(seed >>> 9) % GROUNDS.length],
    pale,
  };
}
