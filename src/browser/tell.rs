//! What the page hears: DOM events on the box's element, and one line in the console.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use crate::{
    domain::{Money, Placement},
    offer::OfferEvent,
};

/// Dispatches `tandem:NAME`, bubbling and composed. False where a listener cancelled it.
///
/// `on_show` is what the box shows; it goes into `detail.items` of every event that is not about
/// particular items.
pub(super) fn dispatch(
    target: &EventTarget,
    placement: Placement,
    event: &OfferEvent,
    on_show: &[(String, Option<Money>)],
) -> bool {
    let detail = Object::new();
    set(&detail, "source", &"tandem".into());
    set(&detail, "placement", &placement.as_str().into());
    let all: Vec<&str> = on_show.iter().map(|(sku, _)| sku.as_str()).collect();
    let skus: Vec<&str> = match event {
        OfferEvent::Select { sku } => vec![sku],
        OfferEvent::Add { lines } => lines.iter().map(|line| line.sku.as_str()).collect(),
        OfferEvent::Added { lines } => lines.iter().map(|line| line.sku.as_str()).collect(),
        _ => all.clone(),
    };
    let items = Array::new();
    for sku in skus {
        let item = Object::new();
        set(&item, "sku", &sku.into());
        if let Some(index) = all.iter().position(|other| *other == sku) {
            set(&item, "index", &(index as f64).into());
        }
        let price = on_show.iter().find(|(other, _)| other == sku);
        if let Some((_, Some(price))) = price {
            set(&item, "priceMinor", &(price.minor as f64).into());
            set(&item, "currency", &price.currency.code().into());
            set(&item, "exponent", &price.currency.exponent().into());
        }
        let quantities = match event {
            OfferEvent::Add { lines } => lines
                .iter()
                .find(|line| line.sku == sku)
                .map(|line| (line.quantity.get(), None)),
            OfferEvent::Added { lines } => lines
                .iter()
                .find(|line| line.sku == sku)
                .map(|line| (line.requested, Some(line.confirmed))),
            _ => None,
        };
        if let Some((requested, confirmed)) = quantities {
            set(&item, "quantity", &requested.into());
            if let Some(confirmed) = confirmed {
                set(&item, "confirmed", &confirmed.into());
            }
        }
        items.push(&item);
    }
    set(&detail, "items", &items);
    match event {
        OfferEvent::Error { code, message } => {
            set(&detail, "code", &(*code).into());
            set(&detail, "message", &message.as_str().into());
        }
        OfferEvent::Empty { reason } => set(&detail, "reason", &reason.as_str().into()),
        _ => {}
    }
    send(
        target,
        &["tandem:", event.name()].concat(),
        &detail,
        event.is_cancelable(),
    )
}

/// Dispatches any event with a detail.
pub(super) fn send(target: &EventTarget, name: &str, detail: &JsValue, cancelable: bool) -> bool {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(detail);
    CustomEvent::new_with_event_init_dict(name, &init)
        .and_then(|event| target.dispatch_event(&event))
        .unwrap_or(true)
}

/// One line: `tandem: CODE: SENTENCE`.
pub(super) fn warn(code: &str, sentence: &str) {
    web_sys::console::warn_1(&["tandem: ", code, ": ", sentence].concat().into());
}

pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a field of an object of our own cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
