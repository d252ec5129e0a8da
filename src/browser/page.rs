//! What the boxes of a page share: which items each shows, so that no two show the same, and what the
//! shopper does not want to see.

use std::cell::RefCell;

use web_sys::{HtmlElement, Storage};

use crate::{domain::Money, offer::Refusals};

/// Where refused items are kept: the refusals, and nothing else about the shopper.
const KEY: &str = "tandem-refused";

thread_local! {
    static SHOWN: RefCell<Vec<(HtmlElement, Vec<String>)>> = const { RefCell::new(Vec::new()) };
    /// What storage holds, or would hold where it is refused.
    static REFUSED: RefCell<Option<Refusals>> = const { RefCell::new(None) };
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

/// What the shopper does not want to be suggested, as said on this page or an earlier one.
pub(super) fn refused() -> Refusals {
    REFUSED.with_borrow_mut(|refused| refused.get_or_insert_with(kept).clone())
}

/// Keeps a refusal, or forgets it.
pub(super) fn refuse(sku: &str, is_refused: bool) {
    let mut all = refused();
    all.put(sku, is_refused, today());
    keep(&all.write());
    REFUSED.set(Some(all));
}

/// What is kept and still holds; the rest is kept no longer.
fn kept() -> Refusals {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    let text = text.unwrap_or_default();
    let all = Refusals::read(&text, today());
    let now = all.write();
    if now != text {
        keep(&now);
    }
    all
}

fn keep(text: &str) {
    if let Some(storage) = storage() {
        // Full or forbidden: it holds for this page.
        let _ = storage.set_item(KEY, text);
    }
}

/// The day by the shopper's own clock, from 1970-01-01 on.
fn today() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a clock that is wrong by ages gives the first day or the last"
    )]
    let day = (js_sys::Date::now() / 86_400_000.0) as u32;
    day
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
