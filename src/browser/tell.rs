//! What the page hears: DOM events on the box's element, and one line in the console.

use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use crate::{
    domain::{Money, Placement},
    offer::OfferEvent,
};

/// What listeners get as `event.detail`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Detail<'a> {
    source: &'static str,
    placement: &'static str,
    items: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    sku: &'a str,
    /// Its place in the box; absent for what the box does not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_minor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exponent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<u32>,
}

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
    let item = |sku, quantity, confirmed| {
        let index = on_show.iter().position(|(other, _)| other == sku);
        let price = index.and_then(|at| on_show.get(at)?.1.as_ref());
        Item {
            sku,
            index: index.and_then(|at| at.try_into().ok()),
            price_minor: price.map(|price| price.minor as f64),
            currency: price.map(|price| price.currency.code()),
            exponent: price.map(|price| price.currency.exponent().into()),
            quantity,
            confirmed,
        }
    };
    let mut detail = Detail {
        source: "tandem",
        placement: placement.as_str(),
        items: Vec::new(),
        code: None,
        message: None,
        reason: None,
    };
    detail.items = match event {
        OfferEvent::Select { sku } | OfferEvent::Dismiss { sku } => vec![item(sku, None, None)],
        OfferEvent::Add { lines } => lines
            .iter()
            .map(|line| item(&line.sku, Some(line.quantity.get()), None))
            .collect(),
        OfferEvent::Added { lines } => lines
            .iter()
            .map(|line| item(&line.sku, Some(line.requested), Some(line.confirmed)))
            .collect(),
        _ => on_show
            .iter()
            .map(|(sku, _)| item(sku, None, None))
            .collect(),
    };
    match event {
        OfferEvent::Error { code, message } => {
            detail.code = Some(*code);
            detail.message = Some(message);
        }
        OfferEvent::Empty { reason } => detail.reason = Some(reason.as_str()),
        _ => {}
    }
    let detail = serde_wasm_bindgen::to_value(&detail).unwrap_or_default();
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
