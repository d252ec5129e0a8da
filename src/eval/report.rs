use serde::Serialize;

use super::{
    Baseline, Ease, Estimate, EvalError, Metrics, Outcome, PairCounts, QueryKind, Scorer,
    Similarity, Split, Trial,
};
use crate::{
    domain::ItemId,
    mine::{config::OrderWeight, count::Baskets, dataset::Dataset},
    score::{Fallback, RankOptions, rank},
    table::Table,
};

/// Which methods the table is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BaselineSet {
    /// Every [`Baseline`]: seconds.
    #[default]
    Fast,
    /// [`Ease`] as well: up to minutes for thousands of items.
    All,
}

/// How to evaluate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvalOptions {
    /// Chooses which item of each order is hidden.
    pub seed: u64,
    /// What to compare with.
    pub baselines: BaselineSet,
    /// How many items of each order are hidden, one after the other.
    pub draws: usize,
    /// At most this many queries of each kind, evenly spread over the test orders.
    pub max_queries: usize,
}

impl Default for EvalOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            draws: 5,
            baselines: BaselineSet::default(),
            max_queries: 20_000,
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Orders learned from.
    pub train_orders: usize,
    /// Orders held back.
    pub test_orders: usize,
    /// Test orders with at least two known items, or as many as there are queries wanted.
    pub orders_asked: usize,
    /// Queries of each order: so many of its items were hidden, one after the other.
    pub draws: usize,
    /// Queries of each kind.
    pub queries: usize,
    /// Items in at least [`super::MIN_ITEM_ORDERS`] training orders.
    pub vocabulary: usize,
    /// Mean number of items that the query `cart` shows.
    pub mean_cart_items: f64,
    /// The draw's seed.
    pub seed: u64,
    /// Rules in the training orders' table.
    pub rules: u32,
    /// The size of that table in bytes.
    pub table_bytes: u32,
    /// What became of the regression.
    pub ease: EaseRun,
    /// One result a kind of query and ranker: kinds in order, within them the table first.
    pub results: Vec<RankerResult>,
}

/// What became of [`Ease`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum EaseRun {
    /// [`BaselineSet::Fast`] leaves it out.
    NotAsked,
    /// There are more items than [`Ease::MAX_ITEMS`].
    TooManyItems,
    /// It was fitted.
    Fitted {
        /// λ for `page`, `cart3` and `cart`, each in shares of the items' mean orders: the best of
        /// [`Ease::STRENGTHS`] on the newest tenth of the training orders.
        strengths: [f64; QueryKind::ALL.len()],
    },
}

/// One ranker's figures for one kind of query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankerResult {
    /// The kind of query.
    pub kind: QueryKind,
    /// The ranker's name.
    pub ranker: &'static str,
    /// By how much the shipped table's NDCG@10 is above this ranker's: the mean of the difference
    /// query by query. Its standard error is that of the difference, which is smaller than those of
    /// the two figures suggest, as both answered the same queries. `None` for the table itself.
    pub lead: Option<Estimate>,
    /// Its figures.
    #[serde(flatten)]
    pub metrics: Metrics,
}

/// The name of the ranker that ships.
pub const SHIPPED: &str = "tandem";

/// A table as it ships. Its items have an order of their own, so that their ids are not those of the
/// orders it was made from.
#[derive(Debug, Clone)]
pub struct Shipped<'a, B> {
    table: &'a Table<B>,
    to_table: Vec<ItemId>,
    from_table: Vec<Option<ItemId>>,
}

impl<'a, B: AsRef<[u8]>> Shipped<'a, B> {
    /// A table with its orders in its own ids, asked in the ids of `learned`, which holds the same
    /// orders by falling popularity.
    #[must_use]
    pub fn new(table: &'a Table<B>, own: &Baskets, learned: &Baskets) -> Self {
        let beyond = ItemId(u32::MAX);
        let to_table: Vec<ItemId> = (0..)
            .map(ItemId)
            .take(learned.item_count())
            .map(|item| {
                let source = learned.source_of(item);
                source.and_then(|it| own.id_of(it)).unwrap_or(beyond)
            })
            .collect();
        let mut from_table = vec![None; to_table.len()];
        for (item, place) in (0..).map(ItemId).zip(&to_table) {
            if let Some(slot) = from_table.get_mut(place.index()) {
                *slot = Some(item);
            }
        }
        Self {
            table,
            to_table,
            from_table,
        }
    }

    /// Writes a score for each item that the widget would pick for a query, falling in the order of
    /// its picks, so that ties stand as the widget has them; 0 where no rule speaks.
    ///
    /// The slice holds one number an item; picks beyond it are passed over.
    pub fn score(&self, query: &[ItemId], scores: &mut [f64]) {
        scores.fill(0.0);
        let query: Vec<ItemId> = query
            .iter()
            .filter_map(|item| self.to_table.get(item.index()).copied())
            .collect();
        let options = RankOptions {
            limit: self.to_table.len(),
            fallback: Fallback::None,
        };
        let picks = rank(self.table, &query, &options);
        for (place, pick) in picks.iter().rev().enumerate() {
            let item = self.from_table.get(pick.item.index()).copied().flatten();
            if let Some(score) = item.and_then(|item| scores.get_mut(item.index())) {
                *score = (place + 1) as f64;
            }
        }
    }
}

/// Measures a table against the baselines on the newest orders of a dataset.
///
/// `train` holds the orders of [`Split::learn`] of [`Split::test`] and nothing else, by falling
/// popularity, and the table was made from the same. The same input and options give the same figures,
/// whatever the number of threads. Time: each query looks at every item once a ranker, and at
/// every neighbour of its items.
///
/// # Errors
/// Where the orders are too few to ask anything.
pub fn evaluate<B: AsRef<[u8]> + Sync>(
    dataset: &Dataset,
    train: &Baskets,
    shipped: &Shipped<'_, B>,
    options: &EvalOptions,
) -> Result<Evaluation, EvalError> {
    let split = Split::test(dataset.orders.len());
    let trial = Trial::new(dataset, &split, train, options.seed, options.draws)?
        .at_most(options.max_queries);
    let mut ranked = Ranked::new(&trial, &|query, scores| shipped.score(query, scores));
    let counts = PairCounts::new(train, trial.vocabulary());
    for baseline in Baseline::ALL {
        let similarity = Similarity::new(&counts, baseline);
        ranked.add(baseline.as_str(), &QueryKind::ALL, &|query, scores| {
            similarity.score(query, scores);
        });
    }
    let ease = add_ease(dataset, &split, &counts, options, &mut ranked);
    let cart_items = trial
        .queries()
        .iter()
        .map(|query| query.query(QueryKind::Cart).len() as f64);
    Ok(Evaluation {
        train_orders: split.learn.len(),
        test_orders: split.ask.len(),
        orders_asked: trial.queries().len() / trial.draws(),
        draws: trial.draws(),
        queries: trial.queries().len(),
        vocabulary: trial.vocabulary(),
        mean_cart_items: Estimate::of(cart_items).mean,
        seed: options.seed,
        rules: shipped.table.rule_count(),
        table_bytes: shipped
            .table
            .sections()
            .iter()
            .map(|section| section.bytes)
            .sum(),
        ease,
        results: ranked.results(),
    })
}

/// Fits and measures [`Ease`] where it is asked for, its strength chosen on training orders alone.
fn add_ease(
    dataset: &Dataset,
    split: &Split,
    counts: &PairCounts,
    options: &EvalOptions,
    ranked: &mut Ranked<'_>,
) -> EaseRun {
    if options.baselines == BaselineSet::Fast {
        return EaseRun::NotAsked;
    }
    if counts.item_count() > Ease::MAX_ITEMS {
        return EaseRun::TooManyItems;
    }
    let validation = Split::validation(split.learn.clone());
    let learned = Baskets::of_dataset(dataset, validation.learn.clone(), OrderWeight::Equal);
    let strengths = match Trial::new(dataset, &validation, &learned, options.seed, options.draws) {
        Ok(trial) => {
            let counts = PairCounts::new(&learned, trial.vocabulary());
            Ease::choose(&trial.at_most(options.max_queries), &counts)
        }
        // Too few orders to choose on: the middle of the road.
        Err(_) => [0.5; QueryKind::ALL.len()],
    };
    for strength in Ease::STRENGTHS {
        let kinds: Vec<_> = QueryKind::ALL
            .into_iter()
            .zip(strengths)
            .filter(|(_, chosen)| chosen.total_cmp(&strength).is_eq())
            .map(|(kind, _)| kind)
            .collect();
        if let Some(ease) = (!kinds.is_empty())
            .then(|| Ease::new(counts, strength))
            .flatten()
        {
            ranked.add(Ease::NAME, &kinds, &|query, scores| {
                ease.score(query, scores);
            });
        }
    }
    EaseRun::Fitted { strengths }
}

/// Results as they come in, a ranker at a time.
struct Ranked<'a> {
    trial: &'a Trial,
    shipped: Vec<(QueryKind, Vec<Outcome>)>,
    results: Vec<RankerResult>,
}

impl<'a> Ranked<'a> {
    fn new(trial: &'a Trial, shipped: &Scorer<'_>) -> Self {
        let shipped: Vec<_> = QueryKind::ALL
            .into_iter()
            .map(|kind| (kind, trial.ask(kind, shipped)))
            .collect();
        let results = shipped
            .iter()
            .map(|(kind, outcomes)| RankerResult {
                kind: *kind,
                ranker: SHIPPED,
                lead: None,
                metrics: trial.metrics(*kind, outcomes),
            })
            .collect();
        Self {
            trial,
            shipped,
            results,
        }
    }

    fn add(&mut self, ranker: &'static str, kinds: &[QueryKind], scorer: &Scorer<'_>) {
        for (kind, shipped) in self.shipped.iter().filter(|(kind, _)| kinds.contains(kind)) {
            let outcomes = self.trial.ask(*kind, scorer);
            self.results.push(RankerResult {
                kind: *kind,
                ranker,
                lead: Some(Outcome::lead(shipped, &outcomes, self.trial.draws())),
                metrics: self.trial.metrics(*kind, &outcomes),
            });
        }
    }

    fn results(mut self) -> Vec<RankerResult> {
        // Stable: rankers stay in the order in which they came.
        self.results.sort_by_key(|result| result.kind);
        self.results
    }
}
