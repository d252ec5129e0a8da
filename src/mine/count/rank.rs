use super::{
    Admitted, Baskets, FixedWeight, Neighbour, Scored,
    pairs::{Accumulator, Cell, Read},
    trend,
};
use crate::{
    domain::ItemId,
    mine::config::{MineSettings, Recipe, Recipes},
    score::measure,
};

/// What a pair must show before it may become a rule: the evidence floor and the privacy floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floors {
    /// Orders that hold both items: fewer is chance.
    pub min_pair_orders: u32,
    /// Distinct customers among those orders: fewer would publish what somebody bought.
    pub min_pair_customers: u32,
}

impl Floors {
    /// What the shop's settings ask for where so many orders are mined.
    #[must_use]
    pub fn of(settings: &MineSettings, orders: usize) -> Self {
        let open = MineSettings::floor_for(orders);
        Self {
            min_pair_orders: settings.min_pair_orders.unwrap_or(open),
            min_pair_customers: settings.min_pair_customers.unwrap_or(open),
        }
    }

    /// What a pair must show before its number of orders is told: 3 of each, unless the shop says
    /// otherwise.
    #[must_use]
    pub fn told(settings: &MineSettings) -> Self {
        Self {
            min_pair_orders: settings.min_pair_orders.unwrap_or(MineSettings::TOLD_FROM),
            min_pair_customers: settings
                .min_pair_customers
                .unwrap_or(MineSettings::TOLD_FROM),
        }
    }

    /// Whether a pair clears both. Of two customers, neither may have bought it more than once
    /// beyond the other: else it is one customer's habit that another met by chance.
    #[must_use]
    pub fn admit(&self, neighbour: &Neighbour) -> bool {
        let is_habit = neighbour.customers == 2 && neighbour.orders > 3;
        neighbour.orders >= self.min_pair_orders
            && neighbour.customers >= self.min_pair_customers
            && !(is_habit && self.min_pair_customers == 2)
    }
}

/// What a ranker says of one consequent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// For a query of one item: a product page. Positive, or the rule is dropped.
    pub page: f64,
    /// For a query of several: a cart. `None` where the page score serves both.
    pub cart: Option<f64>,
}

/// A way to turn an item's counted neighbours into scores.
///
/// A row at a time, so that a ranker may look at the whole neighbourhood (a local regression does),
/// and on many threads at once, so that it holds only what is shared. Same row, same scores.
pub trait Ranker: Sync {
    /// Scores for each neighbour, in the given order.
    fn score(&self, baskets: &Baskets, antecedent: ItemId, neighbours: &[Neighbour])
    -> Vec<Scores>;

    /// The ranker as a pair score, where it is that and nothing more: then no pair needs to be kept
    /// that is not among the best.
    fn as_pairs(&self) -> Option<&PreparedPairs> {
        None
    }
}

/// The popularity-shrunk pair score: C<sub>ij</sub> / (n<sub>i</sub><sup>a</sup>
/// n<sub>j</sub><sup>b</sup>) over weighted counts, for pages and carts alike.
///
/// Between confidence (a = 1, b = 0) and cosine (both one half): best-sellers are held down without
/// letting two lucky orders of a rare item win. See [`measure::pair_score`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairRanker {
    /// a, 0 to 1. It matters where rows are added up, in a cart.
    pub antecedent_exponent: f64,
    /// b, 0 to 1. Higher finds fewer best-sellers.
    pub consequent_exponent: f64,
}

impl Default for PairRanker {
    fn default() -> Self {
        Self {
            antecedent_exponent: 0.8,
            consequent_exponent: 0.2,
        }
    }
}

impl PairRanker {
    /// The ranker for these orders.
    #[must_use]
    pub fn of(self, baskets: &Baskets) -> PreparedPairs {
        let powers = |exponent: f64| -> Vec<f64> {
            let items = (0..).map(ItemId).take(baskets.item_count());
            items
                .map(|item| baskets.weight_of(item).as_f64().powf(exponent))
                .collect()
        };
        let consequents = powers(self.consequent_exponent);
        PreparedPairs {
            antecedents: powers(self.antecedent_exponent),
            is_falling: baskets.is_equal && consequents.is_sorted_by(|a, b| a >= b),
            consequents,
        }
    }
}

/// A [`PairRanker`] with each item's powers worked out once: pairs are many times as many.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedPairs {
    antecedents: Vec<f64>,
    consequents: Vec<f64>,
    /// Whether orders weigh the same and consequents fall.
    is_falling: bool,
}

impl PreparedPairs {
    /// What a row's scores have in common.
    fn left(&self, antecedent: ItemId) -> f64 {
        let left = self.antecedents.get(antecedent.index());
        left.copied().unwrap_or(0.0)
    }

    #[inline]
    fn page(&self, left: f64, neighbour: &Neighbour) -> f64 {
        let right = self.consequents.get(neighbour.item.index());
        let product = left * right.copied().unwrap_or(0.0);
        measure::confidence(neighbour.weight.as_f64(), product)
    }
}

impl Ranker for PreparedPairs {
    fn score(&self, _: &Baskets, antecedent: ItemId, neighbours: &[Neighbour]) -> Vec<Scores> {
        let left = self.left(antecedent);
        neighbours
            .iter()
            .map(|neighbour| Scores {
                page: self.page(left, neighbour),
                cart: None,
            })
            .collect()
    }

    fn as_pairs(&self) -> Option<&PreparedPairs> {
        Some(self)
    }
}

/// The two recipes of a table.
#[derive(Debug)]
pub struct RecipeRanker {
    page: PreparedPairs,
    /// By item: what page scores are multiplied by.
    page_factors: Option<Vec<f64>>,
    /// Scores worked out beforehand, where the page's recipe has a ridge.
    page_scores: Option<Scored>,
    /// Scores worked out beforehand; `None` where the page's serve carts too.
    cart_scores: Option<Scored>,
}

impl RecipeRanker {
    /// Fits what the recipes need.
    ///
    /// `page` holds the orders weighted as the page's recipe says, `cart` the same orders as the
    /// cart's; they are the same items by the same ids. Takes the time of counting and, where a
    /// recipe has a ridge, of [`Admitted::ridge_weights`]; holds the admitted pairs' counts and
    /// scores, 16 bytes each.
    ///
    /// `movements` are those of [`trend::movements`], by id.
    #[must_use]
    pub fn fit(
        page: &Baskets,
        cart: &Baskets,
        recipes: &Recipes,
        floors: Floors,
        movements: &[f64],
    ) -> Self {
        let counts = (recipes.page.ridge_share > 0.0).then(|| Admitted::new(page, floors));
        let page_scores = counts.as_ref().map(|counts| counts.scores(&recipes.page));
        let cart_scores = (!recipes.is_one_plane()).then(|| match counts {
            Some(counts) if recipes.cart.order_weight == recipes.page.order_weight => {
                counts.scores(&recipes.cart)
            }
            _ => Admitted::new(cart, floors).scores(&recipes.cart),
        });
        let moved = |recipe: &Recipe, scored: Option<Scored>| {
            let factors = trend::factors(movements, recipe.trend);
            scored.map(|scored| match factors {
                Some(factors) => scored.leaning(&factors),
                None => scored,
            })
        };
        Self {
            page_factors: trend::factors(movements, recipes.page.trend),
            page: PairRanker {
                antecedent_exponent: recipes.page.exponent_antecedent,
                consequent_exponent: recipes.page.exponent_consequent,
            }
            .of(page),
            page_scores,
            cart_scores: moved(&recipes.cart, cart_scores),
        }
    }
}

impl Ranker for RecipeRanker {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let mut all = self.page.score(baskets, antecedent, neighbours);
        for (scores, neighbour) in all.iter_mut().zip(neighbours) {
            if let Some(page) = &self.page_scores {
                scores.page = page.score(antecedent, neighbour.item);
            }
            if let Some(factors) = &self.page_factors {
                scores.page *= factors.get(neighbour.item.index()).unwrap_or(&1.0);
            }
            let cart = self.cart_scores.as_ref();
            scores.cart = cart.map(|cart| cart.score(antecedent, neighbour.item));
        }
        all
    }
}

/// A pair that became a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MinedRule {
    /// The counts it stands on.
    pub neighbour: Neighbour,
    /// What the ranker gave it.
    pub scores: Scores,
}

/// An item's rules, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MinedRow {
    /// At most as many as asked for: falling page score, ties by id ascending.
    pub rules: Vec<MinedRule>,
    /// How many pairs were counted for the item, whatever the floors.
    pub pairs_seen: u32,
    /// How many of them cleared the floors, to items that are offered.
    pub pairs_admitted: u32,
}

/// Counts all pairs, ranks those that clear the floors, and keeps the best of each item.
///
/// Items for which `is_offered` is false have rules of their own but are in nobody's. The result is in id order and the same for any number of threads. Costs as [`Baskets::map_rows`],
/// plus the ranker.
#[must_use]
pub fn mine(
    baskets: &Baskets,
    ranker: &dyn Ranker,
    floors: Floors,
    is_offered: &(dyn Fn(ItemId) -> bool + Sync),
    rules_per_item: usize,
) -> Vec<MinedRow> {
    let offered: Vec<bool> = (0..)
        .map(ItemId)
        .take(baskets.item_count())
        .map(is_offered)
        .collect();
    let is_offered = |item: ItemId| offered.get(item.index()).copied().unwrap_or(false);
    if let Some(pairs) = ranker.as_pairs() {
        let best = Best {
            pairs,
            offered: if offered.contains(&false) {
                &offered
            } else {
                &[]
            },
            most: rules_per_item,
            map: |_, rules: &[MinedRule], (pairs_seen, pairs_admitted)| MinedRow {
                rules: rules.to_vec(),
                pairs_seen,
                pairs_admitted,
            },
        };
        return baskets.map_counted(floors, &best);
    }
    baskets.map_rows(floors, |antecedent, pairs_seen, neighbours| {
        neighbours.retain(|neighbour| is_offered(neighbour.item));
        let pairs_admitted = u32::try_from(neighbours.len()).unwrap_or(u32::MAX);
        let scores = ranker.score(baskets, antecedent, neighbours);
        let least = least_kept(&scores, rules_per_item);
        let mut rules: Vec<_> = neighbours
            .iter()
            .zip(scores)
            .filter(|(_, scores)| scores.page >= least && scores.page > 0.0)
            .filter(|(_, scores)| scores.page.is_finite())
            .map(|(&neighbour, scores)| MinedRule { neighbour, scores })
            .collect();
        keep(
            &mut rules,
            rules_per_item,
            |rule| rule.neighbour.item,
            |rule| &mut rule.scores,
        );
        rules.shrink_to_fit();
        MinedRow {
            rules,
            pairs_seen,
            pairs_admitted,
        }
    })
}

/// The best of each item by a pair score, as [`mine`] finds them with nothing left out, each row mapped
/// as it is done: what is kept of a row may take less room than [`MinedRow`].
#[must_use]
pub fn map_best<T: Send>(
    baskets: &Baskets,
    pairs: &PreparedPairs,
    floors: Floors,
    rules_per_item: usize,
    map: impl Fn(ItemId, &[MinedRule]) -> T + Sync,
) -> Vec<T> {
    let best = Best {
        pairs,
        offered: &[],
        most: rules_per_item,
        map: |item, rules: &[MinedRule], _| map(item, rules),
    };
    baskets.map_counted(floors, &best)
}

/// The best of a row by a pair score.
struct Best<'a, F> {
    pairs: &'a PreparedPairs,
    /// By item, whether it may be in a row; empty where all may.
    offered: &'a [bool],
    most: usize,
    map: F,
}

/// Pairs seen, and those among them that were admitted.
type Seen = (u32, u32);

impl<T: Send, F: Fn(ItemId, &[MinedRule], Seen) -> T + Sync> Read for Best<'_, F> {
    type Out = T;

    type Room = Vec<MinedRule>;

    fn read<K: Cell>(
        &self,
        antecedent: ItemId,
        counted: &mut Accumulator<K>,
        rules: &mut Vec<MinedRule>,
    ) -> T {
        let by_score = |a: &MinedRule, b: &MinedRule| {
            let scores = b.scores.page.total_cmp(&a.scores.page);
            scores.then(a.neighbour.item.cmp(&b.neighbour.item))
        };
        // Some more than there is room for, so that they are seldom sorted out.
        let full = self.most.saturating_mul(4);
        let left = self.pairs.left(antecedent);
        let pairs_seen = counted.seen();
        let (mut least, mut pairs_admitted) = (0.0, 0);
        let mut hopeless = Hopeless::default();
        rules.clear();
        counted.take_each(antecedent, |neighbour| {
            let is_offered =
                self.offered.is_empty() || self.offered.get(neighbour.item.index()) == Some(&true);
            if !is_offered {
                return;
            }
            pairs_admitted += 1;
            if hopeless.is(&neighbour) {
                return;
            }
            let page = self.pairs.page(left, &neighbour);
            let is_score = page > 0.0 && page.is_finite();
            if !is_score || page < least || self.most == 0 {
                return;
            }
            if rules.len() == full {
                let (_, last, _) = rules.select_nth_unstable_by(self.most - 1, by_score);
                least = last.scores.page;
                rules.truncate(self.most);
                hopeless = Hopeless::below(least, left, self.pairs);
            }
            rules.push(MinedRule {
                neighbour,
                scores: Scores { page, cart: None },
            });
        });
        rules.sort_unstable_by(by_score);
        rules.truncate(self.most);
        (self.map)(antecedent, rules, (pairs_seen, pairs_admitted))
    }
}

/// Which pairs of few orders cannot be among the best, told without working out their score: most
/// pairs are such. By orders, of 1 to 4: the first item whose score can do, where all orders weigh the
/// same and items come by falling weight.
#[derive(Default)]
struct Hopeless([u32; 4]);

impl Hopeless {
    fn below(least: f64, left: f64, pairs: &PreparedPairs) -> Self {
        if !pairs.is_falling {
            return Self::default();
        }
        let mut orders = 0;
        Self([(); 4].map(|()| {
            orders += 1;
            let both = FixedWeight::of_equal(orders).as_f64();
            let hopeless = |right: &f64| measure::confidence(both, left * right) < least;
            pairs.consequents.partition_point(hopeless) as u32
        }))
    }

    #[inline]
    fn is(&self, neighbour: &Neighbour) -> bool {
        let first = self.0.get(neighbour.orders.wrapping_sub(1) as usize);
        first.is_some_and(|first| neighbour.item.0 < *first)
    }
}

/// A page score that every rule has which [`keep`] can keep; 0 where carts have a say.
fn least_kept(scores: &[Scores], rules_per_item: usize) -> f64 {
    let is_score = |page: &f64| *page > 0.0 && page.is_finite();
    if scores.len() <= rules_per_item || scores.iter().any(|scores| scores.cart.is_some()) {
        return 0.0;
    }
    let mut pages: Vec<f64> = scores.iter().map(|scores| scores.page).collect();
    pages.retain(is_score);
    match rules_per_item.checked_sub(1) {
        Some(last) if last < pages.len() => {
            let (_, least, _) = pages.select_nth_unstable_by(last, |a, b| b.total_cmp(a));
            *least
        }
        _ => 0.0,
    }
}

/// How many of a row's places go to the best for a page where carts are scored apart: five eighths.
#[must_use]
pub const fn page_places(rules_per_item: usize) -> usize {
    (rules_per_item * 5).div_ceil(8)
}

/// What a rule that is in a row for carts' sake keeps of its page score, under the weakest that is
/// there for the page: less by a code and a half, so that coding never brings the two level.
const BELOW_PAGE: f64 = 0.66;

/// Keeps the rules that a row has room for, best first for a page, ties by id ascending.
///
/// Where carts are scored apart, [`page_places`] go to the best for a page and the rest to the best
/// for a cart among what is left: few rules are among the best of both, and a row that served one
/// kind of query alone would leave the other with scraps. Those there for carts stand below the
/// others on a page. `scores` and `item` look into a rule.
pub fn keep<T>(
    rules: &mut Vec<T>,
    rules_per_item: usize,
    item: impl Fn(&T) -> ItemId,
    scores: impl Fn(&mut T) -> &mut Scores,
) {
    let mut ranked: Vec<(Scores, ItemId, T)> = rules
        .drain(..)
        .map(|mut rule| (*scores(&mut rule), item(&rule), rule))
        .collect();
    let page_first = |a: &(Scores, ItemId, T), b: &(Scores, ItemId, T)| {
        b.0.page.total_cmp(&a.0.page).then(a.1.cmp(&b.1))
    };
    let has_cart = ranked.iter().any(|(scores, ..)| scores.cart.is_some());
    let for_page = if has_cart {
        page_places(rules_per_item)
    } else {
        rules_per_item
    };
    if ranked.len() > for_page && for_page > 0 {
        ranked.select_nth_unstable_by(for_page - 1, page_first);
        if let Some((first, rest)) = ranked.split_at_mut_checked(for_page) {
            let weakest = first
                .iter()
                .fold(f64::INFINITY, |least, (scores, ..)| least.min(scores.page));
            let cart_first = |a: &(Scores, ItemId, T), b: &(Scores, ItemId, T)| {
                let cart = |scores: &Scores| scores.cart.unwrap_or_default();
                cart(&b.0)
                    .total_cmp(&cart(&a.0))
                    .then_with(|| page_first(a, b))
            };
            let room = rules_per_item.saturating_sub(for_page);
            if rest.len() > room && room > 0 {
                rest.select_nth_unstable_by(room - 1, cart_first);
            }
            for (kept, _, rule) in rest.iter_mut().take(room) {
                kept.page = kept.page.min(weakest * BELOW_PAGE);
                *scores(rule) = *kept;
            }
        }
        ranked.truncate(rules_per_item);
    }
    ranked.truncate(rules_per_item);
    ranked.sort_unstable_by(page_first);
    rules.extend(ranked.into_iter().map(|(.., rule)| rule));
}
