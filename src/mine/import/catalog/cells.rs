//! What single cells of a catalogue say, in the words that shops use.

use super::super::{
    ShopSystem, number,
    text::{decode, fits, folded, tidy},
};
use super::CatalogRecord;
use crate::domain::{SafeUrl, Stock};

/// The parts of a cell that holds a list, each once.
pub(super) fn listed(cell: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in cell.split([',', ';', '|', '\n']) {
        let part = tidy(part);
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// `Home > Kitchen > Mugs, Gifts` is `Home`, `Kitchen`, `Mugs` and `Gifts`. Magento writes `/`.
pub(super) fn steps(kind: &str, system: ShopSystem) -> Vec<String> {
    let separator = match system {
        ShopSystem::Magento => '/',
        _ => '>',
    };
    let mut steps: Vec<String> = Vec::new();
    // A type such as `Cups, Mugs` is one type; a comma parts categories only beside others' paths.
    let paths: Vec<&str> = match system {
        ShopSystem::WooCommerce | ShopSystem::Magento => kind.split(',').collect(),
        _ => vec![kind],
    };
    for step in paths.iter().flat_map(|path| path.split(separator)) {
        let step = tidy(step);
        if !step.is_empty() && !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

pub(super) fn is_said(cell: &[u8]) -> bool {
    let word = folded(&decode(cell));
    matches!(word.as_str(), "true" | "yes" | "y" | "1" | "ja")
}

/// By type, category, SKU or title, in the words that shops use.
pub(super) fn looks_like_gift_card(record: &CatalogRecord) -> bool {
    const KINDS: [&str; 8] = [
        "giftcard",
        "giftcards",
        "giftvoucher",
        "giftvouchers",
        "giftcertificate",
        "giftcertificates",
        "gutschein",
        "gutscheine",
    ];
    const SKUS: [&str; 4] = ["gift card*", "gift-card*", "gift_card*", "giftcard*"];
    const TITLES: [&str; 9] = [
        "gift card",
        "e-gift card*",
        "digital gift card*",
        "gift voucher*",
        "gift certificate*",
        "gutschein",
        "*gift card $*",
        "*gift card £*",
        "*gift card €*",
    ];
    let title = record.title.as_deref().unwrap_or_default();
    let mut kinds = record.kind.iter().chain(&record.categories);
    kinds.any(|kind| KINDS.contains(&folded(kind).as_str()))
        || SKUS.iter().any(|pattern| fits(pattern, &record.sku))
        || TITLES.iter().any(|pattern| fits(pattern, title))
}

pub(super) fn stock(cell: &[u8]) -> Stock {
    let word = folded(&decode(cell));
    match word.as_str() {
        "instock" | "true" | "yes" | "available" | "backorder" | "onbackorder" | "preorder"
        | "y" | "ja" => Stock::Available,
        "outofstock" | "false" | "no" | "soldout" | "unavailable" | "n" | "nein" => Stock::SoldOut,
        _ => match number::parse(cell, false) {
            Some(count) if count.value.is_sign_negative() || count.value.is_zero() => {
                Stock::SoldOut
            }
            Some(_) => Stock::Available,
            None => Stock::Unknown,
        },
    }
}

pub(super) fn published(cell: &[u8]) -> bool {
    let word = folded(&decode(cell));
    let hidden = [
        "false",
        "no",
        "n",
        "0",
        "draft",
        "archived",
        "private",
        "hidden",
        "disabled",
        "trash",
        "notvisibleindividually",
        "unlisted",
    ];
    // WooCommerce writes -1 for a draft.
    !hidden.contains(&word.as_str()) && cell != b"-1"
}

/// `Home > Kitchen > Mugs, Gifts` is `Mugs`.
pub(super) fn leaf(kind: &str) -> String {
    let first = if kind.contains('>') {
        kind.split(',').next().unwrap_or(kind)
    } else {
        kind
    };
    first.rsplit('>').next().unwrap_or(first).trim().to_owned()
}

/// A title without the marks of a page: `Mug <b>new</b>` is `Mug new`. Only the names of elements that
/// stand within a line or part lines go; `Cable <USB-C>` and `a < b` stay.
pub(super) fn plain(title: &str) -> String {
    const ELEMENTS: [&str; 20] = [
        "a", "b", "big", "br", "div", "em", "font", "h1", "h2", "h3", "i", "li", "p", "small",
        "span", "strong", "sub", "sup", "u", "ul",
    ];
    let mut plain = String::with_capacity(title.len());
    let mut rest = title;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let element = after.split_once('>').filter(|(mark, _)| {
            let name = mark.trim_start_matches('/');
            let name = name.split([' ', '/']).next().unwrap_or_default();
            !mark.contains('<') && ELEMENTS.contains(&name.to_ascii_lowercase().as_str())
        });
        match element {
            Some((mark, after)) => {
                if ["br", "p", "/p", "div", "/div", "li", "/li"]
                    .contains(&mark.trim_end_matches([' ', '/']))
                {
                    plain.push(' ');
                }
                rest = after;
            }
            None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    tidy(&plain)
}

/// The first address of a cell, which may hold a list of them: parted by spaces, or by a comma or
/// semicolon before the next one. `Some(None)` is one that is refused.
pub(super) fn address(cell: &str) -> Option<Option<SafeUrl>> {
    let first = cell
        .split([' ', '\n', '\t'])
        .map(|part| part.trim_matches([',', ';']))
        .find(|part| !part.is_empty())?;
    let end = [",http", ";http", ",/", ";/", "|http"]
        .into_iter()
        .filter_map(|next| first.find(next))
        .min();
    Some(SafeUrl::new(first.get(..end.unwrap_or(first.len()))?))
}
