//! Reading JavaScript values that nobody vouches for. A field that is absent, of another type, or
//! whose getter throws is `None`; nothing is ever written into an object that was handed over.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The longest text taken over from a page, in bytes. A longer one is cut at a letter.
const MAX_TEXT_BYTES: usize = 1_000;

/// The largest whole number that a double holds exactly.
const MAX_WHOLE: f64 = 9_007_199_254_740_991.0;

/// A field as it is, `undefined` where there is none.
pub(super) fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A text, cut at 1,000 bytes.
pub(super) fn text(of: &JsValue, name: &str) -> Option<String> {
    let mut text = field(of, name).as_string()?;
    if text.len() > MAX_TEXT_BYTES {
        let cut = (0..=MAX_TEXT_BYTES)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or_default();
        text.truncate(cut);
    }
    Some(text)
}

/// A text that says something: not empty, not only spaces.
pub(super) fn words(of: &JsValue, name: &str) -> Option<String> {
    text(of, name).filter(|text| !text.trim().is_empty())
}

/// A whole number that a double holds exactly.
pub(super) fn whole(of: &JsValue, name: &str) -> Option<i64> {
    let number = field(of, name).as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within 53 bits")]
    (number.trunc() == number && number.abs() <= MAX_WHOLE).then_some(number as i64)
}

/// An id: a text that says something, or a whole number, as some shops' ids are.
pub(super) fn id(of: &JsValue, name: &str) -> Option<String> {
    words(of, name).or_else(|| whole(of, name).map(|number| number.to_string()))
}

/// A whole number of 0 to 4,294,967,295.
pub(super) fn count(of: &JsValue, name: &str) -> Option<u32> {
    whole(of, name).and_then(|number| u32::try_from(number).ok())
}

/// An array.
pub(super) fn list(of: &JsValue, name: &str) -> Option<Array> {
    array(field(of, name))
}

/// The value as an array, if it is one.
pub(super) fn array(value: JsValue) -> Option<Array> {
    Array::is_array(&value).then(|| value.unchecked_into())
}

/// The texts of an object by their keys; whatever in it is no text is left out.
pub(super) fn texts(of: &JsValue) -> Vec<(String, String)> {
    let Some(of) = of.dyn_ref::<Object>() else {
        return Vec::new();
    };
    Object::entries(of)
        .iter()
        .filter_map(|entry| {
            let entry: Array = entry.unchecked_into();
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect()
}
