use rustc_hash::{FxHashMap, FxHashSet};

use super::kinds::Kinds;
use crate::mine::dataset::Dataset;

/// One in a thousand.
const SIGNIFICANT: f64 = 0.001;

/// Things that go with an item, at most, by which its company is known.
const COMPANIONS: usize = 8;

/// Orders with both before a thing goes with an item.
const COMPANION_ORDERS: u32 = 3;

/// What the orders say of the alternatives of one kind, summed over their pairs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct KindEvidence {
    /// Pairs of alternatives.
    pub pairs: u32,
    /// Orders with both.
    pub together: f64,
    /// The same, by chance.
    pub expected: f64,
    /// Orders with both among those that hold what goes with both.
    pub in_company: f64,
    /// The same, by chance.
    pub expected_in_company: f64,
    /// Customers who bought both, but never at once.
    pub apart: f64,
    /// The same, by chance.
    pub expected_apart: f64,
    /// Customers who bought both at once.
    pub at_once: f64,
}

impl KindEvidence {
    /// Observed over expected, drawn towards 1: (O + 1) / (E + 1).
    #[must_use]
    pub fn ratio(&self) -> f64 {
        (self.together + 1.0) / (self.expected + 1.0)
    }

    /// Whether alternatives are bought together: twice as often as by chance.
    #[must_use]
    pub fn is_together(&self) -> bool {
        self.ratio() >= 2.0
    }

    /// Whether one is taken in place of the other.
    #[must_use]
    pub fn is_substitute(&self) -> bool {
        let shuns = at_most(self.in_company, self.expected_in_company / 2.0) < SIGNIFICANT;
        let returns = self.apart >= 5.0 * self.at_once
            && at_least(self.apart, self.expected_apart * 2.0) < SIGNIFICANT;
        self.pairs > 0 && !self.is_together() && (shuns || returns)
    }

    fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.together += other.together;
        self.expected += other.expected;
        self.in_company += other.in_company;
        self.expected_in_company += other.expected_in_company;
        self.apart += other.apart;
        self.expected_apart += other.expected_apart;
        self.at_once += other.at_once;
    }
}

/// What was found.
pub(super) struct Judged {
    pub(super) kinds: Vec<KindEvidence>,
    /// Lower place first.
    pub(super) substitutes: Vec<(u32, u32)>,
}

/// Orders by item, without those of somebody stocking up.
pub(super) struct Evidence<'a> {
    dataset: &'a Dataset,
    /// Places of orders, ascending, by item.
    orders: Vec<Vec<u32>>,
    order_count: usize,
}

impl<'a> Evidence<'a> {
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        let mut lines: Vec<usize> = dataset.orders.iter().map(|it| it.items.len()).collect();
        lines.sort_unstable();
        let median = lines.get(lines.len() / 2).copied().unwrap_or(0);
        let most = (median * 4).max(12);
        let mut orders = vec![Vec::new(); dataset.items.len()];
        let mut order_count = 0;
        for (place, order) in (0_u32..).zip(dataset.orders.iter()) {
            if order.items.len() > most {
                continue;
            }
            order_count += 1;
            for item in order.items {
                if let Some(list) = orders.get_mut(*item as usize) {
                    list.push(place);
                }
            }
        }
        Self {
            dataset,
            orders,
            order_count,
        }
    }

    fn orders_with(&self, item: u32) -> &[u32] {
        self.orders
            .get(item as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn by_chance(&self, one: u32, other: u32) -> f64 {
        let count = |item| self.orders_with(item).len() as f64;
        count(one) * count(other) / self.order_count.max(1) as f64
    }

    /// Whether two items by themselves are bought together, significantly more often than twice
    /// chance.
    pub(super) fn is_together(&self, (one, other): (u32, u32)) -> bool {
        let both = common(self.orders_with(one), self.orders_with(other)).len();
        both >= 3 && at_least(both as f64, 2.0 * self.by_chance(one, other)) < SIGNIFICANT
    }

    pub(super) fn judge(&self, kinds: &Kinds) -> Judged {
        let pairs = kinds.pairs();
        let mut company: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &(one, other) in &pairs {
            for item in [one, other] {
                company
                    .entry(item)
                    .or_insert_with(|| self.companions(item, kinds));
            }
        }
        let customers = f64::from(self.dataset.customer_count.max(1));
        let found: Vec<(u32, u32, KindEvidence)> = pairs
            .into_iter()
            .map(|(one, other)| (one, other, self.look(one, other, &company, customers)))
            .collect();
        let mut by_kind = vec![KindEvidence::default(); kinds.names().len()];
        // Pairs ascend: the second is the one that may never have been ordered.
        let was_ordered = |other: &u32| (*other as usize) < self.dataset.items.len();
        for (one, _, evidence) in found.iter().filter(|(_, other, _)| was_ordered(other)) {
            if let Some(sum) = kinds
                .of(*one)
                .and_then(|kind| by_kind.get_mut(kind as usize))
            {
                sum.add(evidence);
            }
        }
        let is_substitute = |item: u32| {
            let kind = kinds.of(item).and_then(|kind| by_kind.get(kind as usize));
            kind.is_some_and(KindEvidence::is_substitute)
        };
        let substitutes = found
            .iter()
            .filter(|(one, _, pair)| {
                let most = (2.0 * pair.expected).max(pair.expected_in_company / 2.0);
                let is_own = pair.together >= 3.0 && at_least(pair.together, most) < SIGNIFICANT;
                is_substitute(*one) && !is_own
            })
            .map(|(one, other, _)| (*one, *other))
            .collect();
        Judged {
            kinds: by_kind,
            substitutes,
        }
    }

    /// What goes with an item and is of another kind, by (C - E) / sqrt(E), ascending.
    fn companions(&self, item: u32, kinds: &Kinds) -> Vec<u32> {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for order in self.orders_with(item) {
            if let Some(order) = self.dataset.orders.get(*order as usize) {
                for other in order.items {
                    *counts.entry(*other).or_default() += 1;
                }
            }
        }
        let mut found: Vec<(f64, u32)> = counts
            .into_iter()
            .filter(|(other, count)| {
                *count >= COMPANION_ORDERS && *other != item && kinds.of(*other) != kinds.of(item)
            })
            .map(|(other, count)| {
                let chance = self.by_chance(item, other).max(1e-9);
                ((f64::from(count) - chance) / chance.sqrt(), other)
            })
            .filter(|(score, _)| *score > 0.0)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(COMPANIONS);
        let mut found: Vec<u32> = found.into_iter().map(|(_, other)| other).collect();
        found.sort_unstable();
        found
    }

    fn look(
        &self,
        one: u32,
        other: u32,
        company: &FxHashMap<u32, Vec<u32>>,
        customers: f64,
    ) -> KindEvidence {
        let (ours, theirs) = (self.orders_with(one), self.orders_with(other));
        let both = common(ours, theirs);
        let of = |item| company.get(&item).map(Vec::as_slice).unwrap_or_default();
        let mut around: Vec<u32> = common(of(one), of(other))
            .into_iter()
            .flat_map(|item| self.orders_with(item))
            .copied()
            .collect();
        around.sort_unstable();
        around.dedup();
        let among = |orders: &[u32]| common(orders, &around).len() as f64;
        let (buyers, others) = (self.customers(ours), self.customers(theirs));
        let at_once = self.customers(&both);
        let shared = buyers.iter().filter(|who| others.contains(who));
        KindEvidence {
            pairs: 1,
            together: both.len() as f64,
            expected: self.by_chance(one, other),
            in_company: among(&both),
            expected_in_company: among(ours) * among(theirs) / around.len().max(1) as f64,
            apart: shared.filter(|who| !at_once.contains(who)).count() as f64,
            expected_apart: buyers.len() as f64 * others.len() as f64 / customers,
            at_once: at_once.len() as f64,
        }
    }

    fn customers(&self, orders: &[u32]) -> FxHashSet<u32> {
        orders
            .iter()
            .filter_map(|order| self.dataset.orders.get(*order as usize)?.customer)
            .map(|customer| customer.0)
            .collect()
    }
}

/// What two ascending lists share.
fn common(one: &[u32], other: &[u32]) -> Vec<u32> {
    let (few, many) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_shared = |it: &&u32| many.binary_search(it).is_ok();
    few.iter().filter(is_shared).copied().collect()
}

/// P(X <= count) of a Poisson variable.
fn at_most(count: f64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    if mean > 500.0 {
        // Four standard errors stand for one in a thousand.
        return if count < mean - 4.0 * mean.sqrt() {
            0.0
        } else {
            1.0
        };
    }
    let (mut term, mut sum, mut at) = ((-mean).exp(), 0.0, 0.0);
    while at <= count && at <= mean * 4.0 + 100.0 {
        sum += term;
        at += 1.0;
        term *= mean / at;
    }
    sum
}

/// P(X >= count) of a Poisson variable.
fn at_least(count: f64, mean: f64) -> f64 {
    if count <= 0.0 {
        return 1.0;
    }
    if mean > 500.0 {
        return if count > mean + 4.0 * mean.sqrt() {
            0.0
        } else {
            1.0
        };
    }
    (1.0 - at_most(count - 1.0, mean.max(1e-12))).max(0.0)
}
