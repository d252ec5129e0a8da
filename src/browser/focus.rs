//! The keyboard's place while a box is drawn anew.
//!
//! Elements stay where they are and items move through them. Focus belongs to the item: it follows it,
//! and where the item is gone the box takes it, so that it does not fall back to the top of the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

/// What had the focus.
pub(super) struct Held {
    /// The item's SKU; `None` for a control of the whole box.
    sku: Option<String>,
    part: Option<String>,
}

impl Held {
    /// What has the focus in a box; `None` where nothing has.
    pub(super) fn of(shadow: &ShadowRoot) -> Option<Self> {
        Some(Self::at(&shadow.active_element()?))
    }

    fn at(element: &Element) -> Self {
        let card = element.closest("[data-sku]").ok().flatten();
        Self {
            sku: card.and_then(|card| card.get_attribute("data-sku")),
            part: element.get_attribute("part"),
        }
    }

    /// Puts it there again.
    pub(super) fn give_back(&self, shadow: &ShadowRoot) {
        let is_mine = |element: &Element| {
            let now = Self::at(element);
            now.sku == self.sku && now.part == self.part
        };
        if shadow.active_element().as_ref().is_some_and(is_mine) {
            return;
        }
        let controls = shadow.query_selector_all("a,button,input,summary").ok();
        let mine = controls.and_then(|controls| {
            (0..controls.length())
                .filter_map(|at| controls.get(at)?.dyn_into().ok())
                .find(is_mine)
        });
        let whole = || shadow.query_selector("section").ok().flatten();
        if let Some(element) = mine.or_else(whole) {
            let _ = element.unchecked_ref::<HtmlElement>().focus();
        }
    }
}
