//! A page's answers, read into the domain's types. A line or product that makes no sense is left out;
//! an answer that is not of the documented shape is [`ShopError::Malformed`].

use wasm_bindgen::JsValue;

use super::super::{intl, js};
use crate::{
    domain::{Basket, BasketLine, Currency, Money, Quantity, SafeUrl, Stock},
    offer::{Live, Refusal, ShopError},
};

/// The most lines, products or refusals that one answer may hold.
const MOST_ENTRIES: u32 = 2_000;

/// `{currency, exponent?, discountMinor?, lines: [{sku, quantity, unitPriceMinor?}]}`
pub(super) fn basket(answer: &JsValue) -> Result<Basket, ShopError> {
    let currency = currency(answer);
    let lines = entries(js::field(answer, "lines"))?
        .filter_map(|line| {
            Some(BasketLine {
                sku: js::id(&line, "sku")?,
                quantity: Quantity::new(js::count(&line, "quantity")?)?,
                unit_price: price(&line, "unitPriceMinor", currency),
            })
        })
        .collect();
    Ok(Basket {
        lines,
        discount: price(answer, "discountMinor", currency),
    })
}

/// `[{sku, title?, url?, image?, priceMinor, currency, exponent?, available}]`
pub(super) fn products(answer: JsValue) -> Result<Vec<Live>, ShopError> {
    Ok(entries(answer)?
        .filter_map(|product| live(&product, None))
        .collect())
}

/// One product; `usual` is its currency where it names none.
pub(super) fn live(product: &JsValue, usual: Option<Currency>) -> Option<Live> {
    let address = |name| SafeUrl::new(&js::text(product, name)?);
    Some(Live {
        sku: js::id(product, "sku")?,
        title: js::words(product, "title"),
        url: address("url"),
        image: address("image"),
        price: price(product, "priceMinor", currency(product).or(usual)),
        stock: match js::field(product, "available").as_bool() {
            Some(true) => Stock::Available,
            Some(false) => Stock::SoldOut,
            None => Stock::Unknown,
        },
    })
}

/// `{lines?, errors?: [{sku, code, message}]}`, or nothing at all.
pub(super) fn refusals(answer: &JsValue) -> Vec<Refusal> {
    let Ok(errors) = entries(js::field(answer, "errors")) else {
        return Vec::new();
    };
    errors
        .map(|error| Refusal {
            sku: js::id(&error, "sku").unwrap_or_default(),
            code: js::text(&error, "code").unwrap_or_default(),
            message: js::words(&error, "message").unwrap_or_default(),
        })
        .collect()
}

/// The currency that an answer names.
pub(super) fn currency(of: &JsValue) -> Option<Currency> {
    intl::currency(&js::text(of, "currency")?, js::whole(of, "exponent"))
}

fn price(of: &JsValue, name: &str, currency: Option<Currency>) -> Option<Money> {
    let minor = js::whole(of, name).filter(|minor| *minor >= 0)?;
    Some(Money::new(minor, currency?))
}

fn entries(value: JsValue) -> Result<impl Iterator<Item = JsValue>, ShopError> {
    let entries = js::array(value).ok_or(ShopError::Malformed)?;
    Ok((0..entries.length().min(MOST_ENTRIES)).map(move |at| entries.get(at)))
}
