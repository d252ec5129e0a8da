//! Money, numbers and plurals as the shopper's language writes them, through the browser's `Intl`; money
//! as the shop writes it, where its adapter says how.

use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{js, shop::Adapter};
use crate::{
    domain::{Currency, Locale, Money},
    offer::{Formats, Plural},
};

/// `Intl` for one locale. What `Intl` refuses falls back to plain decimals and the currency's code.
pub(super) struct Intl {
    locale: Locale,
    shop: Option<Rc<Adapter>>,
    numbers: Option<JsValue>,
    plurals: Option<JsValue>,
}

impl Intl {
    pub(super) fn new(locale: Locale, shop: Option<Rc<Adapter>>) -> Self {
        Self {
            shop,
            numbers: construct("NumberFormat", locale.as_str(), &JsValue::UNDEFINED),
            plurals: construct("PluralRules", locale.as_str(), &JsValue::UNDEFINED),
            locale,
        }
    }
}

impl Formats for Intl {
    /// The decimal goes over as text, which `Intl` formats exactly; nothing is ever a float here.
    fn money(&self, money: Money) -> String {
        let decimal = money.to_decimal();
        let code = money.currency.code();
        let own = self.shop.as_ref();
        if let Some(text) = own.and_then(|shop| shop.format_money(&decimal, code)) {
            return text;
        }
        construct(
            "NumberFormat",
            self.locale.as_str(),
            &options(code, Some(money.currency.exponent())),
        )
        .and_then(|format| call(&format, "format", &decimal.as_str().into())?.as_string())
        .unwrap_or_else(|| [decimal.as_str(), " ", code].concat())
    }

    fn count(&self, count: u32) -> String {
        self.numbers
            .as_ref()
            .and_then(|format| call(format, "format", &count.into())?.as_string())
            .unwrap_or_else(|| count.to_string())
    }

    fn plural(&self, count: u32) -> Plural {
        self.plurals
            .as_ref()
            .and_then(|rules| call(rules, "select", &count.into())?.as_string())
            .map_or(Plural::Other, |name| Plural::from_name(&name))
    }
}

/// A currency by its code; where the page does not state the digits of its minor unit, they are
/// those of ISO 4217 as the browser knows them.
pub(super) fn currency(code: &str, exponent: Option<i64>) -> Option<Currency> {
    let exponent = match exponent {
        Some(exponent) => exponent,
        None => {
            Currency::new(code, 0)?;
            let format = construct("NumberFormat", "en", &options(code, None))?;
            let resolved = call(&format, "resolvedOptions", &JsValue::UNDEFINED)?;
            js::whole(&resolved, "maximumFractionDigits")?
        }
    };
    Currency::new(code, u8::try_from(exponent).ok()?)
}

fn options(code: &str, digits: Option<u8>) -> JsValue {
    let options = js_sys::Object::new();
    let set = |name: &str, value: JsValue| {
        // Setting a field of an object of our own cannot fail.
        let _ = Reflect::set(&options, &name.into(), &value);
    };
    set("style", "currency".into());
    set("currency", code.into());
    if let Some(digits) = digits {
        set("minimumFractionDigits", digits.into());
        set("maximumFractionDigits", digits.into());
    }
    options.into()
}

/// `new Intl.NAME(locale, options)`; `None` where the browser refuses.
fn construct(name: &str, locale: &str, options: &JsValue) -> Option<JsValue> {
    let intl = js::field(&js_sys::global(), "Intl");
    let class: Function = js::field(&intl, name).dyn_into().ok()?;
    Reflect::construct(&class, &Array::of2(&locale.into(), options)).ok()
}

fn call(on: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let function: Function = js::field(on, name).dyn_into().ok()?;
    function.call1(on, argument).ok()
}
