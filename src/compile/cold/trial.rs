//! What becomes of items that the shop knows, if they are stripped of their history.

use core::ops::Range;

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh64::xxh64;

use super::{Mined, likeness_of};
use crate::{
    domain::ItemId,
    mine::{
        config::{ColdSettings, Recipes, Settings},
        count::MinedRow,
        dataset::Dataset,
        similar::{Lending, Likeness, Newness, Traits, lend},
    },
    score::{Fallback, RankOptions, rank},
    table::{
        Table,
        write::{self, ItemInput, RuleInput},
    },
};

/// How boldly new items are tried, weakest first.
const BOLDNESS: [f64; 6] = [0.5, 0.7, 1.0, 1.4, 2.0, 3.0];

/// One item in so many is stripped of its history where a build decides by it.
pub const STRIPPED_ONE_IN: u64 = 10;

/// Stripped items had at least this many orders: less is no history to compare with.
const MIN_STRIPPED_ORDERS: u32 = 3;

/// With fewer questions about stripped items than this nothing is decided.
const MIN_QUESTIONS: usize = 30;

/// The newest part of the orders that is asked about, and how many questions of a kind decide.
const ASKED_ONE_IN: usize = 10;
const MAX_QUESTIONS: usize = 1_000;

/// A cart as it may be: the orders of those who stock up would take most of the time.
const MAX_SHOWN: usize = 20;

const HITS_AMONG: usize = 10;
const SEED: u64 = 0x7a9d;

/// How often the hidden item is among the first ten of all items.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Hits {
    /// The share of questions.
    pub hr_10: f64,
    /// The same, weighing each by 1 / log<sub>2</sub>(place + 1).
    pub ndcg_10: f64,
}

/// The same questions, asked of three tables.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ColdFigures {
    /// How many questions were asked.
    pub questions: usize,
    /// With rules lent by similar items.
    pub lent: Hits,
    /// Without: nothing is known of stripped items, and best-sellers fill the list.
    pub without: Hits,
    /// With the items' own rules: what history would have given.
    pub own: Hits,
}

impl ColdFigures {
    /// What share of HR@10 with history is left without it.
    #[must_use]
    pub fn of_history(&self) -> f64 {
        self.lent.hr_10 / self.own.hr_10.max(f64::MIN_POSITIVE)
    }
}

/// Stripped items suggested where those like them are, so boldly.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ColdStep {
    /// What a lent place is worth beside one that orders earned.
    pub boldness: f64,
    /// The rest of the order as a cart: is the stripped item found?
    pub as_target: ColdFigures,
    /// The same for an item that was not stripped: what the stripped ones cost it.
    pub known: ColdFigures,
    /// The share of its NDCG@10 that they cost it.
    pub loss: f64,
    /// The standard error of that share, question by question.
    pub loss_error: f64,
}

/// What became of items that were stripped of their history.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ColdTrial {
    /// How many items were stripped.
    pub stripped: usize,
    /// Of how many.
    pub items: usize,
    /// A stripped item's page: is one of the other items of the order found?
    pub as_query: ColdFigures,
    /// More and more boldly.
    pub steps: Vec<ColdStep>,
}

impl ColdTrial {
    /// Strips items and asks about orders which `mined` has not seen. `None` where there is too little
    /// to ask.
    ///
    /// Stripping takes the items' rules away, and the rules to them; the counts of the rest stay.
    #[must_use]
    pub fn new(
        dataset: &Dataset,
        mined: &Mined,
        likeness: &Likeness,
        settings: &ColdSettings,
        asking: &Asking,
    ) -> Option<Self> {
        let one_in = asking.one_in.max(1);
        let baskets = &mined.baskets;
        let is_stripped: Vec<bool> = (0..)
            .map(ItemId)
            .take(mined.rows.len())
            .map(|id| {
                let item = baskets
                    .source_of(id)
                    .and_then(|source| dataset.items.get(source as usize));
                item.is_some_and(|item| {
                    xxh64(item.sku.as_bytes(), SEED).is_multiple_of(one_in)
                        && baskets.orders_with(id) >= MIN_STRIPPED_ORDERS
                        && !dataset.is_everywhere(item)
                })
            })
            .collect();
        let stripped = |item: ItemId| is_stripped.get(item.index()).copied().unwrap_or(false);
        let questions = Questions::of(dataset, mined, asking, &stripped);
        if questions.as_query.len().min(questions.as_target.len()) < MIN_QUESTIONS {
            return None;
        }
        let rows: Vec<MinedRow> = (0..)
            .map(ItemId)
            .zip(&mined.rows)
            .map(|(item, row)| {
                let mut row = row.clone();
                row.rules
                    .retain(|rule| !stripped(item) && !stripped(rule.neighbour.item));
                row
            })
            .collect();
        let newness: Vec<Newness> = (0..)
            .map(ItemId)
            .take(rows.len())
            .map(|item| Newness {
                orders: if stripped(item) {
                    0
                } else {
                    baskets.orders_with(item)
                },
                is_new: stripped(item),
                is_offered: true,
            })
            .collect();
        let orders: Vec<u32> = newness.iter().map(|newness| newness.orders).collect();
        let own_orders: Vec<u32> = (0..)
            .map(ItemId)
            .take(rows.len())
            .map(|item| baskets.orders_with(item))
            .collect();
        let without = table_of(mined, &rows, &orders)?;
        let own = table_of(mined, &mined.rows, &own_orders)?;
        let kept = mined.meta.rules_per_item.into();
        let with = |boldness: f64| {
            let lending = Lending {
                rows: true,
                clear_only: false,
                boldness,
            };
            let may_lead = |_: ItemId, to: ItemId| !is_everywhere(dataset, mined, to);
            let rows = rows.clone();
            let lent = lend(rows, &newness, likeness, lending, settings, kept, &may_lead);
            table_of(mined, &lent, &orders)
        };
        let figures = |lent: &Table<Vec<u8>>, before: ColdFigures, questions: &[Question]| {
            let lent = hits(lent, questions);
            ColdFigures { lent, ..before }
        };
        let before = |questions: &[Question]| ColdFigures {
            questions: questions.len(),
            lent: Hits::default(),
            without: hits(&without, questions),
            own: hits(&own, questions),
        };
        let [query, target, known] =
            [&questions.as_query, &questions.as_target, &questions.known].map(|list| before(list));
        let rows_alone = with(0.0)?;
        let unspent = gains(&rows_alone, &questions.known);
        let mut steps = Vec::with_capacity(BOLDNESS.len());
        for boldness in BOLDNESS {
            let table = with(boldness)?;
            let spent = gains(&table, &questions.known);
            let (loss, loss_error) = share_lost(&unspent, &spent);
            steps.push(ColdStep {
                boldness,
                as_target: figures(&table, target, &questions.as_target),
                known: ColdFigures {
                    lent: Hits::of(&spent),
                    ..known
                },
                loss,
                loss_error,
            });
        }
        Some(Self {
            stripped: is_stripped.iter().filter(|flag| **flag).count(),
            items: is_stripped.len(),
            as_query: figures(&rows_alone, query, &questions.as_query),
            steps,
        })
    }

    /// Whether the pages of stripped items find more than best-sellers do.
    #[must_use]
    pub fn are_rows_better(&self) -> bool {
        self.as_query.lent.hr_10 > self.as_query.without.hr_10
    }

    /// How boldly a shop may suggest its new items, which are `new_share` of all: as boldly as can
    /// be where the others lose at most `max_loss` of their NDCG@10, a standard error of the loss on
    /// top, each new item costing what a stripped one does; 0 where even the least may cost more, or
    /// finds nothing.
    #[must_use]
    pub fn boldness(&self, new_share: f64, max_loss: f64) -> f64 {
        let stripped_share = self.stripped as f64 / self.items.max(1) as f64;
        let ratio = new_share / stripped_share.max(f64::MIN_POSITIVE);
        let fits = |step: &&ColdStep| (step.loss + step.loss_error) * ratio <= max_loss;
        let last = self.steps.iter().take_while(fits).last();
        let found = last.filter(|step| step.as_target.lent.hr_10 > step.as_target.without.hr_10);
        found.map_or(0.0, |step| step.boldness)
    }
}

fn is_everywhere(dataset: &Dataset, mined: &Mined, item: ItemId) -> bool {
    let place = mined.baskets.source_of(item);
    let item = place.and_then(|place| dataset.items.get(place as usize));
    item.is_none_or(|item| dataset.is_everywhere(item))
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The orders that are asked about.
    pub orders: Range<usize>,
    /// One item in so many is stripped of its history.
    pub one_in: u64,
    /// Questions of a kind, at most, spread evenly.
    pub max_questions: usize,
    /// Of larger orders so many items are shown: what a build asks in a dozen of tables.
    pub max_shown: usize,
}

/// What is shown, and what is to be found.
type Question = (Vec<ItemId>, ItemId);

#[derive(Debug, Default)]
struct Questions {
    as_query: Vec<Question>,
    as_target: Vec<Question>,
    known: Vec<Question>,
}

impl Questions {
    /// Draws by the number of the order and the item, so that nothing depends on what else is asked.
    fn of(
        dataset: &Dataset,
        mined: &Mined,
        asking: &Asking,
        stripped: &dyn Fn(ItemId) -> bool,
    ) -> Self {
        let mut questions = Self::default();
        for order in dataset.orders.range(asking.orders.clone()).iter() {
            let items = order.items.iter();
            let ids = items.filter_map(|item| mined.baskets.id_of(*item));
            let (cold, known): (Vec<ItemId>, Vec<ItemId>) = ids.partition(|item| stripped(*item));
            let draw = |number: u64| -> Option<ItemId> {
                let chance = xxh64(order.id.as_bytes(), SEED ^ number);
                let place = chance.checked_rem(known.len() as u64)?;
                known.get(usize::try_from(place).ok()?).copied()
            };
            let without = |target: ItemId| -> Vec<ItemId> {
                let all = cold.iter().chain(&known).copied();
                let mut shown: Vec<ItemId> = all.filter(|item| *item != target).collect();
                if shown.len() > asking.max_shown {
                    shown.sort_by_cached_key(|item| {
                        (xxh64(order.id.as_bytes(), SEED ^ u64::from(item.0)), *item)
                    });
                    shown.truncate(asking.max_shown);
                }
                shown
            };
            for (number, item) in (1..).zip(&cold) {
                if let Some(target) = draw(number) {
                    questions.as_query.push((vec![*item], target));
                    questions.as_target.push((without(*item), *item));
                    questions.known.push((without(target), target));
                }
            }
        }
        questions.at_most(asking.max_questions)
    }

    fn at_most(mut self, limit: usize) -> Self {
        for questions in [&mut self.as_query, &mut self.as_target, &mut self.known] {
            let count = questions.len();
            if count > limit {
                let mut position = 0_usize;
                questions.retain(|_| {
                    position += 1;
                    position * limit / count > (position - 1) * limit / count
                });
            }
        }
        self
    }
}

fn hits(table: &Table<Vec<u8>>, questions: &[Question]) -> Hits {
    Hits::of(&gains(table, questions))
}

/// By question 1 / log<sub>2</sub>(place + 1) of the hidden item, 0 where it is not among the first.
fn gains(table: &Table<Vec<u8>>, questions: &[Question]) -> Vec<f64> {
    let options = RankOptions {
        limit: HITS_AMONG,
        fallback: Fallback::Popularity,
    };
    let gain = |(shown, target): &Question| {
        let picks = rank(table, shown, &options);
        let place = picks.iter().position(|pick| pick.item == *target);
        place.map_or(0.0, |place| 1.0 / (place as f64 + 2.0).log2())
    };
    questions.par_iter().map(gain).collect()
}

impl Hits {
    fn of(gains: &[f64]) -> Self {
        let count = gains.len().max(1) as f64;
        Self {
            hr_10: gains.iter().filter(|gain| **gain > 0.0).count() as f64 / count,
            ndcg_10: gains.iter().sum::<f64>() / count,
        }
    }
}

/// What share of a sum of gains is lost, and the standard error of that share: the questions are the
/// same, so that only what each lost varies.
fn share_lost(before: &[f64], after: &[f64]) -> (f64, f64) {
    let count = before.len().max(1) as f64;
    let whole = before.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let lost = || {
        before
            .iter()
            .zip(after)
            .map(|(before, after)| before - after)
    };
    let mean = lost().sum::<f64>() / count;
    let squares: f64 = lost().map(|lost| (lost - mean).powi(2)).sum();
    let deviation = (squares / (count - 1.0).max(1.0)).sqrt();
    (mean * count / whole, deviation * count.sqrt() / whole)
}

/// The table as it would ship, but for its keys; `None` where it cannot be written.
fn table_of(mined: &Mined, rows: &[MinedRow], orders: &[u32]) -> Option<Table<Vec<u8>>> {
    let items: Vec<ItemInput> = rows
        .iter()
        .zip(orders)
        .map(|(row, orders)| ItemInput {
            keys: Vec::new(),
            orders: *orders,
            rules: row
                .rules
                .iter()
                .map(|rule| RuleInput {
                    consequent: rule.neighbour.item,
                    page: rule.scores.page,
                    cart: rule.scores.cart,
                    pair_orders: rule.neighbour.orders,
                })
                .collect(),
        })
        .collect();
    Table::open(write::write(&mined.meta, &items).ok()?).ok()
}

/// Tries it on the newest of some orders, with rules of the older ones: those of the page alone, as
/// a second regression would cost more than it tells.
#[must_use]
pub fn measured<'a>(
    dataset: &Dataset,
    orders: Range<usize>,
    settings: &Settings,
    recipes: &Recipes,
    is_offered: &(dyn Fn(u32) -> bool + Sync),
    traits_of: &dyn Fn(u32) -> Traits<'a>,
) -> Option<ColdTrial> {
    let middle = orders.end - orders.len() / ASKED_ONE_IN;
    let recipes = Recipes {
        cart: recipes.page,
        ..*recipes
    };
    let older = Mined::new(
        dataset,
        orders.start..middle,
        &settings.mine,
        &recipes,
        is_offered,
    );
    let likeness = likeness_of(dataset, &older, traits_of);
    let asking = Asking {
        orders: middle..orders.end,
        one_in: STRIPPED_ONE_IN,
        max_questions: MAX_QUESTIONS,
        max_shown: MAX_SHOWN,
    };
    ColdTrial::new(dataset, &older, &likeness, &settings.cold, &asking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_has_the_error_of_what_each_question_lost() {
        let (share, error) = share_lost(&[1.0, 0.5, 0.5, 0.0], &[1.0, 0.5, 0.0, 0.0]);
        assert!((share - 0.25).abs() < 1e-12);
        // Lost: 0, 0, 1/2, 0; a deviation of 1/4, of a sum twice that of the mean, over a whole of 2.
        assert!((error - 0.25).abs() < 1e-12, "{error}");
        assert_eq!(share_lost(&[1.0, 1.0], &[1.0, 1.0]), (0.0, 0.0));
        assert_eq!(share_lost(&[], &[]).0, 0.0);
    }

    #[test]
    fn what_may_cost_too_much_is_not_tried() {
        let found = |hr_10| ColdFigures {
            lent: Hits {
                hr_10,
                ..Hits::default()
            },
            ..ColdFigures::default()
        };
        let step = |boldness, loss, loss_error| ColdStep {
            boldness,
            as_target: found(0.1),
            loss,
            loss_error,
            ..ColdStep::default()
        };
        let trial = |steps: Vec<ColdStep>| ColdTrial {
            stripped: 10,
            items: 100,
            steps,
            ..ColdTrial::default()
        };
        let sure = trial(vec![step(0.5, 0.002, 0.001), step(1.0, 0.008, 0.001)]);
        assert_eq!(sure.boldness(0.1, 0.01), 1.0);
        assert_eq!(sure.boldness(0.2, 0.01), 0.5, "twice as many new items");
        let unsure = trial(vec![step(0.5, 0.002, 0.009), step(1.0, 0.008, 0.001)]);
        assert_eq!(unsure.boldness(0.1, 0.01), 0.0);
    }
}
