//! Tandem: *frequently bought together*, scored in the shopper's browser from a static rule table.
//!
//! The first level of this crate is its architecture, lowest layer first. A layer imports only from
//! layers below it, and the two edges, [`browser`] and [`render`], never import each other.
//! `tests/native/layers.rs` reads the imports and names the line that breaks this.
//!
//! | layer | job | where it compiles |
//! |---|---|---|
//! | [`domain`] | ids, money, basket, product, safe URL, locale | both |
//! | [`table`] | the rule table's byte format: reader, writer, verifier | both |
//! | [`score`] | measures, gathering over a basket, ranking, explanation | both |
//! | [`offer`] | what to offer: eligibility, view models, events, the traits that edges fill | both |
//! | [`ui`] | leptos components over view models | both |
//! | `browser` | custom element, JS interface, shop adapters, storage | wasm |
//! | [`render`] | the same components to static HTML | native |
//! | [`mine`] | order exports to counted pairs | native |
//! | [`compile`] | counted pairs to artefacts on disk | native |
//! | [`eval`] | how good the picks are, on held-out orders | native |
//! | [`cli`] | the `tandem` command | native |

pub mod domain;
pub mod offer;
pub mod score;
pub mod table;
pub mod ui;

#[cfg(target_arch = "wasm32")]
pub mod browser;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(not(target_arch = "wasm32"))]
pub mod compile;
#[cfg(not(target_arch = "wasm32"))]
pub mod eval;
#[cfg(not(target_arch = "wasm32"))]
pub mod mine;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
