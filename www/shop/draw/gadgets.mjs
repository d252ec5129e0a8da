// Motifs of the made-up shop: cameras, phones and coffee, with what goes with them. Those of a thing
// that comes in models are told which: 1, 2 or 3.

const DARK = "#33383b";
const GLASS = "#43586a";

const lens = (k, x, y, r) =>
  k.circle(x, y, r, DARK) + k.circle(x, y, r * 0.8, "#5a6166") + k.circle(x, y, r * 0.62, "#20262b") + k.circle(x, y, r * 0.4, GLASS) + k.circle(x - r * 0.16, y - r * 0.18, r * 0.12, "#fff");

export const gadgets = {
  camera: (k, model) =>
    k.floor(100, 72) +
    k.path("M70 66l8-20h44l8 20Z", k.dark) +
    k.rect(40, 54, 20, 10, 4, DARK) +
    (model > 1 ? k.circle(152, 58, 10, k.second) : "") +
    k.rectCoat(26, 62, 148, 96, 14) +
    k.rect(26, 92, 148, 42, 0, DARK).replace("/>", ' opacity=".82"/>') +
    k.shade("M140 62h20c8 0 14 6 14 14v68c0 8-6 14-14 14h-20Z") +
    lens(k, model > 2 ? 82 : 96, 112, 36 + 3 * model) +
    (model > 2 ? lens(k, 148, 112, 18) : k.circle(154, 78, 6, k.cream)) +
    k.rect(36, 72, 24, 10, 3, k.light),
  battery: (k) =>
    k.floor(100, 44) +
    k.rect(74, 40, 16, 12, 3, k.metal) +
    k.rect(110, 40, 16, 12, 3, k.metal) +
    k.rect(56, 50, 88, 112, 12, DARK) +
    k.rectCoat(56, 84, 88, 46, 0) +
    k.path("M106 90l-20 20h12l-6 16 22-22h-12Z", k.cream) +
    k.gleam("M64 58h10v20H64Z"),
  memorycard: (k) =>
    k.floor(100, 46) +
    k.path("M60 36h62l22 22v98c0 4-4 8-8 8H60c-4 0-8-4-8-8V44c0-4 4-8 8-8Z", DARK) +
    [66, 80, 94, 108].map((x) => k.rect(x, 44, 8, 22, 2, "#d9b65c")).join("") +
    k.rectCoat(62, 84, 72, 66, 6) +
    k.rect(70, 96, 40, 7, 3, k.cream) +
    k.rect(70, 110, 26, 5, 2, k.light) +
    k.rect(104, 130, 22, 12, 4, k.cream),
  lensfilter: (k) =>
    k.floor(100, 60, 168) +
    k.circle(100, 98, 64, DARK) +
    k.around(40, 100, 98, 60, (x, y) => k.circle(x, y, 2.2, "#555d62")) +
    k.circle(100, 98, 53, k.metal) +
    k.circle(100, 98, 50, k.main).replace("/>", ' opacity=".75"/>') +
    k.gleam("M64 92c4-24 20-36 40-38-16 12-24 26-26 46Z"),
  photopaper: (k) =>
    k.floor(100, 62, 168) +
    k.group(k.rect(44, 44, 112, 116, 5, "#fff"), "rotate(-7 100 100)") +
    k.rect(46, 40, 108, 122, 5, "#fffdf8") +
    k.rect(56, 50, 88, 74, 3, "#cfe0e6") +
    k.circle(122, 70, 10, "#f2c76a") +
    k.path("M56 124V104l24-22 22 20 14-10 28 24v8Z", k.main) +
    k.path("M56 124v-8l30-14 58 16v6Z", k.dark) +
    k.rect(56, 134, 46, 8, 4, k.main) +
    k.rect(56, 148, 28, 5, 2, k.light),
  phone: (k, model) =>
    k.floor(100, 44, 174) +
    k.rectCoat(54, 22, 92, 152, 18) +
    k.shade("M122 22h6c10 0 18 8 18 18v116c0 10-8 18-18 18h-6Z") +
    k.rect(62, 30, model > 1 ? 40 : 24, model > 2 ? 58 : 46, 12, k.dark) +
    lens(k, 74, 44, 8) +
    lens(k, 74, 64, 8) +
    (model > 1 ? lens(k, 92, 54, 7) : "") +
    (model > 2 ? lens(k, 92, 74, 6) : "") +
    k.circle(100, 118, 11, k.light).replace("/>", ' opacity=".7"/>'),
  phonecase: (k) =>
    k.floor(100, 46, 174) +
    k.rectCoat(50, 20, 100, 156, 24) +
    k.rect(58, 28, 84, 140, 17, k.dark).replace("/>", ' opacity=".35"/>') +
    k.rect(62, 34, 34, 44, 12, k.ground) +
    k.line("M146 60v24M146 96v12", k.dark, 5) +
    k.gleam("M112 40h16c4 0 6 3 6 6v90c-10-20-14-60-22-96Z"),
  screenglass: (k) =>
    k.floor(100, 46, 174) +
    k.group(k.rect(54, 24, 92, 148, 14, "#2d3338") + k.rect(60, 34, 80, 128, 8, GLASS), "translate(-10 4)") +
    k.group(k.rect(54, 24, 92, 148, 14, "#cfe4ea").replace("/>", ' opacity=".72"/>') + k.gleam("M66 40h30l-22 90h-8Z"), "translate(14 -6)") +
    k.circle(140, 150, 13, k.main) +
    k.line("M134 150l5 5 8-9", "#fff", 4),
  charger: (k) =>
    k.floor(100, 52) +
    k.line("M118 132c34 0 10-52 38-52", DARK, 5) +
    k.rect(152, 72, 22, 16, 4, DARK) +
    k.rect(172, 75, 8, 10, 2, k.metal) +
    k.line("M64 60V38M92 60V38", k.metal, 8) +
    k.rectCoat(40, 58, 78, 100, 16) +
    k.shade("M96 58h6c10 0 16 6 16 16v68c0 10-6 16-16 16h-6Z") +
    k.path("M84 84l-22 28h14l-6 22 24-30H80Z", k.cream),
  earbuds: (k) =>
    k.floor(100, 60) +
    k.line("M52 66v44M148 66v44", k.main, 12) +
    k.circle(58, 58, 18, k.main) +
    k.circle(142, 58, 18, k.main) +
    k.circle(64, 60, 9, DARK) +
    k.circle(136, 60, 9, DARK) +
    k.rectCoat(56, 106, 88, 54, 26) +
    k.line("M58 126h84", k.dark, 3) +
    k.circle(100, 142, 4, k.cream),
  strap: (k) =>
    k.floor(100, 40, 172) +
    `<ellipse cx="100" cy="74" rx="42" ry="46" fill="none" stroke="${k.main}" stroke-width="13"/>` +
    `<ellipse cx="100" cy="74" rx="42" ry="46" fill="none" stroke="${k.light}" stroke-width="2" stroke-dasharray="5 6"/>` +
    k.rect(88, 112, 24, 22, 5, k.dark) +
    k.line("M100 134v12", k.metal, 6) +
    `<circle cx="100" cy="155" r="10" fill="none" stroke="${k.metal}" stroke-width="5"/>`,
  espresso: (k, model) =>
    k.floor(100, 66, 174) +
    k.rectCoat(36, 34, 128, 52, 12) +
    k.rect(120, 80, 44, 84, 6, k.dark) +
    k.rect(36, 152, 128, 20, 6, DARK) +
    k.rect(50, 148, 76, 6, 2, k.metal) +
    k.shade("M136 34h16c7 0 12 5 12 12v106h-28Z") +
    Array.from({ length: model }, (_, i) => k.circle(56 + 24 * i, 60, 9, k.cream) + k.line(`M${56 + 24 * i} 60l4-5`, k.ink, 2)).join("") +
    k.circle(146, 58, 8, k.second) +
    k.rect(62, 86, 46, 13, 3, k.metal) +
    k.rect(44, 89, 22, 8, 4, "#6b4a36") +
    (model > 1 ? k.line("M76 99v8M94 99v8", DARK, 4) : k.line("M85 99v8", DARK, 4)) +
    k.line(model > 1 ? "M76 110v16M94 110v16" : "M85 110v16", "#7a5640", 3) +
    k.path("M68 124h34c0 14-4 24-12 24H80c-8 0-12-10-12-24Z", k.cream),
  tamper: (k) =>
    k.floor(100, 42) +
    k.path("M84 42c0-12 32-12 32 0 6 22-4 30-6 46h-20c-2-16-12-24-6-46Z", "#8a5c3d") +
    k.gleam("M90 44c2-6 8-6 8 0 2 20-2 26-2 40h-4c-2-16-6-24-2-40Z") +
    k.rect(88, 88, 24, 18, 3, k.main) +
    k.path("M72 106h56l6 14v28c0 6-4 10-10 10H76c-6 0-10-4-10-10v-28Z", k.metal) +
    k.shade("M112 106h16l6 14v28c0 6-4 10-10 10h-10Z") +
    k.rect(66, 140, 68, 6, 0, "#e4e6e3"),
  descaler: (k) =>
    k.floor(100, 40) +
    k.rect(84, 28, 32, 20, 5, k.second) +
    k.path("M86 48h28c2 12 20 14 20 34v70c0 8-4 12-12 12H78c-8 0-12-4-12-12V82c0-20 18-22 20-34Z", "#f1f4f2") +
    k.shade("M112 48h2c2 12 20 14 20 34v70c0 8-4 12-12 12h-8Z") +
    k.rectCoat(66, 94, 68, 46, 0) +
    k.path("M100 100c12 16 14 20 14 24a14 14 0 0 1-28 0c0-4 2-8 14-24Z", "#fff"),
  waterfilter: (k) =>
    k.floor(100, 40) +
    k.rect(80, 32, 40, 14, 5, k.dark) +
    k.rectCoat(66, 44, 68, 36, 10) +
    k.path("M72 80h56v72c0 6-4 10-10 10H82c-6 0-10-4-10-10Z", "#dfeaee") +
    [92, 108, 124, 140].map((y) => k.rect(72, y, 56, 7, 0, "#a9c6d2")).join("") +
    k.gleam("M78 84h8v70h-8Z"),
  beans: (k) =>
    k.floor(100, 50) +
    k.path("M58 44h84l6 14-4 98c0 6-4 8-10 8H66c-6 0-10-2-10-8l-4-98Z", k.main) +
    k.path("M58 36h84v14H58Z", k.dark) +
    k.shade("M124 50h18l6 8-4 98c0 6-4 8-10 8h-16Z") +
    k.rect(70, 78, 60, 58, 8, k.cream) +
    [[90, 100, -25], [112, 114, 20]].map(([x, y, turn]) => k.group(k.ellipse(0, 0, 12, 16, "#6b4630") + k.line("M0-13c-6 8 6 16 0 26", k.cream, 2.5), `translate(${x} ${y}) rotate(${turn})`)).join(""),
};

/** The motif of a kind of thing, as `tandem plant` names them. */
export const KINDS = {
  camera: "camera",
  battery: "battery",
  "memory card": "memorycard",
  "lens filter": "lensfilter",
  "shoulder bag": "bag",
  "photo paper": "photopaper",
  "espresso machine": "espresso",
  "milk jug": "jug",
  tamper: "tamper",
  descaler: "descaler",
  "water filter": "waterfilter",
  "coffee beans": "beans",
  phone: "phone",
  case: "phonecase",
  "screen protector": "screenglass",
  charger: "charger",
  earbuds: "earbuds",
  "wrist strap": "strap",
};

const MACHINES = ["#5d666b", "#8c4a3f", "#a9adac", "#3f5a6b", "#7b6a57", "#4f6b5a", "#c7b89d", "#6a5470"];
const SORTS = { black: "#3a3a3c", red: "#b8433c", sand: "#cbb189", matt: "#7f95a3", glossy: "#4f8aa8", silk: "#a9869c", "dark roast": "#4b3228", "light roast": "#b07f4f", decaf: "#5f7d6b", "house blend": "#8a4b36" };

/** The colour of a thing: that of its sort, or of its series, so that what fits together looks it. */
export const colourOf = (sort, series) => SORTS[sort] ?? MACHINES[series % MACHINES.length];
