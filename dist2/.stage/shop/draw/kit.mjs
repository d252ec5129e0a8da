// The few shapes that every motif is built from. Coordinates are in a 200 by 200 box.

const round = (value) => String(Math.round(value * 10) / 10);

/**
 * Drawing functions that know one picture's colours. `coat` and the other `…Coat` functions paint
 * the product's own colour with its print over it; the rest paint plainly.
 */
export function kit(colours, print) {
  const paint = (shape) => (print ? shape(colours.main) + shape("url(#print)") : shape(colours.main));
  const path = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
  const rect = (x, y, w, h, r, fill) =>
    `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" rx="${round(r)}" fill="${fill}"/>`;
  const ellipse = (cx, cy, rx, ry, fill) =>
    `<ellipse cx="${round(cx)}" cy="${round(cy)}" rx="${round(rx)}" ry="${round(ry)}" fill="${fill}"/>`;
  const circle = (cx, cy, r, fill) => `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(r)}" fill="${fill}"/>`;
  return {
    ...colours,
    path,
    rect,
    ellipse,
    circle,
    coat: (d) => paint((fill) => path(d, fill)),
    rectCoat: (x, y, w, h, r) => paint((fill) => rect(x, y, w, h, r, fill)),
    circleCoat: (cx, cy, r) => paint((fill) => circle(cx, cy, r, fill)),
    line: (d, stroke, width) =>
      `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`,
    shade: (d) => `<path d="${d}" fill="#2c2320" opacity=".1"/>`,
    gleam: (d) => `<path d="${d}" fill="#fff" opacity=".28"/>`,
    floor: (cx, rx, y = 162) => `<ellipse cx="${cx}" cy="${y}" rx="${rx}" ry="${round(Math.max(4, rx / 9))}" fill="#4b3f39" opacity=".16"/>`,
    group: (shapes, transform) => `<g transform="${transform}">${shapes}</g>`,
    around: (count, cx, cy, radius, draw) => {
      const shapes = [];
      for (let i = 0; i < count; i += 1) {
        const angle = (i / count) * 2 * Math.PI - Math.PI / 2;
        shapes.push(draw(cx + radius * Math.cos(angle), cy + radius * Math.sin(angle), i));
      }
      return shapes.join("");
    },
    heart: (cx, cy, size) =>
      `M${round(cx)} ${round(cy + size * 0.9)}C${round(cx - size * 1.5)} ${round(cy - size * 0.1)} ${round(cx - size)} ${round(cy - size)} ${round(cx - size * 0.5)} ${round(cy - size)}C${round(cx - size * 0.2)} ${round(cy - size)} ${round(cx)} ${round(cy - size * 0.75)} ${round(cx)} ${round(cy - size * 0.5)}C${round(cx)} ${round(cy - size * 0.75)} ${round(cx + size * 0.2)} ${round(cy - size)} ${round(cx + size * 0.5)} ${round(cy - size)}C${round(cx + size)} ${round(cy - size)} ${round(cx + size * 1.5)} ${round(cy - size * 0.1)} ${round(cx)} ${round(cy + size * 0.9)}Z`,
    star: (cx, cy, size) => {
      const points = [];
      for (let i = 0; i < 10; i += 1) {
        const reach = i % 2 ? size * 0.46 : size;
        const angle = (i * Math.PI) / 5 - Math.PI / 2;
        points.push(`${round(cx + reach * Math.cos(angle))} ${round(cy + reach * Math.sin(angle))}`);
      }
      return `M${points.join("L")}Z`;
    },
  };
}
