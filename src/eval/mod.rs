//! How good the picks are, on orders that the rules have not seen. Native only, and no build ever
//! depends on it.
//!
//! May import [`crate::domain`], [`crate::table`], [`crate::score`] and [`crate::mine`]. The table to
//! ask is given to it, so that it measures whatever would ship.
//!
//! The protocol, in full:
//!
//! - Orders are split by time: the oldest 85 % are learned from, the newest 15 % are asked about.
//! - The vocabulary is the items in at least 3 training orders. Lines of a test order outside it
//!   are dropped; an order with fewer than two lines left asks nothing.
//! - From each test order one item is held out by a seeded draw. The query is one other item
//!   (`page`), up to three (`cart3`) or all others (`cart`); the three are prefixes of one shuffle.
//! - Every item of the vocabulary outside the query is ranked: by score, then ties and zeros by
//!   popularity. No negatives are sampled.
//! - The first ranker is what ships: the compiled table of the training orders, with its quantised
//!   codes and its few rules an item, asked through [`crate::score::rank`]. The others are
//!   [`Baseline`]s on plain counts with every pair kept.
//!
//! Hits on past orders are not added sales: what would be bought anyway counts as well. Only an
//! experiment in the shop tells those apart.

mod baseline;
mod metrics;
mod outcome;
mod split;
mod strata;
mod trial;

use serde::Serialize;

pub use baseline::{Baseline, LIFT_FLOOR_PERMILLE, PairCounts};
pub use metrics::{Estimate, Metrics, Part, Parts};
pub use outcome::{DEPTH, Outcome};
pub use split::{
    HoldOut, MIN_ITEM_ORDERS, QueryKind, Split, TRAIN_PERCENT, VALIDATION_PERCENT, train_orders,
    vocabulary,
};
pub use strata::{Strata, Stratum};
pub use trial::{Scorer, Trial};

use crate::{
    domain::ItemId,
    mine::{count::Baskets, dataset::Dataset},
    score::{Fallback, RankOptions, rank},
    table::Table,
};

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

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Orders learned from.
    pub train_orders: usize,
    /// Orders held back.
    pub test_orders: usize,
    /// Test orders with at least two known items: one query of each kind comes from each.
    pub queries: usize,
    /// Items in at least [`MIN_ITEM_ORDERS`] training orders.
    pub vocabulary: usize,
    /// Mean number of items that the query `cart` shows.
    pub mean_cart_items: f64,
    /// The draw's seed.
    pub seed: u64,
    /// Rules in the training orders' table.
    pub rules: u32,
    /// The size of that table in bytes.
    pub table_bytes: u32,
    /// One result a kind of query and ranker: kinds in order, within them the table first.
    pub results: Vec<RankerResult>,
}

/// One ranker's figures for one kind of query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankerResult {
    /// The kind of query.
    pub kind: QueryKind,
    /// The ranker's name.
    pub ranker: &'static str,
    /// Its figures.
    #[serde(flatten)]
    pub metrics: Metrics,
}

/// The name of the ranker that ships.
pub const SHIPPED: &str = "tandem";

/// Measures a table against the baselines.
///
/// `train` holds the first [`train_orders`] orders of the dataset and nothing else, and `table` was
/// made from it, so that their ids agree. The same input and seed give the same figures, whatever
/// the number of threads.
///
/// # Errors
/// Where the orders are too few to ask anything.
pub fn evaluate<B: AsRef<[u8]> + Sync>(
    dataset: &Dataset,
    train: &Baskets,
    table: &Table<B>,
    seed: u64,
) -> Result<Evaluation, EvalError> {
    let split = Split::test(dataset.orders.len());
    let trial = Trial::new(dataset, &split, train, seed)?;
    let vocabulary = trial.vocabulary();
    let pairs = PairCounts::new(train, vocabulary);

    let ship = RankOptions {
        limit: vocabulary,
        fallback: Fallback::None,
    };
    let ask_shipped = |query: &[ItemId], scores: &mut [f64]| {
        scores.fill(0.0);
        for pick in rank(table, query, &ship) {
            if let Some(score) = scores.get_mut(pick.item.index()) {
                *score = pick.score.as_f64();
            }
        }
    };
    let results = QueryKind::ALL
        .into_iter()
        .flat_map(|kind| {
            let measure = |ranker, score: &Scorer<'_>| RankerResult {
                kind,
                ranker,
                metrics: trial.measure(kind, score),
            };
            let shipped = measure(SHIPPED, &ask_shipped);
            let baselines = Baseline::ALL.map(|baseline| {
                measure(baseline.as_str(), &|query, scores| {
                    pairs.score(baseline, query, scores);
                })
            });
            core::iter::once(shipped)
                .chain(baselines)
                .collect::<Vec<_>>()
        })
        .collect();
    let queries = trial.queries();
    let cart_items = queries
        .iter()
        .map(|query| query.query(QueryKind::Cart).len() as f64);
    Ok(Evaluation {
        train_orders: split.learn.len(),
        test_orders: split.ask.len(),
        queries: queries.len(),
        vocabulary,
        mean_cart_items: Estimate::of(cart_items).mean,
        seed,
        rules: table.rule_count(),
        table_bytes: table.sections().iter().map(|section| section.bytes).sum(),
        results,
    })
}
