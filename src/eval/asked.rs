//! Asking many candidates the same questions, cheaply: rows as a table would hold them, without
//! writing a table.

use rayon::prelude::*;

use super::{HoldOut, Outcome, QueryKind};
use crate::{
    domain::ItemId,
    mine::count::{Link, Scored, Scores, keep, set_apart},
    score::FEW,
};

/// An item's rules in one plane: a score each, as coarse as a table's codes.
pub(super) type Row = Vec<Link>;

/// The rows of both planes.
#[derive(Debug)]
pub(super) struct Planes {
    pub(super) page: Vec<Row>,
    /// `None` where the page's serve carts too.
    pub(super) cart: Option<Vec<Row>>,
    /// What carts of few items ask, where they have a plane.
    few: Option<Vec<Row>>,
}

impl Planes {
    /// What a table keeps of these scores.
    pub(super) fn new(
        page: &Scored,
        cart: Option<&Scored>,
        offered: &[bool],
        rules_per_item: usize,
    ) -> Self {
        let empty = Vec::new();
        let kept: Vec<(Row, Row)> = page
            .rows()
            .par_iter()
            .enumerate()
            .map(|(antecedent, row)| {
                let others = cart.map(|cart| cart.rows().get(antecedent).unwrap_or(&empty));
                let mut others = others.map(|row| row.iter().peekable());
                let mut rules: Vec<(ItemId, Scores)> = row
                    .iter()
                    .map(|link| {
                        let cart = others.as_mut().map(|others| {
                            while others.next_if(|other| other.item < link.item).is_some() {}
                            others
                                .next_if(|other| other.item == link.item)
                                .map_or(0.0, |other| other.value)
                        });
                        let page = link.value;
                        (link.item, Scores { page, cart })
                    })
                    .filter(|(item, scores)| {
                        scores.page > 0.0 && offered.get(item.index()).is_some_and(|is| *is)
                    })
                    .collect();
                keep(
                    &mut rules,
                    rules_per_item,
                    |rule| rule.0,
                    |rule| &mut rule.1,
                );
                if cart.is_some() {
                    set_apart(rules.iter_mut().map(|(_, scores)| &mut scores.page));
                }
                rules.sort_unstable_by_key(|rule| rule.0);
                let plane = |score: &dyn Fn(&Scores) -> f64| {
                    coded(rules.iter().map(|(item, scores)| Link {
                        item: *item,
                        value: score(scores),
                    }))
                };
                (
                    plane(&|scores| scores.page),
                    plane(&|scores| scores.cart.unwrap_or_default()),
                )
            })
            .collect();
        let few: Option<Vec<Row>> = cart.map(|_| {
            kept.par_iter()
                .map(|(page, cart)| of_few(page, cart))
                .collect()
        });
        let (page, carts) = kept.into_iter().unzip();
        Self {
            page,
            cart: cart.map(|_| carts),
            few,
        }
    }

    /// The gain ([`Outcome::gain`]) of each query of one kind. The same as
    /// [`super::Trial::ask`] would find, in time that does not depend on the number of items.
    pub(super) fn gains(&self, queries: &[HoldOut], kind: QueryKind) -> Vec<f64> {
        let item_count = self.page.len();
        queries
            .par_iter()
            .map_init(
                || (vec![0.0; item_count], Vec::new()),
                |(scores, touched), query| {
                    let shown = query.query(kind);
                    gain(self.rows(shown), shown, query.held_out, scores, touched)
                },
            )
            .collect()
    }
}

impl Planes {
    /// Adds up what a query's rows give each item; items beyond the slice are passed over.
    pub(super) fn score(&self, query: &[ItemId], scores: &mut [f64]) {
        scores.fill(0.0);
        let rows = self.rows(query);
        for link in query
            .iter()
            .filter_map(|item| rows.get(item.index()))
            .flatten()
        {
            if let Some(score) = scores.get_mut(link.item.index()) {
                *score += link.value;
            }
        }
    }

    fn rows(&self, shown: &[ItemId]) -> &[Row] {
        match (shown.len(), &self.few, &self.cart) {
            (2..=FEW, Some(few), _) => few,
            (2.., _, Some(cart)) => cart,
            _ => &self.page,
        }
    }
}

/// Asks one question. `scores` is all 0 and `touched` empty, before and after.
fn gain(
    rows: &[Row],
    shown: &[ItemId],
    held_out: ItemId,
    scores: &mut [f64],
    touched: &mut Vec<ItemId>,
) -> f64 {
    for link in shown
        .iter()
        .filter_map(|item| rows.get(item.index()))
        .flatten()
    {
        if let Some(score) = scores.get_mut(link.item.index()) {
            if *score <= 0.0 {
                touched.push(link.item);
            }
            *score += link.value;
        }
    }
    let of = |item: ItemId| scores.get(item.index()).copied().unwrap_or(0.0);
    let score = of(held_out);
    let beats = |other: ItemId| {
        let rival = of(other);
        rival > score || (rival >= score && other < held_out)
    };
    let scored = touched
        .iter()
        .filter(|item| beats(**item) && !shown.contains(item))
        .count();
    // Nothing suggests it: before it come the more popular ones that nothing suggests either.
    let unscored = if score > 0.0 {
        0
    } else {
        let more_popular = held_out.index().min(scores.len());
        let others = touched.iter().filter(|item| !shown.contains(item));
        let left_out = others.chain(shown).filter(|item| **item < held_out).count();
        more_popular - left_out.min(more_popular)
    };
    for item in touched.drain(..) {
        if let Some(score) = scores.get_mut(item.index()) {
            *score = 0.0;
        }
    }
    Outcome {
        rank: u32::try_from(scored + unscored + 1).unwrap_or(u32::MAX),
        top: Vec::new(),
        answered: true,
    }
    .gain()
}

/// A row as [`crate::table::Row::rules_of_few`] has it: on top of the cart's scores the page's, the
/// strongest of both level.
fn of_few(page: &Row, cart: &Row) -> Row {
    let strongest = |row: &Row| row.iter().fold(0.0, |most: f64, link| most.max(link.value));
    let lift = strongest(cart) / strongest(page).max(f64::MIN_POSITIVE);
    let mut pages = page.iter().peekable();
    cart.iter()
        .map(|link| {
            while pages.next_if(|page| page.item < link.item).is_some() {}
            let page = pages.next_if(|page| page.item == link.item);
            Link {
                item: link.item,
                value: link.value + page.map_or(0.0, |page| page.value * lift),
            }
        })
        .collect()
}

/// A row with scores as coarse as a table's codes: steps of half an octave, fifteen of them.
fn coded(row: impl Iterator<Item = Link> + Clone) -> Row {
    let strongest = row
        .clone()
        .fold(0.0, |most: f64, link| most.max(link.value));
    let scale = (10.0 * strongest.log2()).round();
    row.filter(|link| link.value > 0.0)
        .map(|link| {
            let steps = ((10.0 * link.value.log2() - scale) / 5.0).round();
            Link {
                item: link.item,
                value: ((scale + 5.0 * steps.clamp(-14.0, 0.0)) / 10.0).exp2(),
            }
        })
        .collect()
}
