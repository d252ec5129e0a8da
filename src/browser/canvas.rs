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
use web_sys::HtmlElement;

use crate::{
    offer::{BoxView, Intent},
    ui::{OfferBox, OnIntent},
};

/// An element that holds nothing but a box.
pub(super) struct Canvas {
    draw: RefCell<Box<dyn FnMut(BoxView)>>,
}

impl Canvas {
    /// `on_intent` is told what the shopper does, never while a view is drawn.
    pub(super) fn new(root: HtmlElement, on_intent: impl Fn(Intent) + 'static) -> Self {
        let on_intent = OnIntent::new(on_intent);
        let mut drawn = None;
        let draw = move |view| {
            let view = view! { <OfferBox view=view on_intent=on_intent.clone()/> };
            match &mut drawn {
                Some(state) => view.rebuild(state),
                None => {
                    let mut state = view.build();
                    state.mount(&root, None);
                    drawn = Some(state);
                }
            }
        };
        Self {
            draw: RefCell::new(Box::new(draw)),
        }
    }

    /// Shows a view in place of the one before.
    pub(super) fn draw(&self, view: BoxView) {
        if let Ok(mut draw) = self.draw.try_borrow_mut() {
            draw(view);
        }
    }
}
