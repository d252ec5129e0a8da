//! The browser suite: the widget as a page has it, against a shop and a host that are played here.
//!
//! `CHROMEDRIVER=… cargo test --target wasm32-unknown-unknown --test web`
//!
//! | module | holds |
//! |---|---|
//! | `page` | a host that answers as told, a shop that behaves as told, a box on the page |
//! | `drawn` | the browser draws what the static renderer draws, state by state |
//! | `shopping` | tick, total, add, and what the page hears of it |
//! | `failing` | files that are absent, broken or foreign: the page stays as it was |
//! | `adapter` | carts that throw, hang, lie or answer nonsense |
//! | `discount` | sets with a discount of the shop's, and their end |
//! | `upgrade` | something better in a product's place, and in what it differs |
//! | `settings` | attributes, structured data, texts of the page's own |
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by failing"
)]

mod adapter;
mod discount;
mod drawn;
mod failing;
mod page;
mod settings;
mod shopping;
mod upgrade;

#[path = "../shared/states.rs"]
mod states;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
