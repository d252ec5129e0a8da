//! Scoring: from counts to measures, and from a basket to a ranking.
//!
//! [`measure`] holds the pure functions of counts that mining uses and inspection shows. [`rank`]
//! runs in the shopper's page and in the command alike: integers only, so both agree bit for bit.
//!
//! May import `domain` and `table`. Allocates only in `rank`; touches no file, clock or browser.
//!
//! ```
//! use tandem_widget::{
//!     domain::{ItemId, KeyKind},
//!     score::{Fallback, RankOptions, rank},
//!     table::{
//!         Meta, Table,
//!         write::{ItemInput, RuleInput, write},
//!     },
//! };
//!
//! let rule = |consequent, page| RuleInput {
//!     consequent: ItemId(consequent),
//!     page,
//!     cart: None,
//!     pair_orders: 3,
//! };
//! let item = |sku: &str, orders, rules| ItemInput {
//!     keys: vec![(KeyKind::Sku, sku.to_owned())],
//!     orders,
//!     rules,
//! };
//! let meta = Meta {
//!     order_count: 20,
//!     customer_count: 0,
//!     min_pair_orders: 2,
//!     min_pair_customers: 0,
//!     data_from_day: 0,
//!     data_until_day: 30,
//!     planes: 1,
//!     rules_per_item: 2,
//! };
//! let bytes = write(
//!     &meta,
//!     &[
//!         item("TEAPOT", 9, vec![rule(1, 0.2), rule(2, 0.4)]),
//!         item("CUP", 7, vec![rule(0, 0.3)]),
//!         item("SAUCER", 4, vec![]),
//!     ],
//! )?;
//! let table = Table::open(bytes)?;
//! let teapot = table.find(KeyKind::Sku, "TEAPOT").expect("a known key");
//! let options = RankOptions {
//!     limit: 3,
//!     fallback: Fallback::None,
//! };
//! let picks = rank(&table, &[teapot], &options);
//! let order: Vec<_> = picks.iter().map(|pick| pick.item.0).collect();
//! assert_eq!(order, [2, 1]);
//! assert_eq!(picks[0].score.as_f64(), 1.0);
//! assert_eq!(picks[0].because.map(|because| because.pair_orders), Some(3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod measure;
mod rank;

pub use crate::table::Plane;
pub use rank::{Because, FEW, Fallback, Pick, RankOptions, Score, rank, upgrades};
