//! What the merchant named by hand gets its place in the rows that were mined.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;

use super::{
    By, Named, SourceNote, Word, at,
    judge::{is_held, released},
};
use crate::{
    compile::{Mined, Sources, Weighed},
    domain::ItemId,
    mine::count::{FixedWeight, MinedRule, Neighbour, Scores},
};

/// How many times stronger each named suggestion is than the next, and what is in a box than what is
/// behind it: more than the step of a code, so that coding keeps them apart. Multiplied alone, so that
/// every machine gets the same.
const STEP: f64 = 1.5;

/// The same for carts, whose codes stand further apart.
const CART_STEP: f64 = 2.0;

const NONE: Scores = Scores {
    page: 0.0,
    cart: None,
};

/// Rules as the merchant has them.
#[derive(Debug)]
pub(in super::super) struct Finished {
    pub(in super::super) mined: Mined,
    /// What does not come from orders alone.
    pub(in super::super) sources: Sources,
}

/// A row while it is put together: a rule, where it leads, who named it.
type Placed = (MinedRule, u32, Option<By>);

impl Word<'_> {
    /// Gives pins and links their places and keeps the shares of a box. Products that were never
    /// ordered must be items already: [`Word::with_unsold`].
    pub(in super::super) fn finish(&self, mined: Mined) -> Finished {
        if self.is_silent() {
            return Finished {
                mined,
                sources: Sources::default(),
            };
        }
        let places = 0..u32::try_from(self.goods.list.len()).unwrap_or(u32::MAX);
        let heads: BTreeMap<u32, Vec<Named>> = places
            .map(|from| (from, self.head(&mined, from)))
            .filter(|(_, head)| !head.is_empty())
            .collect();
        let typical = typical(&mined);
        let mut mined = mined;
        let mut notes = Vec::new();
        let item_count = u32::try_from(mined.rows.len()).unwrap_or(u32::MAX);
        for id in (0..item_count).map(ItemId) {
            let Some(from) = mined.baskets.source_of(id) else {
                continue;
            };
            let head = heads.get(&from).map(Vec::as_slice).unwrap_or_default();
            let Some(row) = mined.rows.get(id.index()).map(|row| row.rules.clone()) else {
                continue;
            };
            let rules = self.row(&mined, head, row, typical);
            notes.extend(rules.iter().filter_map(|placed| self.note(from, placed)));
            if let Some(row) = mined.rows.get_mut(id.index()) {
                row.rules = rules.into_iter().map(|(rule, ..)| rule).collect();
            }
        }
        Finished {
            mined,
            sources: Sources::new(notes, self.weighed()),
        }
    }

    /// The products that are boosted or buried.
    fn weighed(&self) -> Vec<Weighed> {
        let hundredths = |factor: f64| (factor * 100.0).round() / 100.0;
        let weighed = self.goods.list.iter().zip(&self.factors);
        weighed
            .filter(|(_, factor)| **factor != 1.0)
            .map(|(good, &factor)| Weighed {
                sku: good.sku().to_owned(),
                reason: if factor > 1.0 {
                    format!("boosted by {}", hundredths(factor))
                } else {
                    format!("buried by {}", hundredths(1.0 / factor))
                },
            })
            .collect()
    }

    /// What is named beside a product: pins and the shop's links, then what `rules.link` choose.
    fn head(&self, mined: &Mined, from: u32) -> Vec<Named> {
        let mut head = self.named.get(&from).cloned().unwrap_or_default();
        let links = at(&self.link_from, from);
        if links.is_empty() {
            return head;
        }
        let row = mined.baskets.id_of(from);
        let row = row.and_then(|id| mined.rows.get(id.index()));
        let scores: HashMap<u32, f64, FxBuildHasher> = row
            .into_iter()
            .flat_map(|row| &row.rules)
            .filter_map(|rule| {
                Some((
                    mined.baskets.source_of(rule.neighbour.item)?,
                    rule.scores.page,
                ))
            })
            .collect();
        for number in links {
            let Some(link) = self.links.get(*number) else {
                continue;
            };
            let score = |place: &u32| scores.get(place).copied().unwrap_or(0.0);
            let mut targets = link.to.clone();
            // Stable: the most popular first among those not bought together.
            targets.sort_by(|a, b| score(b).total_cmp(&score(a)));
            let mut left = link.items;
            for to in targets {
                if left == 0 || head.len() >= super::MAX_HEAD {
                    break;
                }
                let is_free = to != from
                    && !self.is_forbidden(from, to)
                    && !head
                        .iter()
                        .any(|named| named.to == to || self.is_apart(named.to, to));
                if is_free {
                    let by = By::Link(number + 1);
                    head.push(Named { to, by });
                    left -= 1;
                }
            }
        }
        head
    }

    /// A product's rules: what is named, in its order, then what was mined, best first.
    fn row(
        &self,
        mined: &Mined,
        head: &[Named],
        row: Vec<MinedRule>,
        typical: Scores,
    ) -> Vec<Placed> {
        let mut rest: Vec<(MinedRule, u32)> = row
            .into_iter()
            .filter_map(|mut rule| {
                rule.scores = released(rule.scores);
                Some((rule, mined.baskets.source_of(rule.neighbour.item)?))
            })
            .collect();
        let top = rest
            .iter()
            .fold(NONE, |top, (rule, _)| higher(top, rule.scores));
        let top = Scores {
            page: if top.page > 0.0 {
                top.page
            } else {
                typical.page
            },
            cart: top.cart.filter(|cart| *cart > 0.0).or(typical.cart),
        };
        let two_planes = mined.meta.planes > 1;
        let mut placed: Vec<Placed> = Vec::new();
        let mut page = top.page;
        for named in head.iter().rev() {
            let known = rest.iter().position(|(_, to)| *to == named.to);
            let neighbour = match known.map(|at| rest.remove(at)) {
                Some((rule, _)) => rule.neighbour,
                None => {
                    let Some(item) = mined.baskets.id_of(named.to) else {
                        continue;
                    };
                    // Never more than what clears the floors: a count of 0 is none that is told.
                    Neighbour {
                        item,
                        orders: 0,
                        customers: 0,
                        weight: FixedWeight::default(),
                    }
                }
            };
            page *= STEP;
            let scores = Scores {
                page,
                cart: two_planes.then(|| top.cart.unwrap_or(top.page) * CART_STEP),
            };
            placed.push((MinedRule { neighbour, scores }, named.to, Some(named.by)));
        }
        placed.reverse();
        rest.sort_by(|(a, _), (b, _)| {
            b.scores
                .page
                .total_cmp(&a.scores.page)
                .then(a.neighbour.item.cmp(&b.neighbour.item))
        });
        placed.extend(rest.into_iter().map(|(rule, to)| (rule, to, None)));
        if self.brand_cap.is_some() || !self.apart.is_empty() {
            placed = self.boxed(placed);
        }
        placed.truncate(mined.meta.rules_per_item.into());
        placed
    }

    /// Fills the box from the best down with what may stand in it; what may not goes behind it. Where
    /// the box is not filled so, nothing goes behind.
    fn boxed(&self, row: Vec<Placed>) -> Vec<Placed> {
        let brand = |place: u32| self.brands.get(place as usize).copied().flatten();
        let (mut chosen, mut behind): (Vec<Placed>, Vec<Placed>) = (Vec::new(), Vec::new());
        for placed in row {
            let (_, to, by) = placed;
            let same = |other: &&Placed| brand(to).is_some() && brand(other.1) == brand(to);
            let too_many = self
                .brand_cap
                .is_some_and(|cap| chosen.iter().filter(same).count() >= cap);
            let may_stand = by.is_some()
                || (!too_many && !chosen.iter().any(|other| self.is_apart(other.1, to)));
            if chosen.len() < self.box_items && may_stand {
                chosen.push(placed);
            } else {
                behind.push(placed);
            }
        }
        if chosen.len() < self.box_items {
            return chosen;
        }
        let last = chosen
            .last()
            .map_or(f64::INFINITY, |(rule, ..)| rule.scores.page);
        let most = last / STEP;
        chosen.extend(behind.into_iter().map(|(mut rule, to, by)| {
            rule.scores.page = rule.scores.page.min(most);
            (rule, to, by)
        }));
        chosen.sort_by(|(a, ..), (b, ..)| b.scores.page.total_cmp(&a.scores.page));
        chosen
    }

    fn note(&self, from: u32, placed: &Placed) -> Option<SourceNote> {
        let (_, to, by) = *placed;
        let by = by?;
        Some(SourceNote {
            item: self.goods.get(from)?.sku().to_owned(),
            pick: self.goods.get(to)?.sku().to_owned(),
            source: by.source(),
            reason: by.reason(),
        })
    }
}

fn higher(a: Scores, b: Scores) -> Scores {
    Scores {
        page: a.page.max(b.page),
        cart: match (a.cart, b.cart) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        },
    }
}

/// The median of the rows' best scores: how strong a row is that has nothing mined. 1 where no row
/// has anything.
fn typical(mined: &Mined) -> Scores {
    let mut best: Vec<(f64, f64)> = mined
        .rows
        .iter()
        .filter_map(|row| {
            let unheld = row.rules.iter().filter(|rule| !is_held(&rule.scores));
            let top = unheld.fold(NONE, |top, rule| higher(top, rule.scores));
            (top.page > 0.0).then_some((top.page, top.cart.unwrap_or(top.page)))
        })
        .collect();
    let mut median = |key: fn(&(f64, f64)) -> f64| {
        best.sort_by(|a, b| key(a).total_cmp(&key(b)));
        best.get(best.len() / 2).map_or(1.0, key)
    };
    Scores {
        page: median(|best| best.0),
        cart: Some(median(|best| best.1)),
    }
}
