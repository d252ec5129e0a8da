//! The renderer: leptos components that draw a [`crate::offer::BoxView`] and report what the shopper
//! does as an [`crate::offer::Intent`]. No fetching, no clock, no storage, no arithmetic.
//!
//! May import [`crate::domain`] and the view models, intents and messages of [`crate::offer`]; never
//! [`crate::table`], [`crate::score`] or a browser service.
//!
//! A folder for each component, its `.css` beside it. The browser adopts [`STYLE`] as one constructed
//! sheet; the static renderer puts it into a `<style>` element. Class names are private; the `part`
//! names and the `--tandem-*` properties are public and listed in `docs/embed.md`.
//!
//! Two habits keep pages with a strict policy working: no `style=` attribute and no `inner_html`, and
//! every element has at least one attribute or child written in `{…}`, as leptos would otherwise
//! build it through `innerHTML`, which `require-trusted-types-for 'script'` forbids.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` on what it makes"
)]

mod card;
mod notice;
mod offer_box;
mod skeleton;
mod summary;

pub use offer_box::OfferBox;

/// The style sheet of all components.
pub const STYLE: &str = concat!(
    include_str!("offer_box/offer_box.css"),
    include_str!("card/card.css"),
    include_str!("summary/summary.css"),
    include_str!("notice/notice.css"),
    include_str!("skeleton/skeleton.css"),
);
