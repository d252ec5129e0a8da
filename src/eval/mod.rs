//! How good the picks are, on orders that the rules have not seen. Native only.
//!
//! May import [`crate::domain`], [`crate::table`], [`crate::score`] and [`crate::mine`]. The table to
//! ask is given to it, so that it measures whatever would ship.
//!
//! The protocol, in full:
//!
//! - Orders are split by time: the oldest 85 % are learned from, the newest 15 % are asked about.
//! - The vocabulary is the items in at least 3 training orders. Lines of a test order outside it
//!   are dropped; an order with fewer than two lines left asks nothing.
//! - From each test order one item is held out by a seeded draw, then the next, five times unless told. The query is one other item
//!   (`page`), up to three (`cart3`) or all others (`cart`); the three are prefixes of one shuffle.
//! - Every item of the vocabulary outside the query is ranked: by score, then ties and zeros by
//!   popularity. No negatives are sampled.
//! - The first ranker is what ships: the compiled table of the training orders, with its quantised
//!   codes and its few rules an item, asked through [`crate::score::rank`]. The others are
//!   [`Baseline`]s, and [`Ease`] where asked for, on plain counts of their own.
//! - Whatever has a setting chooses it on [`Split::validation`]: the newest tenth of the training
//!   orders. The test orders choose nothing.
//!
//! [`Trial`] is the protocol for anything that ranks: it draws the queries of a split and measures a
//! closure. [`Metrics`] says what each figure is: formula, denominator, and what becomes of queries
//! without an answer.
//!
//! [`Choice`] picks a shop's recipes by the same questions: a build asks it about all orders, an
//! evaluation about the training orders alone, so that the table measured is what a build would have
//! shipped then.
//!
//! Hits on past orders are not added sales: what would be bought anyway counts as well. Only an
//! experiment in the shop tells those apart.

mod asked;
mod baseline;
mod choose;
mod counts;
mod ease;
mod inverse;
mod metrics;
mod outcome;
mod report;
mod split;
mod strata;
mod trial;

pub use baseline::{Baseline, LIFT_FLOOR_PERMILLE, NEIGHBOURS, Similarity};
pub use choose::{
    ALLOWANCE, Basis, Choice, MARGIN, MAX_LOSS, MIN_ORDERS_ASKED, PlaneKind, PresetFigures,
    THIN_MARGIN, Tried,
};
pub use counts::{Pair, PairCounts};
pub use ease::Ease;
pub use metrics::{Estimate, Metrics, Part, Parts};
pub use outcome::{DEPTH, Outcome};
pub use report::{
    BaselineSet, EaseRun, EvalOptions, Evaluation, RankerResult, SHIPPED, Shipped, evaluate,
};
pub use split::{
    HoldOut, MIN_ITEM_ORDERS, QueryKind, Split, TRAIN_PERCENT, VALIDATION_PERCENT, train_orders,
    vocabulary,
};
pub use strata::{Strata, Stratum};
pub use trial::{Scorer, Trial};

/// Why nothing can be measured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// No test order has two items that the training orders know.
    #[error(
        "no order of the newest {test} has two items that are in at least {MIN_ITEM_ORDERS} of the {train} orders before them"
    )]
    NothingToAsk {
        /// Orders learned from.
        train: usize,
        /// Orders to ask about.
        test: usize,
    },
}
