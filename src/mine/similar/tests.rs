use proptest::prelude::*;

use super::*;
use crate::mine::{
    config::ColdSettings,
    count::{FixedWeight, MinedRow, MinedRule, Neighbour, Scores},
};

fn traits(titles: &[&'static str]) -> Vec<Traits<'static>> {
    titles
        .iter()
        .map(|title| Traits {
            title,
            ..Traits::default()
        })
        .collect()
}

fn rule(item: u32, page: f64, orders: u32) -> MinedRule {
    MinedRule {
        neighbour: Neighbour {
            item: ItemId(item),
            orders,
            customers: orders,
            weight: FixedWeight::default(),
        },
        scores: Scores { page, cart: None },
    }
}

fn row(rules: Vec<MinedRule>) -> MinedRow {
    MinedRow {
        rules,
        ..MinedRow::default()
    }
}

fn newness(orders: u32) -> Newness {
    Newness {
        orders,
        is_new: orders == 0,
        is_offered: true,
    }
}

const BOTH: Lending = Lending {
    rows: true,
    clear_only: false,
    boldness: 1.0,
};

/// Mugs go with coasters, spades with gloves; a mug is new.
fn shop() -> (Vec<MinedRow>, Vec<Newness>, Likeness) {
    let titles = [
        "red mug",
        "cork coaster",
        "garden spade",
        "wool gloves",
        "blue mug",
    ];
    let rows = vec![
        row(vec![rule(1, 0.5, 40)]),
        row(vec![rule(0, 0.4, 40)]),
        row(vec![rule(3, 0.6, 30)]),
        row(vec![rule(2, 0.6, 30)]),
        row(Vec::new()),
    ];
    let newness = [100, 120, 80, 90, 0].map(newness).to_vec();
    (rows, newness, Likeness::new(&traits(&titles)))
}

fn consequents(row: &MinedRow) -> Vec<u32> {
    row.rules.iter().map(|rule| rule.neighbour.item.0).collect()
}

#[test]
fn a_new_item_borrows_from_what_is_like_it_and_claims_no_orders() {
    let (rows, newness, likeness) = shop();
    let lent = lend(
        rows,
        &newness,
        &likeness,
        BOTH,
        &ColdSettings::default(),
        16,
        &|_, _| true,
    );
    assert_eq!(consequents(&lent[4]), [1, 0]);
    assert!(lent[4].rules.iter().all(|rule| rule.neighbour.orders == 0));
    assert!(consequents(&lent[1]).contains(&4), "coasters name it");
    assert!(!consequents(&lent[2]).contains(&4), "spades do not");
    assert_eq!(lent[1].rules[0].neighbour.orders, 40, "counts are kept");
}

#[test]
fn neither_way_changes_nothing_and_what_is_not_offered_is_in_no_row() {
    let (rows, mut newness, likeness) = shop();
    let settings = ColdSettings::default();
    let none = Lending::default();
    assert_eq!(
        lend(
            rows.clone(),
            &newness,
            &likeness,
            none,
            &settings,
            16,
            &|_, _| true
        ),
        rows
    );
    newness[4].is_offered = false;
    newness[0].is_offered = false;
    let lent = lend(rows, &newness, &likeness, BOTH, &settings, 16, &|_, _| true);
    assert!(lent.iter().all(|row| !consequents(row).contains(&4)));
    assert_eq!(consequents(&lent[4]), [1], "the like one is not offered");
}

#[test]
fn nothing_is_lent_against_the_merchants_word() {
    let (rows, newness, likeness) = shop();
    let settings = ColdSettings::default();
    let apart = |from: ItemId, to: ItemId| (from, to) != (ItemId(1), ItemId(4)) && to != ItemId(0);
    let lent = lend(rows, &newness, &likeness, BOTH, &settings, 16, &apart);
    assert_eq!(consequents(&lent[4]), [1]);
    assert_eq!(
        consequents(&lent[1]),
        [0],
        "what was mined is not looked at again"
    );
}

#[test]
fn what_orders_earned_keeps_its_place_and_its_worth() {
    let (mut rows, mut newness, likeness) = shop();
    // Coasters have a full row, and the new mug has a rule of its own.
    rows[1] = row((5..21).map(|other| rule(other, 0.05, 4)).collect());
    rows[1].rules[0] = rule(0, 0.4, 40);
    rows[4] = row(vec![rule(3, 0.01, 3)]);
    newness[4].orders = 3;
    newness[4].is_new = true;
    let bold = Lending {
        boldness: 3.0,
        ..BOTH
    };
    let settings = ColdSettings::default();
    let lent = lend(
        rows.clone(),
        &newness,
        &likeness,
        bold,
        &settings,
        16,
        &|_, _| true,
    );
    assert_eq!(lent[4], rows[4], "it borrows nothing");
    assert!(consequents(&lent[1]).contains(&4), "{:?}", lent[1]);
    assert_eq!(lent[1].rules.len(), 16);
    let own = lent[1]
        .rules
        .iter()
        .filter(|rule| rows[1].rules.contains(rule));
    assert_eq!(own.count(), 15, "as they were, but for the last");
}

#[test]
fn where_nothing_was_measured_only_what_is_clearly_alike_lends_and_does_not_name_itself() {
    let (rows, newness, likeness) = shop();
    let careful = Lending {
        rows: true,
        clear_only: true,
        boldness: 0.0,
    };
    let settings = ColdSettings::default();
    let lend = |likeness: &Likeness| {
        let rows = rows.clone();
        lend(rows, &newness, likeness, careful, &settings, 16, &|_, _| {
            true
        })
    };
    let clear = traits(&[
        "red mug with a handle of cork",
        "cork coaster",
        "garden spade",
        "wool gloves",
        "blue mug with a handle of cork",
    ]);
    let clear = lend(&Likeness::new(&clear));
    assert_eq!(consequents(&clear[4]), [1]);
    assert_eq!(clear[..4], rows[..4]);
    assert_eq!(likeness.nearest(ItemId(4), 1, |_| true)[0].item, ItemId(0));
    let vague = traits(&[
        "red mug with handle",
        "cork coaster",
        "garden spade",
        "wool gloves",
        "painted tray with blue rim",
    ]);
    assert_eq!(lend(&Likeness::new(&vague)), rows);
}

#[test]
fn a_category_is_as_good_as_a_word() {
    let mut items = traits(&["alpha", "beta", "gamma"]);
    items[0].labels = vec!["Mugs"];
    items[2].labels = vec!["mugs"];
    let nearest = Likeness::new(&items).nearest(ItemId(0), 5, |_| true);
    assert_eq!(nearest[0].item, ItemId(2));
}

proptest! {
    #[test]
    fn likeness_is_mutual_and_at_most_one(
        titles in prop::collection::vec("[a-c]{1,3}( [a-c]{1,3}){0,3}", 2..12),
    ) {
        let items: Vec<_> = titles
            .iter()
            .map(|title| Traits { title, ..Traits::default() })
            .collect();
        let likeness = Likeness::new(&items);
        for left in (0..items.len() as u32).map(ItemId) {
            for near in likeness.nearest(left, 20, |_| true) {
                prop_assert!(near.likeness > 0.0 && near.likeness < 1.0 + 1e-9);
                let back = likeness.nearest(near.item, 20, |other| other == left);
                prop_assert!((back[0].likeness - near.likeness).abs() < 1e-9);
            }
            let all = likeness.nearest(left, 20, |_| true);
            let first = likeness.nearest(left, 2, |_| true);
            prop_assert_eq!(&all[..first.len()], &first[..]);
        }
    }

    #[test]
    fn rows_keep_their_room_and_name_each_item_once(
        orders in prop::collection::vec(0..40_u32, 5),
        room in 1..4_usize,
    ) {
        let (rows, _, likeness) = shop();
        let newness: Vec<_> = orders.into_iter().map(newness).collect();
        let settings = ColdSettings::default();
        for (item, row) in lend(rows, &newness, &likeness, BOTH, &settings, room, &|_, _| true)
            .iter()
            .enumerate()
        {
            let mut named = consequents(row);
            prop_assert!(named.len() <= room);
            prop_assert!(row.rules.is_sorted_by(|a, b| a.scores.page >= b.scores.page));
            prop_assert!(!named.contains(&(item as u32)));
            named.sort_unstable();
            let count = named.len();
            named.dedup();
            prop_assert_eq!(named.len(), count);
        }
    }
}
