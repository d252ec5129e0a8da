//! The native suite: one binary, a module for each area.
//!
//! | module | holds |
//! |---|---|
//! | `driver` | scratch folders and running the `tandem` program |
//! | `table` | the byte format: golden files, round trips, hostile bytes |
//! | `import` | order exports as shops make them, good and bad |
//! | `command` | the verbs of `tandem` as a person runs them |
//! | `eval` | baselines and metrics against numbers worked out apart |
//! | `documented` | the embedding page lists what the sources have |
//! | `html` | every state of the box as static HTML |
//! | `layers` | imports point one way |
//! | `plant` | made-up shops: planted truth is found, distorters are not heard |
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "a test says what is wrong by failing"
)]

mod command;
mod documented;
mod driver;
mod eval;
mod html;
mod import;
mod layers;
mod offer;
mod plant;
mod table;
