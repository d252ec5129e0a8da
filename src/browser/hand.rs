//! What the shopper does in a box, heard at its root: elements name in `data-control` what a press on
//! them does.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::offer::{Control, Intent};

/// Ears; dropping them ends it.
pub(super) struct Hand(#[expect(dead_code, reason = "kept for its drop")] [EventListener; 4]);

impl Hand {
    /// `on_intent` is told what the shopper does below `root`.
    pub(super) fn new(root: &HtmlElement, on_intent: impl Fn(Intent) + Clone + 'static) -> Self {
        let on_press = on_intent.clone();
        let listen = |name| {
            // Pictures do not bubble.
            EventListener::new_with_options(
                root,
                name,
                EventListenerOptions::run_in_capture_phase(),
                move |event| show(event, name == "load"),
            )
        };
        Self([
            EventListener::new(root, "click", move |event| {
                if let Some((control, intent)) = intent(event)
                    && control != Control::Tick
                {
                    on_press(intent);
                }
            }),
            EventListener::new(root, "change", move |event| {
                if let Some((_, intent)) = intent(event) {
                    on_intent(intent);
                }
            }),
            listen("load"),
            listen("error"),
        ])
    }
}

fn intent(event: &Event) -> Option<(Control, Intent)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest("[data-control]").ok()??;
    let control = Control::named(&element.get_attribute("data-control")?)?;
    let card = element.closest("[data-sku]").ok()?;
    let sku = card.and_then(|card| card.get_attribute("data-sku"));
    let ticked = target
        .dyn_ref()
        .is_some_and(|input: &HtmlInputElement| input.checked());
    Some((control, control.intent(sku.unwrap_or_default(), ticked)))
}

/// A picture that does not load makes way for the monogram behind it.
fn show(event: &Event, loaded: bool) {
    if let Some(picture) = event.target() {
        picture.unchecked_ref::<HtmlElement>().set_hidden(!loaded);
    }
}
