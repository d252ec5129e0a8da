// Pages by the address after `#`. Going back brings a page and its scroll position back; a new page
// starts at the top with the focus on its heading.

/** The page that an address names: its path in decoded parts, and its query. */
export function parse(hash) {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const parts = path
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return { parts, query: new URLSearchParams(query) };
}

let show = () => {};
let shown = null;

/** Moves to an address as a link would. */
export function go(address) {
  if (address === location.hash) return;
  remember();
  history.pushState({ y: 0 }, "", address);
  render({ restore: false });
}

/** Changes the address of the page being shown, without a new entry and without drawing it again. */
export function amend(address) {
  history.replaceState({ y: scrollY }, "", address);
  shown = location.hash;
}

function remember() {
  history.replaceState({ y: scrollY }, "", location.href);
}

function render({ restore }) {
  shown = location.hash;
  const y = restore ? (history.state?.y ?? 0) : 0;
  show(parse(location.hash), { fresh: !restore });
  scrollTo({ top: y, behavior: "instant" });
}

/** Follows every link to a page of the shop, also those inside a widget's shadow root. */
function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target || link.origin !== location.origin || link.pathname !== location.pathname || !link.hash.startsWith("#/")) return;
  event.preventDefault();
  go(link.hash);
}

/** Starts routing. `draw` gets the parsed page and whether it is new (as against gone back to). */
export function start(draw) {
  show = draw;
  history.scrollRestoration = "manual";
  addEventListener("click", follow);
  addEventListener("popstate", () => {
    if (location.hash !== shown) render({ restore: true });
  });
  let timer = 0;
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(remember, 120);
    },
    { passive: true },
  );
  render({ restore: history.state !== null });
}

/** Draws the page being shown once more, where it is. */
export function redraw() {
  const y = scrollY;
  show(parse(location.hash), { fresh: false });
  scrollTo({ top: y, behavior: "instant" });
}
