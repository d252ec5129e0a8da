//! Where a box is drawn: the components' elements, kept from one view to the next.
//!
//! A box has one source of change, its session, so it needs no signals to find out what changed:
//! each view is laid over the elements of the one before, and leptos writes what differs. Signals,
//! effects and their executor would be a tenth of the download.

use std::cell::RefCell;

use leptos::{
    prelude::*,
    tachys::view::{Mountable, Render},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::hand::Hand;
use crate::{
    offer::{BoxView, Intent},
    ui::OfferBox,
};

/// An element that holds nothing but a box.
pub(super) struct Canvas {
    draw: RefCell<Box<dyn FnMut(BoxView)>>,
    #[expect(dead_code, reason = "kept for its drop")]
    hand: Hand,
}

impl Canvas {
    /// `on_intent` is told what the shopper does, never while a view is drawn.
    pub(super) fn new(root: HtmlElement, on_intent: impl Fn(Intent) + Clone + 'static) -> Self {
        let hand = Hand::new(&root, on_intent);
        let ticks = root.clone();
        let mut drawn = None;
        let draw = move |view| {
            let view = view! { <OfferBox view=view/> };
            match &mut drawn {
                Some(state) => view.rebuild(state),
                None => {
                    let mut state = view.build();
                    state.mount(&root, None);
                    drawn = Some(state);
                }
            }
            set_ticks(&ticks);
        };
        Self {
            draw: RefCell::new(Box::new(draw)),
            hand,
        }
    }

    /// Shows a view in place of the one before.
    pub(super) fn draw(&self, view: BoxView) {
        if let Ok(mut draw) = self.draw.try_borrow_mut() {
            draw(view);
        }
    }
}

/// Ticks what the view has ticked: a box that a shopper has pressed no longer follows its attribute.
fn set_ticks(root: &HtmlElement) {
    let Ok(ticks) = root.query_selector_all("input") else {
        return;
    };
    for at in 0..ticks.length() {
        if let Some(tick) = ticks.get(at) {
            let tick: &HtmlInputElement = tick.unchecked_ref();
            tick.set_checked(tick.has_attribute("checked"));
        }
    }
}
