//! What the boxes of a page share: which items each shows, so that no two show the same, and what the
//! shopper does not want to see.

use std::cell::RefCell;

use web_sys::{HtmlElement, Storage};

use crate::domain::Money;

/// Where refused items are kept: the refusals, and nothing else about the shopper.
const KEY: &str = "tandem-refused";

/// How many refusals are kept, the newest.
const MOST_REFUSED: usize = 50;

thread_local! {
    static SHOWN: RefCell<Vec<(HtmlElement, Vec<String>)>> = const { RefCell::new(Vec::new()) };
    /// What storage holds, or would hold where it is refused.
    static REFUSED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Says what a box shows now.
pub(super) fn show(host: &HtmlElement, items: &[(String, Option<Money>)]) {
    leave(host);
    let skus = items.iter().map(|(sku, _)| sku.clone()).collect();
    SHOWN.with_borrow_mut(|shown| shown.push((host.clone(), skus)));
}

/// Says that a box shows nothing any more.
pub(super) fn leave(host: &HtmlElement) {
    SHOWN.with_borrow_mut(|shown| shown.retain(|(other, _)| other != host));
}

/// What the other boxes of the page show.
pub(super) fn shown_beside(host: &HtmlElement) -> Vec<String> {
    SHOWN.with_borrow(|shown| {
        shown
            .iter()
            .filter(|(other, _)| other != host && other.is_connected())
            .flat_map(|(_, skus)| skus.clone())
            .collect()
    })
}

/// The items that the shopper does not want to be suggested, on this page or an earlier one.
pub(super) fn refused() -> Vec<String> {
    REFUSED.with_borrow_mut(|refused| refused.get_or_insert_with(kept).clone())
}

/// Keeps a refusal, or forgets it.
pub(super) fn refuse(sku: &str, is_refused: bool) {
    let mut all = refused();
    all.retain(|other| other != sku);
    if is_refused {
        all.push(sku.to_owned());
    }
    all.drain(..all.len().saturating_sub(MOST_REFUSED));
    if let Some(storage) = storage() {
        // Full or forbidden: it holds for this page.
        let _ = storage.set_item(KEY, &all.join("\n"));
    }
    REFUSED.set(Some(all));
}

fn kept() -> Vec<String> {
    let lines = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    lines.map_or_else(Vec::new, |lines| lines.lines().map(str::to_owned).collect())
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
