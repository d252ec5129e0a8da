use rayon::prelude::*;

use super::{
    EvalError, HoldOut, Metrics, Outcome, QueryKind, Split, Strata, metrics::Tally, vocabulary,
};
use crate::{
    domain::ItemId,
    mine::{count::Baskets, dataset::Dataset},
};

/// Anything that can be measured: given a query it writes every item's score into a slice, one
/// number an item of the vocabulary, none of them NaN or infinite; 0 is no opinion. What the slice
/// holds before is anything. Called on many threads at once.
pub type Scorer<'a> = dyn Fn(&[ItemId], &mut [f64]) + Sync + 'a;

/// Questions about the newer orders of a split, to put to anything that learned from the older ones.
///
/// ```no_run
/// use tandem_widget::{
///     eval::{QueryKind, Split, Trial},
///     mine::{config::OrderWeight, count::Baskets, dataset::Dataset},
/// };
///
/// # fn tune(dataset: &Dataset) -> Result<(), tandem_widget::eval::EvalError> {
/// // Settings are chosen on the newest tenth of the orders that may be learned from.
/// let split = Split::validation(Split::test(dataset.orders.len()).learn);
/// let learned = Baskets::of_dataset(dataset, split.learn.clone(), OrderWeight::InverseSqrt);
/// let trial = Trial::new(dataset, &split, &learned, 1, 5)?;
/// let metrics = trial.measure(QueryKind::Page, &|query, scores| {
///     scores.fill(0.0); // … and the score of each item that goes with the query
/// });
/// println!("{:.4}", metrics.ndcg_10.mean);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Trial {
    strata: Strata,
    /// Those of one order one after the other.
    queries: Vec<HoldOut>,
    draws: usize,
}

impl Trial {
    /// Draws so many questions of each kind ([`HoldOut::draws`]), at least one, from each order of
    /// [`Split::ask`] that has two items of the vocabulary.
    ///
    /// `learned` holds the orders of [`Split::learn`] and nothing else: its ids are those of the
    /// queries. A draw depends on the seed and the order's number alone, so that leaving one order
    /// out leaves the others' queries as they are.
    ///
    /// # Errors
    /// Where the orders are too few to ask anything.
    pub fn new(
        dataset: &Dataset,
        split: &Split,
        learned: &Baskets,
        seed: u64,
        draws: usize,
    ) -> Result<Self, EvalError> {
        let draws = draws.max(1);
        let strata = strata(learned);
        let newer = dataset.orders.range(split.ask.clone());
        let queries: Vec<_> = newer
            .iter()
            .flat_map(|order| {
                let known = order
                    .items
                    .iter()
                    .filter_map(|item| learned.id_of(*item))
                    .filter(|item| item.index() < strata.item_count())
                    .collect();
                HoldOut::draws(known, order_seed(order.id, seed), draws)
            })
            .collect();
        if queries.is_empty() {
            return Err(EvalError::NothingToAsk {
                train: split.learn.len(),
                test: split.ask.len(),
            });
        }
        Ok(Self {
            strata,
            queries,
            draws,
        })
    }

    /// Questions laid down by hand, `draws` of each order one after the other. All their items must
    /// be of the vocabulary.
    #[must_use]
    pub fn of_queries(learned: &Baskets, queries: Vec<HoldOut>, draws: usize) -> Self {
        Self {
            strata: strata(learned),
            queries,
            draws: draws.max(1),
        }
    }

    /// Keeps at most `limit` questions: fewer of each order, and where one of each is still too many,
    /// fewer orders, spread evenly over the time that is asked about. For shops so large that asking
    /// everything takes minutes.
    #[must_use]
    pub fn at_most(mut self, limit: usize) -> Self {
        let orders = self.queries.len() / self.draws;
        let draws = (limit / orders.max(1)).clamp(1, self.draws);
        let mut position = 0_usize;
        self.queries.retain(|_| {
            let (order, draw) = (position / self.draws, position % self.draws);
            position += 1;
            let (before, after) = (order * limit / orders, (order + 1) * limit / orders);
            draw < draws && (orders <= limit || after > before)
        });
        self.draws = draws;
        self
    }

    /// How many questions each order asks; they come one after the other.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The questions, in the order of the orders they come from. Never empty.
    #[must_use]
    pub fn queries(&self) -> &[HoldOut] {
        &self.queries
    }

    /// How many items can be asked for: ids `0..` this.
    #[must_use]
    pub fn vocabulary(&self) -> usize {
        self.strata.item_count()
    }

    /// The items' popularity.
    #[must_use]
    pub fn strata(&self) -> &Strata {
        &self.strata
    }

    /// Asks every question of one kind, on all threads. Answers come in the order of
    /// [`Trial::queries`] and do not depend on the number of threads. Each costs the scorer and a
    /// look at every item.
    #[must_use]
    pub fn ask(&self, kind: QueryKind, scorer: &Scorer<'_>) -> Vec<Outcome> {
        self.queries
            .par_iter()
            .map_init(
                || vec![0.0; self.vocabulary()],
                |scores, query| {
                    let shown = query.query(kind);
                    scorer(shown, scores);
                    Outcome::place(scores, shown, query.held_out)
                },
            )
            .collect()
    }

    /// Sums up the answers to one kind of question, as [`Trial::ask`] gave them.
    #[must_use]
    pub fn metrics(&self, kind: QueryKind, outcomes: &[Outcome]) -> Metrics {
        let mut tally = Tally::new(&self.strata, self.draws);
        for (query, outcome) in self.queries.iter().zip(outcomes) {
            tally.add(query, kind, outcome);
        }
        tally.metrics()
    }

    /// [`Trial::ask`] and [`Trial::metrics`] in one.
    #[must_use]
    pub fn measure(&self, kind: QueryKind, scorer: &Scorer<'_>) -> Metrics {
        self.metrics(kind, &self.ask(kind, scorer))
    }
}

fn strata(learned: &Baskets) -> Strata {
    let orders_with = (0..)
        .map(ItemId)
        .take(vocabulary(learned))
        .map(|item| learned.orders_with(item))
        .collect();
    Strata::new(orders_with)
}

fn order_seed(id: &str, seed: u64) -> u64 {
    xxhash_rust::xxh64::xxh64(id.as_bytes(), seed)
}
