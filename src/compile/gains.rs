//! What an upgrade has more, in the shop's own attributes: `Lenses: +2`, `Storage: +128 GB`,
//! `Case: steel`. Written at build time, so that a page has only to show it.

use super::cards::Card;
use crate::{domain::ItemId, table::Alternative};

/// An upgrade says so many differences at most.
const MOST: usize = 3;

/// A value that is a number and perhaps its unit, in ten-thousandths.
struct Measure<'a> {
    parts: i64,
    unit: &'a str,
}

/// Says on each card what the upgrades in its place have more, where the catalogue says it of both.
pub(super) fn compare<'a>(
    cards: &mut [Option<Card>],
    alternatives: &[(ItemId, Alternative)],
    names: &[String],
    attributes: impl Fn(ItemId) -> Option<&'a [String]>,
) {
    for (from, alternative) in alternatives.iter().filter(|(_, it)| it.is_upgrade) {
        let to = alternative.other;
        let (Some(own), Some(better)) = (attributes(*from), attributes(to)) else {
            continue;
        };
        let shown = cards.get(to.index()).and_then(Option::as_ref);
        let sku = shown.map(|card| card.sku.clone());
        let card = cards.get_mut(from.index()).and_then(Option::as_mut);
        if let (Some(sku), Some(card), Some(gain)) = (sku, card, text(names, own, better)) {
            card.gains.insert(sku, gain);
        }
    }
}

/// The attributes in which the better product differs, the shop's first ones first; `None` where there
/// are none. An attribute that either of them lacks is not compared.
fn text(names: &[String], own: &[String], better: &[String]) -> Option<String> {
    let differing = names.iter().zip(own.iter().zip(better));
    let said: Vec<String> = differing
        .filter(|(_, (own, better))| !own.is_empty() && !better.is_empty())
        .filter(|(_, (own, better))| own.to_lowercase() != better.to_lowercase())
        .map(|(name, (own, better))| {
            let name = label(name);
            // A line ends between differences, not within one.
            difference(own, better).map_or_else(
                || format!("{name}: {better}"),
                |difference| format!("{name}:\u{a0}{difference}"),
            )
        })
        .take(MOST)
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A column's name without the field that Shopify writes behind it.
fn label(name: &str) -> &str {
    let cut = name.find(" (product.metafields");
    cut.and_then(|cut| name.get(..cut)).unwrap_or(name).trim()
}

/// `+128 GB`; `None` where they are not two numbers of one unit.
fn difference(own: &str, better: &str) -> Option<String> {
    let (less, more) = (Measure::read(own)?, Measure::read(better)?);
    let parts = more.parts.checked_sub(less.parts)?;
    if less.unit.to_lowercase() != more.unit.to_lowercase() || parts == 0 {
        return None;
    }
    let sign = if parts > 0 { '+' } else { '\u{2212}' };
    let mark = if [own, better].iter().any(|value| value.contains(',')) {
        ','
    } else {
        '.'
    };
    let (whole, rest) = (parts.abs() / 10_000, parts.abs() % 10_000);
    let rest = format!("{rest:04}");
    let rest = rest.trim_end_matches('0');
    let space = if more.unit.is_empty() { "" } else { "\u{a0}" };
    Some(if rest.is_empty() {
        format!("{sign}{whole}{space}{}", more.unit)
    } else {
        format!("{sign}{whole}{mark}{rest}{space}{}", more.unit)
    })
}

impl<'a> Measure<'a> {
    /// Plain digits with one decimal mark at most. A mark before three digits may part thousands, so it
    /// is no number here; nor is what has digits in its unit, such as `1920 x 1080`.
    fn read(value: &'a str) -> Option<Self> {
        let value = value.trim();
        let end = value
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != ',')
            .unwrap_or(value.len());
        let (number, unit) = value.split_at_checked(end)?;
        let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, ""));
        let is_plain = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        let is_sound = !whole.is_empty()
            && whole.len() <= 12
            && is_plain(whole)
            && is_plain(rest)
            && rest.len() <= 4
            && rest.len() != 3
            && !(rest.is_empty() && number.len() > whole.len())
            && !unit.chars().any(|letter| letter.is_ascii_digit());
        if !is_sound {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let rest: i64 = format!("{rest:0<4}").parse().ok()?;
        Some(Self {
            parts: whole * 10_000 + rest,
            unit: unit.trim(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, own: &str, better: &str) -> Option<String> {
        text(&[name.to_owned()], &[own.to_owned()], &[better.to_owned()])
    }

    #[test]
    fn numbers_of_one_unit_are_told_by_their_difference() {
        for (own, better, expected) in [
            ("2", "4", "X:\u{a0}+2"),
            ("128 GB", "256GB", "X:\u{a0}+128\u{a0}GB"),
            ("1.5 kg", "2 kg", "X:\u{a0}+0.5\u{a0}kg"),
            ("2,25 m", "2 m", "X:\u{a0}\u{2212}0,25\u{a0}m"),
            ("2 m", "2,25 m", "X:\u{a0}+0,25\u{a0}m"),
        ] {
            assert_eq!(said("X", own, better).as_deref(), Some(expected));
        }
    }

    #[test]
    fn all_else_is_told_as_it_is() {
        for (own, better) in [
            ("plastic", "steel"),
            ("128 GB", "1 TB"),
            ("3,000 mAh", "5,000 mAh"),
            ("1280 x 720", "1920 x 1080"),
            ("2", "many"),
            ("1.", "2."),
        ] {
            assert_eq!(said("X", own, better), Some(format!("X: {better}")));
        }
    }

    #[test]
    fn what_is_alike_or_not_known_is_not_compared_and_three_are_enough() {
        assert_eq!(said("X", "Steel", "steel"), None);
        assert_eq!(said("X", "", "steel"), None);
        assert_eq!(said("X", "steel", ""), None);
        let list = |texts: [&str; 5]| texts.map(str::to_owned);
        let names = list(["A (product.metafields.custom.a)", "B", "C", "D", "E"]);
        let own = list(["1", "1", "1", "1", "1"]);
        let better = list(["2", "1", "3", "4", "5"]);
        let said = text(&names, &own, &better);
        assert_eq!(said.as_deref(), Some("A:\u{a0}+1, C:\u{a0}+2, D:\u{a0}+3"));
    }
}
