// A box on its page: whether it was seen for long enough, when it may let go of the room that the
// loader kept for it, and whether the page has come to be about another product.

import { product } from "./page.js";

const LONG_ENOUGH_MILLISECONDS = 1_000;

// After these a box stands as it will, maybe out of sight.
const SETTLED = ["ready", "empty", "error"];

const boxes = new Map(); // element → { frame, handle, again, about, timer? }

// Below what is on screen a height may change unseen. Asked again where nothing can scroll before
// the frame is drawn: what the observer saw is as old as the last one.
const release = (element, frame) => requestAnimationFrame(() => element.getBoundingClientRect().top > innerHeight && frame.classList.add("free"));

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, intersectionRatio, boundingClientRect, target } of entries) {
      const box = boxes.get(target);
      if (!box) continue;
      clearInterval(box.timer);
      if (intersectionRatio >= 0.5) box.timer = setInterval(() => box.handle.seen() && clearInterval(box.timer), LONG_ENOUGH_MILLISECONDS);
      if (!isIntersecting && boundingClientRect.top > 0 && target.dataset.state !== "loading") release(target, box.frame);
    }
  },
  { threshold: [0, 0.5] },
);

// What is observed anew is looked at anew.
const settled = ({ target }) => {
  observer.unobserve(target);
  if (boxes.has(target)) observer.observe(target);
};

// Which product the page's own words say that a box is about; nothing where its element says so.
const aboutOf = (element) => (element.getAttribute("product") ?? element.dataset.product) ? undefined : product(document);

let following;
new MutationObserver(() => {
  following ??= requestAnimationFrame(() => {
    following = undefined;
    for (const [element, box] of boxes) {
      const about = aboutOf(element);
      if (about !== box.about) {
        box.about = about;
        box.again();
      }
    }
  });
}).observe(document, { childList: true, subtree: true });

/** Watches the element of a box; `again` draws it anew. Gives the function that ends it. */
export const watch = (element, frame, handle, again) => {
  boxes.set(element, { frame, handle, again, about: aboutOf(element) });
  for (const name of SETTLED) element.addEventListener(`tandem:${name}`, settled);
  observer.observe(element);
  return () => {
    for (const name of SETTLED) element.removeEventListener(`tandem:${name}`, settled);
    observer.unobserve(element);
    clearInterval(boxes.get(element)?.timer);
    boxes.delete(element);
  };
};
