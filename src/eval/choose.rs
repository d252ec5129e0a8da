//! Choosing a shop's recipes by measurement on its own orders.
//!
//! The newest tenth of the orders that may be learned from is held back ([`Split::validation`]), and
//! every candidate answers the same questions about it, from rows as short and as coarse as the
//! table's. Candidates are taken from coarse to fine, one setting after another, each from the best
//! so far; whatever a shop could do with the usual measures (co-count, confidence, cosine) is among
//! them. One takes the lead only where it is better by [`MARGIN`] standard errors of the difference,
//! query by query: below that the steadier setting stays. Last, best-sellers are held down on a page
//! as far as it costs less than [`ALLOWANCE`] of those: they need no help to be found, and what is
//! rare and goes together does.
//!
//! Where the newest tenth is under [`THIN_TAIL`] orders, so are the two tenths before it asked about, each
//! from what is older; a candidate must be better by [`THIN_MARGIN`], and nothing is held down for
//! what cannot be measured.
//!
//! A page is judged by NDCG@10 of `page`. One plane serves all carts, so that a cart's recipe is
//! judged by `cart3` and `cart` alike: the mean of both, each in shares of what plain confidence
//! reaches there.

mod presets;
mod search;
#[cfg(test)]
mod tests;

use core::ops::Range;

use serde::Serialize;

pub use self::presets::{MAX_LOSS, PresetFigures};
use self::search::Search;
use super::{Estimate, QueryKind, Split};
use crate::mine::{
    config::{MineSettings, Preset, Recipe, Recipes},
    count::Floors,
    dataset::Dataset,
    lean::UNMEASURED_EXPONENT,
};

/// By how many standard errors a candidate must be better to take the lead.
pub const MARGIN: f64 = 0.25;

/// The same in a small shop, of which [`FOLDS`] tenths are asked about: the best of dozens of candidates
/// is mostly luck there, and the default is what did best in other small shops.
pub const THIN_MARGIN: f64 = 1.0;

/// How many standard errors of the difference holding best-sellers down may cost.
pub const ALLOWANCE: f64 = 1.0;

/// With fewer orders to ask about nothing is chosen: chance would choose.
pub const MIN_ORDERS_ASKED: usize = 150;

/// With fewer orders in the newest tenth, [`FOLDS`] tenths are asked about.
const THIN_TAIL: usize = 300;

/// How many tenths a small shop is asked about.
const FOLDS: usize = 3;

/// Learned from at most, in pairs of lines: the newest orders. Counting them takes seconds.
const MAX_PAIRS_COUNTED: u64 = 400_000_000;

/// What was chosen, and on what grounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// What to mine with.
    pub recipes: Recipes,
    /// On what grounds.
    pub basis: Basis,
    /// Every candidate that was asked, pages first, in the order of asking.
    pub tried: Vec<Tried>,
    /// What each preset costs and brings by some of these questions, kind by kind; none where nothing
    /// was measured.
    pub presets: Vec<PresetFigures>,
}

/// On what grounds recipes were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "basis", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Basis {
    /// By measurement.
    Measured {
        /// Orders learned from.
        learned: usize,
        /// Orders held back that could be asked about.
        asked: usize,
        /// Questions of each kind.
        questions: usize,
    },
    /// There are fewer than [`MIN_ORDERS_ASKED`] orders to ask about: defaults.
    TooFewOrders {
        /// Orders held back that could be asked about.
        asked: usize,
    },
    /// The settings say not to choose: defaults.
    NotAsked,
}

/// Which plane a candidate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaneKind {
    /// One item.
    Page,
    /// Several.
    Cart,
}

/// A candidate with its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    /// What it is for.
    pub plane: PlaneKind,
    /// Its name where it has one of its own: `confidence`.
    pub name: Option<&'static str>,
    /// How it scores.
    pub recipe: Recipe,
    /// NDCG@10 on the orders held back: of `page`, or of `cart3` and `cart`.
    pub ndcg_10: Vec<(QueryKind, Estimate)>,
    /// By how much the chosen one is better, query by query, for each of these kinds. `None` for the
    /// chosen one.
    pub lead: Option<Vec<Estimate>>,
}

impl Choice {
    /// The defaults, with what the shop says over them.
    #[must_use]
    pub fn defaults(settings: &MineSettings, basis: Basis) -> Self {
        let mut default = Recipes::default();
        if matches!(basis, Basis::TooFewOrders { .. }) {
            default.cart = Recipe::THIN_CART;
        }
        Self {
            recipes: Recipes {
                page: settings.page.over(default.page),
                cart: settings.cart.over(default.cart),
                lean: match settings.preset {
                    Preset::Relevance => 0.0,
                    _ => UNMEASURED_EXPONENT,
                },
            },
            basis,
            tried: Vec::new(),
            presets: Vec::new(),
        }
    }

    /// Chooses recipes for some of a dataset's orders, from these orders alone.
    ///
    /// Only items for which `is_offered` holds, asked by position in the dataset, are suggested.
    /// What the settings pin stays. A preset has no say in how to rank; scores lean its way as far as
    /// costs at most [`MAX_LOSS`]. `margins_minor` is what each item earns, by position; empty where
    /// nobody knows. Takes a few times as long as mining the orders once, memory for the admitted pairs
    /// of three order weights; the result does not depend on the number of threads.
    #[must_use]
    pub fn new(
        dataset: &Dataset,
        orders: Range<usize>,
        settings: &MineSettings,
        is_offered: &dyn Fn(u32) -> bool,
        margins_minor: &[Option<i64>],
    ) -> Self {
        if !settings.choose {
            return Self::defaults(settings, Basis::NotAsked);
        }
        let floors = Floors::of(settings, orders.len());
        let splits = cuts(dataset, orders);
        let learned = splits.first().map_or(0, |split| split.learn.len());
        let mut search = Search::new(
            dataset,
            &splits,
            floors,
            settings,
            is_offered,
            margins_minor,
        );
        let (asked, questions) = search.asked();
        if asked < MIN_ORDERS_ASKED {
            return Self::defaults(settings, Basis::TooFewOrders { asked });
        }
        let page = search.page();
        let cart = search.cart(&page);
        let tried = search.told(&page, &cart);
        let mut recipes = Recipes {
            page: page.recipe,
            cart: cart.recipe,
            lean: 0.0,
        };
        let presets = search.presets(&recipes);
        let chosen = presets.iter().find(|told| told.preset == settings.preset);
        recipes.lean = chosen.map_or(0.0, |told| told.exponent);
        Self {
            presets,
            recipes,
            basis: Basis::Measured {
                learned,
                asked,
                questions,
            },
            tried,
        }
    }
}

/// Where to cut the orders in time: before the newest tenth, and in a small shop also before the tenth
/// before that and the one before it, each learning from what is older.
fn cuts(dataset: &Dataset, orders: Range<usize>) -> Vec<Split> {
    let newest = Split::validation(orders.clone());
    let tail = newest.ask.len();
    let folds = if tail < THIN_TAIL { FOLDS } else { 1 };
    let cut = |older: usize| Split {
        learn: orders.start
            ..newest
                .learn
                .end
                .saturating_sub(older * tail)
                .max(orders.start),
        ask: newest.ask.start.saturating_sub(older * tail)
            ..newest.ask.end.saturating_sub(older * tail),
    };
    (0..folds)
        .map(|older| affordable(dataset, cut(older)))
        .collect()
}

/// Leaves out the oldest orders of a split where counting them all would take long.
fn affordable(dataset: &Dataset, split: Split) -> Split {
    let orders = dataset.orders.range(split.learn.clone());
    let mut pairs = 0;
    let newest = orders.iter().rev().take_while(|order| {
        pairs += (order.items.len() as u64).pow(2);
        pairs <= MAX_PAIRS_COUNTED
    });
    Split {
        learn: split.learn.end - newest.count()..split.learn.end,
        ask: split.ask,
    }
}
