//! The renderer: leptos components that draw a [`crate::offer::BoxView`], and name on each element
//! that a shopper may press what that does. No listeners, no fetching, no clock, no storage, no
//! arithmetic.
//!
//! May import [`crate::domain`] and the view models and controls of [`crate::offer`]; never
//! [`crate::table`], [`crate::score`] or a browser service.
//!
//! A folder for each component, its `.css` beside it. The browser adopts [`STYLE`] as one constructed
//! sheet; the static renderer puts it into a `<style>` element. An element's `part` is its only name:
//! our own rules select by it, and so may the page. Parts and `--tandem-*` properties are public and
//! listed in `docs/embed.md`.
//!
//! Habits that keep the download small and strict policies content:
//!
//! - No signals here: a component is a function of its view, and the whole box is one effect of the
//!   caller's. Every further effect, memo or keyed list is some kilobytes of code of its own type. What
//!   is drawn anew keeps its elements, so focus and half-made gestures survive.
//! - No `on:` and no `prop:`: who draws a box in a page hears its events once, at its root, and keeps
//!   ticks as their attributes say. What leptos needs for either is 8 KB of the download.
//! - No `style=` attribute and no `inner_html`, and every element has at least one attribute or child
//!   written in `{…}`: leptos would otherwise build it through `innerHTML`, which
//!   `require-trusted-types-for 'script'` forbids.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` on what it makes"
)]

mod about;
mod button;
mod card;
mod notice;
mod offer_box;
mod skeleton;
mod squeeze;
mod summary;

pub use offer_box::OfferBox;

/// The style sheet of all components, as it is written.
const WRITTEN: &str = concat!(
    include_str!("offer_box/offer_box.css"),
    include_str!("card/card.css"),
    include_str!("summary/summary.css"),
    include_str!("notice/notice.css"),
    include_str!("about/about.css"),
    include_str!("skeleton/skeleton.css"),
);

const SQUEEZED: [u8; squeeze::squeezed_len(WRITTEN)] = squeeze::squeeze(WRITTEN);

/// The style sheet of all components, without spaces and comments.
pub const STYLE: &str = match core::str::from_utf8(&SQUEEZED) {
    Ok(style) => style,
    Err(_) => WRITTEN,
};
