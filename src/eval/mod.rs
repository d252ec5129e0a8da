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
mod split;

use rayon::prelude::*;
use serde::Serialize;

pub use baseline::{Baseline, LIFT_FLOOR_PERMILLE, PairCounts};
pub use metrics::{DEPTH, Estimate, Metrics, Outcome};
pub use split::{HoldOut, MIN_ITEM_ORDERS, QueryKind, TRAIN_PERCENT, train_orders, vocabulary};

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
    let train_orders = train_orders(dataset.orders.len());
    let test_orders = dataset.orders.len() - train_orders;
    let vocabulary = vocabulary(train);
    let queries = draw_queries(dataset, train_orders, train, vocabulary, seed);
    if queries.is_empty() {
        return Err(EvalError::NothingToAsk {
            train: train_orders,
            test: test_orders,
        });
    }
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
            let measure = |ranker, score: &(dyn Fn(&[ItemId], &mut [f64]) + Sync)| RankerResult {
                kind,
                ranker,
                metrics: Metrics::of(&ask(&queries, kind, vocabulary, score), vocabulary),
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
    let cart_items = queries
        .iter()
        .map(|query| query.query(QueryKind::Cart).len() as f64);
    Ok(Evaluation {
        train_orders,
        test_orders,
        queries: queries.len(),
        vocabulary,
        mean_cart_items: Estimate::of(cart_items).mean,
        seed,
        rules: table.rule_count(),
        table_bytes: table.sections().iter().map(|section| section.bytes).sum(),
        results,
    })
}

/// One hold-out for each test order that has two known items. The draw depends on the seed and the
/// order's number alone, so leaving one order out leaves the others' queries as they are.
fn draw_queries(
    dataset: &Dataset,
    train_orders: usize,
    train: &Baskets,
    vocabulary: usize,
    seed: u64,
) -> Vec<HoldOut> {
    let test = dataset.orders.get(train_orders..).unwrap_or_default();
    test.iter()
        .filter_map(|order| {
            let known = order
                .items
                .iter()
                .filter_map(|item| train.id_of(*item))
                .filter(|item| item.index() < vocabulary)
                .collect();
            let order_seed = xxhash_rust::xxh64::xxh64(order.id.as_bytes(), seed);
            HoldOut::draw(known, order_seed)
        })
        .collect()
}

/// Asks every query of one kind, on all threads, and keeps the answers in order.
fn ask(
    queries: &[HoldOut],
    kind: QueryKind,
    vocabulary: usize,
    score: &(dyn Fn(&[ItemId], &mut [f64]) + Sync),
) -> Vec<Outcome> {
    queries
        .par_iter()
        .map_init(
            || vec![0.0; vocabulary],
            |scores, query| {
                let shown = query.query(kind);
                score(shown, scores);
                Outcome::place(scores, shown, query.held_out)
            },
        )
        .collect()
}
