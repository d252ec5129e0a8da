//! The candidates, and the order in which they are asked.

use std::collections::BTreeMap;

use super::{ALLOWANCE, MARGIN, PlaneKind, THIN_MARGIN, Tried};
use crate::{
    domain::ItemId,
    eval::{Estimate, HoldOut, QueryKind, Split, Trial, asked::Planes, vocabulary},
    mine::{
        config::{MineSettings, OrderWeight, Preset, Recipe, RecipePins},
        count::{Admitted, Baskets, Floors, RidgeSettings, Scored, trend},
        dataset::Dataset,
        lean,
    },
};

/// At most this many questions of a kind are asked: more would tell candidates apart that no shop
/// could.
const MAX_QUERIES: usize = 8_000;

/// So many are looked at more closely, each time at every item;
const MAX_CLOSE_QUERIES: usize = 2_000;

/// and so many items in all, each time.
const MAX_CLOSE_LOOKS: usize = 40_000_000;

/// Each order is asked about several times, another item held out each time, within the limit.
const MAX_DRAWS: usize = 5;

/// The seed of the questions. Any would do; it never changes, so that neither do the choices.
const SEED: u64 = 0x7A2D;

/// Neighbours that explain an item while ridges are compared: an eighth of the time of a hundred,
/// and the same order among strengths.
const TRIAL_NEIGHBOURS: u32 = 50;

/// One customer is asked about at most this often, or for one in so many of the orders held back if
/// that is more: a wholesaler with half of the orders is not half of the shop.
const MAX_ORDERS_OF_ONE: usize = 3;
const ORDERS_TO_ONE: usize = 200;

/// What is asked.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// Orders that questions could be about.
    pub(super) orders: usize,
    /// Questions of one order; they come one after the other.
    draws: usize,
    pub(super) queries: Vec<HoldOut>,
}

/// Questions about the orders held back: as [`crate::eval::Trial`] draws them, but none about a
/// customer's order beyond what one customer may say.
fn questions(dataset: &Dataset, split: &Split, learned: &Baskets) -> Questions {
    let newer = dataset.orders.range(split.ask.clone());
    let known_items = vocabulary(learned);
    let most = (newer.len() / ORDERS_TO_ONE).max(MAX_ORDERS_OF_ONE);
    let mut asked_of = BTreeMap::new();
    let orders: Vec<(&str, Vec<ItemId>)> = newer
        .iter()
        .filter_map(|order| {
            let known: Vec<ItemId> = order
                .items
                .iter()
                .filter_map(|item| learned.id_of(*item))
                .filter(|item| item.index() < known_items)
                .collect();
            let asked = order
                .customer
                .map(|customer| asked_of.entry(customer).or_insert(0_usize));
            if known.len() < 2 || asked.as_ref().is_some_and(|asked| **asked >= most) {
                return None;
            }
            asked.into_iter().for_each(|asked| *asked += 1);
            Some((order.id, known))
        })
        .collect();
    // Evenly over time, where there are too many.
    let step = orders.len().div_ceil(MAX_QUERIES).max(1);
    let asked = orders.len().div_ceil(step).max(1);
    let draws = (MAX_QUERIES / asked).clamp(1, MAX_DRAWS);
    let queries = orders.iter().step_by(step).flat_map(|(id, known)| {
        let seed = xxhash_rust::xxh64::xxh64(id.as_bytes(), SEED);
        HoldOut::draws(known.clone(), seed, draws)
    });
    Questions {
        orders: orders.len(),
        draws,
        queries: queries.collect(),
    }
}

/// A candidate that was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    plane: PlaneKind,
    name: Option<&'static str>,
    pub(super) recipe: Recipe,
    /// By kind: the gain of each query.
    gains: Vec<Vec<f64>>,
    /// What it is judged by, query by query.
    worth: Vec<f64>,
}

/// How far best-sellers are held down, least first.
const EXPONENTS: [f64; 5] = [0.0, 0.1, 0.2, 0.3, 0.4];

/// How far what sells more lately is lifted.
const TRENDS: [f64; 3] = [0.1, 0.2, 0.3];

/// The fewest orders to learn from with which that is tried: a tenth of fewer is chance, and what it lifts
/// takes places from complements that sell as ever.
const TREND_ORDERS: usize = 10_000;

/// What the usual measures are as recipes.
const USUAL: [(&str, OrderWeight, f64, f64); 4] = [
    ("co-count", OrderWeight::Equal, 0.0, 0.0),
    ("confidence", OrderWeight::Equal, 1.0, 0.0),
    ("cosine", OrderWeight::Equal, 0.5, 0.5),
    ("tf-idf", OrderWeight::Rarity, 0.5, 0.5),
];

fn usual(order_weight: OrderWeight, exponent_antecedent: f64, exponent_consequent: f64) -> Recipe {
    Recipe {
        order_weight,
        exponent_antecedent,
        exponent_consequent,
        ridge_share: 0.0,
        ..Recipe::PAGE
    }
}

/// One cut in time: what is learned before it, and the questions about what comes after.
pub(super) struct Fold {
    pub(super) questions: Questions,
    /// Some of the questions, to be looked at more closely.
    pub(super) trial: Trial,
    /// By preset: the factor of each item, by an exponent of 1.
    leanings: Vec<(Preset, Option<Vec<f64>>)>,
    /// By item: what it earns, in minor units.
    pub(super) margins: Vec<Option<i64>>,
    /// By item: whether it may be suggested.
    pub(super) offered: Vec<bool>,
    /// By item: how its sales moved.
    movements: Vec<f64>,
    /// How many orders it learns from.
    orders: usize,
    counts: Vec<(OrderWeight, Admitted)>,
    /// Ridges fitted so far, by order weight, strength and neighbours.
    ridges: BTreeMap<(u8, u64, u32), Scored>,
}

pub(super) struct Search {
    pub(super) folds: Vec<Fold>,
    pub(super) rules_per_item: usize,
    page_pins: RecipePins,
    cart_pins: RecipePins,
    asked: Vec<Asked>,
    /// Mean gains of the first cart candidate: the measure of the others.
    cart_unit: Vec<f64>,
}

impl Fold {
    fn new(
        dataset: &Dataset,
        split: &Split,
        floors: Floors,
        is_offered: &dyn Fn(u32) -> bool,
        margins_minor: &[Option<i64>],
    ) -> Self {
        // Numbers of orders, and so items' ids, are the same whatever an order weighs.
        let plain = Baskets::of_dataset(dataset, split.learn.clone(), OrderWeight::Equal);
        let items = (0..).map(ItemId).take(plain.item_count());
        let questions = self::questions(dataset, split, &plain);
        let counts = OrderWeight::ALL.map(|weight| {
            let baskets = match weight {
                OrderWeight::Equal => &plain,
                _ => &Baskets::of_dataset(dataset, split.learn.clone(), weight),
            };
            (weight, Admitted::new(baskets, floors))
        });
        Self {
            trial: Trial::of_queries(&plain, questions.queries.clone(), questions.draws)
                .at_most(MAX_CLOSE_QUERIES.min(MAX_CLOSE_LOOKS / plain.item_count().max(1))),
            leanings: Preset::ALL
                .map(|preset| (preset, lean::factors(preset, 1.0, &plain, margins_minor)))
                .into(),
            margins: lean::margins_by_id(&plain, margins_minor),
            offered: items
                .map(|item| plain.source_of(item).is_some_and(is_offered))
                .collect(),
            movements: trend::movements(dataset, split.learn.clone(), &plain),
            orders: split.learn.len(),
            questions,
            counts: counts.into(),
            ridges: BTreeMap::new(),
        }
    }

    /// The factor of each item where scores lean so far; `None` where all are 1.
    pub(super) fn factors(&self, preset: Preset, exponent: f64) -> Option<Vec<f64>> {
        let mut leanings = self.leanings.iter();
        let (_, factors) = leanings.find(|(of, _)| *of == preset)?;
        let factors = factors.as_ref().filter(|_| exponent > 0.0)?;
        Some(factors.iter().map(|factor| factor.powf(exponent)).collect())
    }

    /// What a recipe gives each pair.
    pub(super) fn scores(&mut self, recipe: &Recipe) -> Scored {
        let scores = self.steady_scores(recipe);
        match trend::factors(&self.movements, recipe.trend) {
            Some(factors) => scores.leaning(&factors),
            None => scores,
        }
    }

    /// The same without a trend.
    fn steady_scores(&mut self, recipe: &Recipe) -> Scored {
        let Some((_, counts)) = self
            .counts
            .iter()
            .find(|(weight, _)| *weight == recipe.order_weight)
        else {
            return Scored::default();
        };
        let pair = counts.pair_scores(recipe.exponent_antecedent, recipe.exponent_consequent);
        if recipe.ridge_share <= 0.0 {
            return pair;
        }
        let neighbours = recipe.ridge_neighbours.min(TRIAL_NEIGHBOURS);
        let key = (
            recipe.order_weight as u8,
            recipe.ridge_strength.to_bits(),
            neighbours,
        );
        let ridge = self.ridges.entry(key).or_insert_with(|| {
            counts.ridge_weights(RidgeSettings {
                strength: recipe.ridge_strength,
                neighbours: neighbours as usize,
            })
        });
        Scored::blend(&pair, ridge, recipe.ridge_share)
    }
}

impl Search {
    pub(super) fn new(
        dataset: &Dataset,
        splits: &[Split],
        floors: Floors,
        settings: &MineSettings,
        is_offered: &dyn Fn(u32) -> bool,
        margins_minor: &[Option<i64>],
    ) -> Self {
        let folds = splits.iter();
        Self {
            folds: folds
                .map(|split| Fold::new(dataset, split, floors, is_offered, margins_minor))
                .collect(),
            rules_per_item: settings.rules_per_item.into(),
            page_pins: settings.page,
            cart_pins: settings.cart,
            asked: Vec::new(),
            cart_unit: Vec::new(),
        }
    }

    /// Orders that are asked about, and questions of each kind.
    pub(super) fn asked(&self) -> (usize, usize) {
        self.folds.iter().fold((0, 0), |(orders, questions), fold| {
            let asked = &fold.questions;
            (orders + asked.orders, questions + asked.queries.len())
        })
    }

    /// Whether there are so few orders that several tenths are asked about.
    fn is_thin(&self) -> bool {
        self.folds.len() > 1
    }

    /// Questions of one order. Folds are several only where there are so few orders that each is
    /// asked about as often as may be.
    fn draws(&self) -> usize {
        let folds = self.folds.iter();
        folds.map(|fold| fold.questions.draws).max().unwrap_or(1)
    }

    /// What a recipe gives each pair, by fold.
    fn scores(&mut self, recipe: &Recipe) -> Vec<Scored> {
        let folds = self.folds.iter_mut();
        folds.map(|fold| fold.scores(recipe)).collect()
    }

    /// Asks a page's candidate.
    fn ask_page(&mut self, name: Option<&'static str>, recipe: Recipe) -> Asked {
        let recipe = self.page_pins.over(recipe);
        let known = self
            .asked
            .iter()
            .find(|asked| asked.plane == PlaneKind::Page && asked.recipe == recipe);
        if let Some(known) = known {
            return known.clone();
        }
        let scores = self.scores(&recipe);
        // Two planes are the rule: the page has its own places alone, and what else is in the row
        // stands below.
        let nothing = Scored::default();
        let folds = self.folds.iter().zip(&scores);
        let gains: Vec<f64> = folds
            .flat_map(|(fold, scores)| {
                Planes::new(scores, Some(&nothing), &fold.offered, self.rules_per_item)
                    .gains(&fold.questions.queries, QueryKind::Page)
            })
            .collect();
        let asked = Asked {
            plane: PlaneKind::Page,
            name,
            recipe,
            worth: gains.clone(),
            gains: vec![gains],
        };
        self.asked.push(asked.clone());
        asked
    }

    /// Asks a cart's candidate, beside the page's chosen scores.
    fn ask_cart(&mut self, name: Option<&'static str>, recipe: Recipe, page: &[Scored]) -> Asked {
        let recipe = self.cart_pins.over(recipe);
        let known = self
            .asked
            .iter()
            .find(|asked| asked.plane == PlaneKind::Cart && asked.recipe == recipe);
        if let Some(known) = known {
            return known.clone();
        }
        let scores = self.scores(&recipe);
        let mut gains = vec![Vec::new(), Vec::new()];
        for ((fold, page), scores) in self.folds.iter().zip(page).zip(&scores) {
            let planes = Planes::new(page, Some(scores), &fold.offered, self.rules_per_item);
            for (gains, kind) in gains.iter_mut().zip([QueryKind::Cart3, QueryKind::Cart]) {
                gains.extend(planes.gains(&fold.questions.queries, kind));
            }
        }
        if self.cart_unit.is_empty() {
            self.cart_unit = gains.iter().map(|gains| mean(gains).max(1e-9)).collect();
        }
        let mut worth = vec![0.0; self.asked().1];
        for (gains, unit) in gains.iter().zip(&self.cart_unit) {
            for (worth, gain) in worth.iter_mut().zip(gains) {
                *worth += gain / unit / self.cart_unit.len() as f64;
            }
        }
        let asked = Asked {
            plane: PlaneKind::Cart,
            name,
            recipe,
            gains,
            worth,
        };
        self.asked.push(asked.clone());
        asked
    }

    pub(super) fn page(&mut self) -> Asked {
        let mut best = self.ask_page(Some("default"), Recipe::PAGE);
        for (name, weight, a, b) in USUAL {
            // For one item confidence is the co-count over a constant.
            if name != "co-count" {
                let asked = self.ask_page(Some(name), usual(weight, a, b));
                best = self.better(best, asked);
            }
        }
        for order_weight in OrderWeight::ALL {
            for exponent_consequent in EXPONENTS {
                let recipe = Recipe {
                    order_weight,
                    exponent_consequent,
                    ridge_share: 0.0,
                    ..best.recipe
                };
                let asked = self.ask_page(None, recipe);
                best = self.better(best, asked);
            }
        }
        let mut steady = best.clone();
        // What a small shop cannot measure may still cost it something.
        let exponents = EXPONENTS.into_iter().filter(|_| !self.is_thin());
        for exponent_consequent in exponents.collect::<Vec<_>>() {
            let recipe = Recipe {
                exponent_consequent,
                ..best.recipe
            };
            if recipe.exponent_consequent > steady.recipe.exponent_consequent {
                let asked = self.ask_page(None, recipe);
                let loss = self.lead(&best.worth, &asked.worth);
                if loss.mean <= loss.standard_error * ALLOWANCE {
                    steady = asked;
                }
            }
        }
        self.trends().into_iter().fold(steady, |best, trend| {
            let recipe = Recipe {
                trend,
                ..best.recipe
            };
            let asked = self.ask_page(None, recipe);
            self.better(best, asked)
        })
    }

    pub(super) fn cart(&mut self, page: &Asked) -> Asked {
        let scores = self.scores(&page.recipe);
        let default = if self.is_thin() {
            Recipe::THIN_CART
        } else {
            Recipe::CART
        };
        let mut best = self.ask_cart(Some("default"), default, &scores);
        for (name, weight, a, b) in USUAL {
            let asked = self.ask_cart(Some(name), usual(weight, a, b), &scores);
            best = self.better(best, asked);
        }
        // Without a ridge.
        for order_weight in OrderWeight::ALL {
            for (exponent_antecedent, exponent_consequent) in [
                (0.3, 0.3),
                (0.5, 0.0),
                (0.8, 0.0),
                (0.5, 0.2),
                (0.8, 0.2),
                (0.5, 0.5),
                (0.8, 0.5),
                (0.5, 0.3),
            ] {
                let recipe = Recipe {
                    order_weight,
                    exponent_antecedent,
                    exponent_consequent,
                    ridge_share: 0.0,
                    ..Recipe::CART
                };
                let asked = self.ask_cart(None, recipe, &scores);
                best = self.better(best, asked);
            }
        }
        let pair = self
            .asked
            .iter()
            .filter(|asked| asked.plane == PlaneKind::Cart)
            .filter(|asked| asked.recipe.ridge_share <= 0.0)
            .max_by(|a, b| mean(&a.worth).total_cmp(&mean(&b.worth)))
            .map_or(best.recipe, |asked| asked.recipe);
        // With one, over the pair score that does best by itself: from coarse to fine.
        let ridge = |search: &mut Self, best, order_weight, ridge_strength| {
            [0.5, 0.8, 1.0].into_iter().fold(best, |best, ridge_share| {
                let recipe = Recipe {
                    order_weight,
                    ridge_share,
                    ridge_strength,
                    ..pair
                };
                let asked = search.ask_cart(None, recipe, &scores);
                search.better(best, asked)
            })
        };
        let first = OrderWeight::InverseSqrt;
        for strength in [0.15, 0.6, 2.4] {
            best = ridge(self, best, first, strength);
        }
        if best.recipe.ridge_share > 0.0 {
            let strength = best.recipe.ridge_strength;
            for finer in [strength / 2.0, strength * 2.0] {
                best = ridge(self, best, first, finer);
            }
            let strength = best.recipe.ridge_strength;
            best = ridge(self, best, OrderWeight::Inverse, strength);
        }
        self.trends().into_iter().fold(best, |best, trend| {
            let recipe = Recipe {
                trend,
                ..best.recipe
            };
            let asked = self.ask_cart(None, recipe, &scores);
            self.better(best, asked)
        })
    }

    /// The trends to try.
    fn trends(&self) -> Vec<f64> {
        let has_any = self.folds.iter().all(|fold| fold.orders >= TREND_ORDERS);
        TRENDS.into_iter().filter(|_| has_any).collect()
    }

    /// The challenger where it is better by [`MARGIN`] or, of few orders, [`THIN_MARGIN`]; else the
    /// holder.
    fn better(&self, holder: Asked, challenger: Asked) -> Asked {
        let lead = self.lead(&challenger.worth, &holder.worth);
        let margin = if self.is_thin() { THIN_MARGIN } else { MARGIN };
        if lead.mean > lead.standard_error * margin && lead.mean > 0.0 {
            challenger
        } else {
            holder
        }
    }

    fn lead(&self, ours: &[f64], theirs: &[f64]) -> Estimate {
        let differences = ours.iter().zip(theirs).map(|(our, their)| our - their);
        Estimate::of_draws(differences, self.draws())
    }

    /// All candidates with their figures.
    pub(super) fn told(&self, page: &Asked, cart: &Asked) -> Vec<Tried> {
        self.asked
            .iter()
            .map(|asked| {
                let (chosen, kinds) = match asked.plane {
                    PlaneKind::Page => (page, &[QueryKind::Page][..]),
                    PlaneKind::Cart => (cart, &[QueryKind::Cart3, QueryKind::Cart][..]),
                };
                let figures = kinds.iter().zip(&asked.gains);
                Tried {
                    plane: asked.plane,
                    name: asked.name,
                    recipe: asked.recipe,
                    ndcg_10: figures
                        .map(|(kind, gains)| {
                            let gains = gains.iter().copied();
                            (*kind, Estimate::of_draws(gains, self.draws()))
                        })
                        .collect(),
                    lead: (asked.recipe != chosen.recipe).then(|| {
                        let pairs = chosen.gains.iter().zip(&asked.gains);
                        pairs
                            .map(|(ours, theirs)| self.lead(ours, theirs))
                            .collect()
                    }),
                }
            })
            .collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
