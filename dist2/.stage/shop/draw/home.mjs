// Motifs of the house: light, walls, furniture and storage.

export const home = {
  lantern: (k) =>
    k.floor(100, 40) +
    k.line("M100 22v18", k.ink, 4) +
    k.line("M82 44c0-28 36-28 36 0", k.dark, 6) +
    k.path("M64 66l22-24h28l22 24Z", k.dark) +
    k.rect(66, 66, 68, 88, 4, "#fbe7b6") +
    k.circle(100, 122, 30, "#fff3cf") +
    k.rect(88, 126, 24, 26, 3, k.cream) +
    k.path("M100 96c10 12 10 24 0 26-10-2-10-14 0-26Z", "#e8963c") +
    k.coat("M60 62h12v98H60zM128 62h12v98h-12zM60 62h80v8H60zM60 150h80v10H60z"),
  candle: (k) =>
    k.floor(100, 40) +
    k.line("M100 66V52", k.ink, 3) +
    k.path("M100 22c14 14 12 30 0 34-12-4-14-20 0-34Z", "#eba24a") +
    k.path("M100 36c6 8 5 16 0 18-5-2-6-10 0-18Z", "#fdecbf") +
    k.rectCoat(66, 66, 68, 96, 8) +
    k.shade("M112 66h14c4 0 8 4 8 8v80c0 4-4 8-8 8h-14Z") +
    k.ellipse(100, 68, 34, 7, k.light),
  lights: (k) =>
    k.line("M20 54c40 50 120 50 160 0", k.ink, 3) +
    [
      [34, 70, 0], [66, 92, 1], [100, 100, 2], [134, 92, 1], [166, 70, 0],
    ]
      .map(([x, y, turn]) => {
        const glow = [k.main, k.second, k.light][turn];
        return k.circle(x, y + 28, 26, glow).replace("/>", ' opacity=".22"/>') + k.rect(x - 5, y - 4, 10, 12, 3, k.ink) + k.path(`M${x} ${y + 6}c18 16 14 38 0 42-14-4-18-26 0-42Z`, glow);
      })
      .join(""),
  lamp: (k) =>
    k.floor(100, 38) +
    k.rect(95, 104, 10, 50, 3, k.wood) +
    k.path("M72 162c0-14 56-14 56 0Z", k.wood) +
    k.coat("M72 40h56l24 66H48Z") +
    k.gleam("M80 44h12l-10 58H58Z"),
  frame: (k) =>
    k.floor(100, 52, 168) +
    k.rectCoat(42, 32, 116, 134, 4) +
    k.rect(56, 46, 88, 106, 2, k.cream) +
    k.rect(66, 58, 68, 82, 0, "#dbe4dd") +
    k.path("M66 140v-24l22-24 20 24 12-12 14 16v20Z", k.leaf) +
    k.circle(114, 78, 9, "#e9b95c"),
  clock: (k) =>
    k.circle(100, 100, 70, k.dark) +
    k.circleCoat(100, 98, 68) +
    k.circle(100, 98, 52, k.cream) +
    k.around(12, 100, 98, 43, (x, y, i) => k.circle(x, y, i % 3 ? 2 : 3.5, k.ink)) +
    k.line("M100 98l22-14M100 98V64", k.ink, 5) +
    k.circle(100, 98, 5, k.second),
  mirror: (k) =>
    k.ellipse(100, 102, 58, 72, k.dark) +
    `<ellipse cx="100" cy="100" rx="58" ry="72" fill="${k.main}"/>` +
    k.around(16, 100, 100, 1, (x, y, i) => k.circle(100 + 50 * Math.cos(i * 0.3927), 100 + 64 * Math.sin(i * 0.3927), 5, k.light)) +
    k.ellipse(100, 100, 42, 56, "#dfe9ea") +
    k.gleam("M72 92c4-24 18-36 34-40l8 2c-18 14-32 40-34 66Z"),
  sign: (k) =>
    k.line("M56 74L100 34l44 40", k.ink, 3) +
    k.circle(100, 33, 5, k.ink) +
    k.rect(28, 76, 144, 74, 8, k.dark) +
    k.rectCoat(28, 72, 144, 74, 8) +
    k.rect(38, 82, 124, 54, 4, k.cream) +
    k.path(k.heart(58, 110, 10), k.second) +
    k.line("M78 102h70M78 116h46", k.ink, 4),
  hook: (k) =>
    k.rectCoat(24, 66, 152, 36, 8) +
    k.line("M24 102h152", k.dark, 3) +
    [54, 100, 146].map((x) => k.circle(x, 84, 6, k.cream) + k.line(`M${x} 88v26c0 22 24 22 24 4`, k.ink, 7) + k.circle(x + 24, 116, 6, k.second)).join(""),
  hanger: (k) =>
    k.line("M100 78c0-10 16-10 16-24 0-20-32-20-32 0", k.metal, 6) +
    k.coat("M100 74c8 0 60 40 74 54 8 10 0 18-10 16-40-12-88-12-128 0-10 2-18-6-10-16 14-14 66-54 74-54Z") +
    k.path(k.heart(100, 108, 12), k.second),
  drawers: (k) =>
    k.floor(100, 62) +
    k.rect(46, 154, 10, 12, 2, k.wood) +
    k.rect(144, 154, 10, 12, 2, k.wood) +
    k.rect(34, 44, 132, 112, 6, k.wood) +
    [54, 88, 122].map((y) => k.rectCoat(42, y, 116, 28, 4) + k.circle(78, y + 14, 5, k.cream) + k.circle(122, y + 14, 5, k.cream)).join(""),
  stool: (k) =>
    k.floor(100, 58, 166) +
    k.line("M66 84L52 164M134 84l14 80M80 84l-4 76M120 84l4 76M60 128h80", k.wood, 8) +
    k.path("M44 74h112v14H44Z", k.dark) +
    k.coat("M44 76c0-26 112-26 112 0Z"),
  doormat: (k) =>
    k.group(
      k.rect(22, 66, 156, 80, 6, k.wood) + k.rectCoat(32, 74, 136, 64, 4) + k.rect(52, 92, 96, 28, 4, k.cream) + k.line("M66 106h68", k.ink, 5),
      "matrix(1 0 -.12 1 12 0)",
    ),
  cushion: (k) =>
    k.floor(100, 66) +
    k.coat("M40 48c34 12 86 12 120 0 10 0 12 6 8 14-12 30-12 58 0 84 4 10 0 16-10 16-36-10-80-10-116 0-10 0-14-6-10-16 12-26 12-54 0-84-4-8-2-14 8-14Z") +
    k.shade("M130 54l30-6c10 0 12 6 8 14-12 30-12 58 0 84 4 10 0 16-10 16-10-2-20-4-28-6 12-30 12-70 0-102Z"),
  doorstop: (k) =>
    k.floor(100, 50) +
    k.line("M78 62c0-40 44-40 44 0", k.second, 8) +
    k.coat("M72 60h56l28 84c4 12-2 18-14 18H58c-12 0-18-6-14-18Z") +
    k.path(k.heart(100, 118, 20), k.light),
  tin: (k) =>
    k.floor(100, 56) +
    k.coat("M48 70h104v80c0 16-104 16-104 0Z") +
    k.shade("M122 70h30v80c0 6-12 10-30 12Z") +
    k.path("M44 56c0-18 112-18 112 0v14c0 14-112 14-112 0Z", k.dark) +
    k.ellipse(100, 54, 56, 13, k.light) +
    k.circle(100, 50, 7, k.second) +
    k.rect(70, 100, 60, 30, 6, k.cream) +
    k.line("M82 115h36", k.ink, 4),
  box: (k) =>
    k.floor(100, 62) +
    k.coat("M40 78h120v78c0 4-2 6-6 6H46c-4 0-6-2-6-6Z") +
    k.shade("M130 78h30v78c0 4-2 6-6 6h-24Z") +
    k.rect(34, 58, 132, 24, 5, k.dark) +
    k.rect(86, 92, 28, 18, 4, k.cream) +
    k.circle(100, 101, 4, k.dark),
  crate: (k) =>
    k.floor(100, 66) +
    [74, 104, 134].map((y) => k.rect(36, y, 128, 24, 3, k.wood)).join("") +
    k.rectCoat(56, 98, 88, 38, 4) +
    k.rect(36, 70, 12, 92, 3, "#9c7549") +
    k.rect(152, 70, 12, 92, 3, "#9c7549"),
  hotwater: (k) =>
    k.floor(100, 50, 170) +
    k.rect(86, 20, 28, 26, 6, k.dark) +
    k.coat("M82 44h36c2 14 36 12 40 36l6 70c0 14-8 20-20 20H56c-12 0-20-6-20-20l6-70c4-24 38-22 40-36Z") +
    k.rect(80, 40, 40, 12, 6, k.second) +
    k.shade("M128 60c16 4 28 8 30 20l6 70c0 14-8 20-20 20h-18c16-30 14-76 2-110Z"),
  soap: (k) =>
    k.floor(100, 58) +
    k.coat("M50 96h100c12 0 20 8 20 20v24c0 12-8 20-20 20H50c-12 0-20-8-20-20v-24c0-12 8-20 20-20Z") +
    k.gleam("M48 106h64v8H48Z") +
    k.circle(76, 76, 14, "#fff").replace("/>", ' opacity=".75"/>') +
    k.circle(104, 64, 20, "#fff").replace("/>", ' opacity=".6"/>') +
    k.circle(130, 80, 11, "#fff").replace("/>", ' opacity=".7"/>'),
  incense: (k) =>
    k.floor(100, 62) +
    k.line("M86 150L112 52M98 150l30-92M74 150l22-96", k.wood, 4) +
    k.line("M112 48c-10-12 8-16 0-28", "#fff", 4) +
    k.coat("M40 146h120c0 10-14 16-60 16s-60-6-60-16Z"),
  knob: (k) =>
    k.floor(100, 34, 168) +
    k.rect(92, 128, 16, 34, 3, k.metal) +
    k.path("M74 122h52l-8 16H82Z", k.metal) +
    k.circleCoat(100, 82, 48) +
    k.gleam("M66 76c4-20 20-30 36-30-14 6-24 18-26 36Z"),
};
