//! From what the rules say to the products that they speak of, with what is wrong in it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    By, Goods, MAX_HEAD, Named, ProductFault, TagLink, Word,
    goods::{brand_of, margin},
};
use crate::{
    compile::Lint,
    mine::config::{Bounds, PinRule, RulesSettings, Selector, Settings},
};

/// Finds products, rule by rule.
struct Resolver<'a, 'b> {
    goods: &'b Goods<'a>,
    lints: Vec<Lint>,
}

pub(super) fn resolve<'a>(goods: Goods<'a>, settings: &Settings) -> (Word<'a>, Vec<Lint>) {
    let rules = &settings.rules;
    let mut resolver = Resolver {
        goods: &goods,
        lints: Vec::new(),
    };
    let count = goods.list.len();
    let blocked = resolver.blocked(rules, count);
    let (apart, apart_alone) = resolver.apart(rules, count);
    let factors = resolver.factors(rules, count);
    let (links, link_from, link_to) = resolver.links(rules, count);
    let lints = resolver.lints;
    let mut word = Word {
        thin: thin(&goods, rules),
        brands: brands(&goods),
        brand_cap: brand_cap(rules, settings.offer.max_items.into()),
        box_items: settings.offer.max_items.into(),
        blocked,
        factors,
        apart,
        apart_alone,
        links,
        link_from,
        link_to,
        named: BTreeMap::new(),
        upgrades: Vec::new(),
        goods,
    };
    let mut resolver = Resolver {
        goods: &word.goods,
        lints,
    };
    let pins = resolver.pins("rules.pin", &rules.pins);
    let upgrades = resolver.pins("rules.upgrade", &rules.upgrades);
    let upgrades = upgrades.into_iter().map(|(from, named)| (from, named.to));
    let shop = resolver.shop_links(rules);
    let mut lints = resolver.lints;
    word.upgrades = upgrades.collect();
    word.named = settle(&word, pins, shop, &mut lints);
    (word, lints)
}

/// The SKUs of what selectors hold for and can be bought, each once; of a selector the most popular
/// first. What holds for nothing, and what is named and cannot be bought, is told.
pub(in super::super) fn skus(
    goods: &Goods<'_>,
    key: &str,
    number: usize,
    selectors: &[Selector],
) -> (Vec<String>, Vec<Lint>) {
    let mut resolver = Resolver {
        goods,
        lints: Vec::new(),
    };
    let (mut skus, mut seen) = (Vec::new(), HashSet::new());
    for selector in selectors {
        for place in resolver.shown(key, number, selector) {
            let sku = goods.get(place).map_or("", |good| good.sku());
            if seen.insert(sku) {
                skus.push(sku.to_owned());
            }
        }
    }
    (skus, resolver.lints)
}

impl Resolver<'_, '_> {
    /// What a selector holds for. One that holds for nothing is told.
    fn matching(&mut self, key: &str, number: usize, selector: &Selector) -> Vec<u32> {
        let rule = || format!("{key} {number}");
        if selector.needs_catalog() && !self.goods.has_catalog {
            self.lints.push(Lint::NeedsCatalog {
                rule: rule(),
                selector: selector.as_str().to_owned(),
            });
            return Vec::new();
        }
        let found = self.goods.matching(selector);
        if found.is_empty() {
            self.lints.push(match selector.sku() {
                Some(sku) => Lint::Product {
                    fault: ProductFault::Unknown,
                    sku: sku.to_owned(),
                    rule: rule(),
                },
                None => Lint::MatchesNothing {
                    rule: rule(),
                    selector: selector.as_str().to_owned(),
                },
            });
        }
        found
    }

    /// What a selector suggests: without what cannot be suggested, the most popular first. A product
    /// named by its SKU that cannot is told.
    fn shown(&mut self, key: &str, number: usize, selector: &Selector) -> Vec<u32> {
        let mut found = self.matching(key, number, selector);
        if selector.sku().is_some()
            && let [place] = found.as_slice()
            && let Some(fault) = self.goods.fault(*place)
        {
            self.lints.push(Lint::Product {
                fault,
                sku: selector.as_str().to_owned(),
                rule: format!("{key} {number}"),
            });
        }
        found.retain(|place| self.goods.fault(*place).is_none());
        self.goods.by_popularity(&mut found);
        found
    }

    fn blocked(&mut self, rules: &RulesSettings, count: usize) -> Vec<bool> {
        let mut blocked = vec![false; count];
        for (number, selector) in (1..).zip(&rules.block) {
            mark(
                &mut blocked,
                &self.matching("rules.block", number, selector),
                true,
            );
        }
        blocked
    }

    fn factors(&mut self, rules: &RulesSettings, count: usize) -> Vec<f64> {
        let mut factors = vec![1.0; count];
        let (mut boosts, mut buries) = (0, 0);
        for rule in &rules.factors {
            let (key, number) = if rule.factor >= 1.0 {
                boosts += 1;
                ("rules.boost", boosts)
            } else {
                buries += 1;
                ("rules.bury", buries)
            };
            for place in self.matching(key, number, &rule.what) {
                if let Some(factor) = factors.get_mut(place as usize) {
                    *factor *= rule.factor;
                }
            }
        }
        factors
    }

    fn apart(
        &mut self,
        rules: &RulesSettings,
        count: usize,
    ) -> (Vec<Vec<(usize, usize)>>, Vec<bool>) {
        let lists = &rules.never_together;
        if lists.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let mut apart = vec![Vec::new(); count];
        for (list, selectors) in lists.iter().enumerate() {
            for (entry, selector) in selectors.iter().enumerate() {
                for place in self.matching("rules.never_together", list + 1, selector) {
                    if let Some(entries) = apart.get_mut(place as usize) {
                        entries.push((list, entry));
                    }
                }
            }
        }
        let alone = lists.iter().map(|selectors| selectors.len() == 1);
        (apart, alone.collect())
    }

    fn links(
        &mut self,
        rules: &RulesSettings,
        count: usize,
    ) -> (Vec<TagLink>, Vec<Vec<usize>>, Vec<Vec<usize>>) {
        if rules.links.is_empty() {
            return (Vec::new(), Vec::new(), Vec::new());
        }
        let mut links = Vec::new();
        let (mut from, mut to) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (place, rule) in rules.links.iter().enumerate() {
            let note = |ends: &mut Vec<Vec<usize>>, found: &[u32]| {
                for product in found {
                    if let Some(links) = ends.get_mut(*product as usize) {
                        links.push(place);
                    }
                }
            };
            note(
                &mut from,
                &self.matching("rules.link", place + 1, &rule.from),
            );
            let targets = self.shown("rules.link", place + 1, &rule.to);
            note(&mut to, &targets);
            links.push(TagLink {
                to: targets,
                items: rule.items.into(),
            });
        }
        (links, from, to)
    }

    /// Product and what is named beside it, or in its place, in the order of the rules.
    fn pins(&mut self, key: &str, rules: &[PinRule]) -> Vec<(u32, Named)> {
        let mut pins = Vec::new();
        for (number, rule) in (1..).zip(rules) {
            let beside = self.matching(key, number, &rule.beside);
            let mut shown = Vec::new();
            for selector in &rule.show {
                let found = self.shown(key, number, selector);
                if let (Some(sku), [one], true) = (
                    rule.beside.sku(),
                    found.as_slice(),
                    selector.sku().is_some(),
                ) && beside.contains(one)
                {
                    self.lints.push(Lint::SelfPair {
                        sku: sku.to_owned(),
                        rule: format!("{key} {number}"),
                    });
                }
                shown.extend(found.into_iter().take(MAX_HEAD + 1));
            }
            for from in beside {
                let by = By::Pin(number);
                pins.extend(shown.iter().map(|&to| (from, Named { to, by })));
            }
        }
        pins
    }

    /// The catalogue's own links, kind by kind. Those that lead nowhere are told in one line.
    fn shop_links(&mut self, rules: &RulesSettings) -> Vec<(u32, Named)> {
        const EXAMPLES: usize = 3;
        let mut found = Vec::new();
        let (mut dead, mut all) = (0, 0);
        let mut examples = BTreeSet::new();
        for (from, good) in (0_u32..).zip(&self.goods.list) {
            let links = good.record.map_or(&[] as &[_], |record| &record.links);
            for kind in &rules.shop_links {
                for link in links.iter().filter(|link| link.kind == *kind) {
                    all += 1;
                    match self.goods.target(&link.target) {
                        Some(to) => found.push((
                            from,
                            Named {
                                to,
                                by: By::Shop(*kind),
                            },
                        )),
                        None => {
                            dead += 1;
                            if examples.len() < EXAMPLES {
                                examples.insert(link.target.to_string());
                            }
                        }
                    }
                }
            }
        }
        if dead > 0 {
            self.lints.push(Lint::DeadLinks {
                links: dead,
                of: all,
                examples: examples.into_iter().collect(),
            });
        }
        found
    }
}

/// Pins, then the shop's links, by product: no product beside itself, none twice, none that a
/// stronger rule forbids, none beyond the places.
fn settle(
    word: &Word<'_>,
    pins: Vec<(u32, Named)>,
    shop: Vec<(u32, Named)>,
    lints: &mut Vec<Lint>,
) -> BTreeMap<u32, Vec<Named>> {
    let mut named: BTreeMap<u32, Vec<Named>> = BTreeMap::new();
    let mut overruled: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut beyond: BTreeMap<usize, usize> = BTreeMap::new();
    for (from, pin) in pins.into_iter().chain(shop) {
        let number = match pin.by {
            By::Pin(number) => Some(number),
            _ => None,
        };
        let forbidden = if word.is_blocked(pin.to) {
            Some("rules.block")
        } else if word.is_apart(from, pin.to) {
            Some("rules.never_together")
        } else {
            None
        };
        if from == pin.to {
            continue;
        }
        if let Some(by) = forbidden {
            if let Some(number) = number {
                *overruled.entry((number, by)).or_default() += 1;
            }
            continue;
        }
        let list = named.entry(from).or_default();
        if list.iter().any(|other| other.to == pin.to) {
            continue;
        }
        // A later pin of the same box gives way to an earlier one.
        if list.iter().any(|other| word.is_apart(other.to, pin.to)) {
            if let Some(number) = number {
                *overruled
                    .entry((number, "rules.never_together"))
                    .or_default() += 1;
            }
        } else if list.len() < MAX_HEAD {
            list.push(pin);
        } else if let Some(number) = number {
            *beyond.entry(number).or_default() += 1;
        }
    }
    named.retain(|_, list| !list.is_empty());
    lints.extend(
        overruled
            .into_iter()
            .map(|((number, by), pins)| Lint::Overruled {
                rule: format!("rules.pin {number}"),
                by: by.to_owned(),
                pins,
            }),
    );
    lints.extend(beyond.into_iter().map(|(number, pins)| Lint::TooManyPins {
        rule: format!("rules.pin {number}"),
        pins,
    }));
    named
}

fn mark<T: Copy>(all: &mut [T], places: &[u32], value: T) {
    for place in places {
        if let Some(slot) = all.get_mut(*place as usize) {
            *slot = value;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share of ten thousand")]
fn thin(goods: &Goods<'_>, rules: &RulesSettings) -> Vec<bool> {
    let floor = (rules.min_margin * Bounds::ONE as f64).round() as i64;
    let is_thin = |record| margin(record).is_some_and(|margin| margin < floor);
    goods
        .list
        .iter()
        .map(|good| floor > 0 && good.record.is_some_and(is_thin))
        .collect()
}

fn brands(goods: &Goods<'_>) -> Vec<Option<usize>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    goods
        .list
        .iter()
        .map(|good| {
            let next = numbers.len();
            Some(*numbers.entry(brand_of(good.record)?).or_insert(next))
        })
        .collect()
}

/// How many of a box may be of one brand; `None` for any number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of at most twelve"
)]
fn brand_cap(rules: &RulesSettings, box_items: usize) -> Option<usize> {
    // A third of three is one, whatever the third is rounded to.
    const ROUNDING: f64 = 1e-9;
    let most = (rules.max_brand_share * box_items as f64 + ROUNDING).floor();
    (rules.max_brand_share < 1.0).then_some((most as usize).max(1))
}
