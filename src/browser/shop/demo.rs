//! A cart for demonstrations, in the tab's storage: the page and the box share it through one key and
//! one event. Products and prices come from a JSON file.
//!
//! - `sessionStorage["tandem-demo-cart"]`:
//!   `{currency, exponent, lines: [{sku, quantity, title, unitPriceMinor}]}`
//! - `tandem-demo:cart` on `window` after every change, by whoever made it;
//!   `tandem-demo:open-cart` when the shopper asks to see the cart
//! - products: `[{sku, title, url, image, priceMinor, currency, exponent, available}]`, or
//!   `{currency, exponent, products: […]}` with one currency for all

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use gloo::events::EventListener;
use js_sys::{Array, JSON, Object};
use wasm_bindgen::JsValue;
use web_sys::{Storage, Url};

use super::{
    super::{
        js,
        load::{self, Shared},
        tell::{self, set},
    },
    read,
};
use crate::{
    domain::{Basket, Currency, Stock},
    offer::{AddLine, Answer, Cart, Live, Products, Refusal, ShopError, Watch},
};

const KEY: &str = "tandem-demo-cart";
const CHANGED: &str = "tandem-demo:cart";
const OPEN: &str = "tandem-demo:open-cart";

/// The largest file of products.
const MAX_BYTES: u32 = 8 << 20;

type Shelf = Rc<Vec<Live>>;
type Shelved = Shared<Result<Shelf, ShopError>>;

thread_local! {
    /// The files already asked for, by address.
    static SHELVES: RefCell<Vec<(String, Shelved)>> = const { RefCell::new(Vec::new()) };
}

pub(super) struct Demo {
    address: String,
    shelf: OnceCell<Shelved>,
}

impl Demo {
    /// `products` is the file's address; without it, `products.json` beside the manifest.
    pub(super) fn new(products: Option<String>, manifest: &str) -> Self {
        let beside = || Url::new_with_base("products.json", manifest).map(|url| url.href());
        Self {
            address: products.unwrap_or_else(|| beside().unwrap_or_default()),
            shelf: OnceCell::new(),
        }
    }

    fn shelf(&self) -> Shelved {
        self.shelf
            .get_or_init(|| {
                SHELVES.with_borrow_mut(|all| {
                    if let Some((_, shelf)) = all.iter().find(|(known, _)| *known == self.address) {
                        return shelf.clone();
                    }
                    let shelf = Shared::new(stock_up(self.address.clone()));
                    all.push((self.address.clone(), shelf.clone()));
                    shelf
                })
            })
            .clone()
    }
}

async fn stock_up(address: String) -> Result<Shelf, ShopError> {
    let json = load::json(&address, MAX_BYTES)
        .await
        .map_err(|_| ShopError::Rejected)?;
    let usual = read::currency(&json);
    let products = js::array(json.clone())
        .or_else(|| js::list(&json, "products"))
        .ok_or(ShopError::Malformed)?;
    let shelf = products
        .iter()
        .filter_map(|product| read::live(&product, usual))
        .collect();
    Ok(Rc::new(shelf))
}

fn storage() -> Result<Storage, ShopError> {
    web_sys::window()
        .and_then(|window| window.session_storage().ok()?)
        .ok_or(ShopError::Rejected)
}

/// The cart as it is kept; an empty object where there is none.
fn kept() -> Result<JsValue, ShopError> {
    let text = storage()?.get_item(KEY).map_err(|_| ShopError::Rejected)?;
    let kept = text.and_then(|text| JSON::parse(&text).ok());
    Ok(kept
        .filter(JsValue::is_object)
        .unwrap_or_else(|| Object::new().into()))
}

fn lines_of(cart: &JsValue) -> Array {
    js::list(cart, "lines").unwrap_or_default()
}

impl Cart for Demo {
    fn read(&self) -> Answer<Basket> {
        Box::pin(async move {
            let cart = kept()?;
            if js::list(&cart, "lines").is_none() {
                return Ok(Basket::default());
            }
            read::basket(&cart)
        })
    }

    fn add(&self, lines: &[AddLine]) -> Answer<Vec<Refusal>> {
        let (shelf, wanted) = (self.shelf(), lines.to_vec());
        Box::pin(async move {
            let shelf = shelf.get().await?;
            let cart = kept()?;
            let lines = lines_of(&cart);
            let mut refusals = Vec::new();
            let mut currency = None;
            for line in &wanted {
                let product = shelf.iter().find(|product| product.sku == line.sku);
                let Some(product) = product.filter(|product| product.stock != Stock::SoldOut)
                else {
                    refusals.push(Refusal {
                        sku: line.sku.clone(),
                        code: "sold_out".to_owned(),
                        message: String::new(),
                    });
                    continue;
                };
                currency = product.price.map(|price| price.currency).or(currency);
                put(&lines, line, product);
            }
            write(&cart, &lines, currency)?;
            Ok(refusals)
        })
    }

    fn watch(&self, changed: Box<dyn Fn()>) -> Watch {
        let Some(window) = web_sys::window() else {
            return Watch::new(());
        };
        let changed = Rc::new(changed);
        let listen = |name: &'static str| {
            let changed = changed.clone();
            EventListener::new(&window, name, move |_| changed())
        };
        Watch::new((listen(CHANGED), listen("storage")))
    }

    fn can_open(&self) -> bool {
        true
    }

    fn open(&self) {
        if let Some(window) = web_sys::window() {
            tell::send(&window, OPEN, &JsValue::NULL, false);
        }
    }
}

impl Products for Demo {
    fn look_up(&self, skus: &[String]) -> Option<Answer<Vec<Live>>> {
        let (shelf, skus) = (self.shelf(), skus.to_vec());
        Some(Box::pin(async move {
            let shelf = shelf.get().await?;
            let wanted = shelf.iter().filter(|product| skus.contains(&product.sku));
            Ok(wanted.cloned().collect())
        }))
    }
}

/// Adds one line to the kept ones, or to the quantity of its item's line.
fn put(lines: &Array, line: &AddLine, product: &Live) {
    let known = lines
        .iter()
        .find(|kept| js::text(kept, "sku").as_deref() == Some(line.sku.as_str()));
    let entry = known.unwrap_or_else(|| {
        let entry = Object::new().into();
        lines.push(&entry);
        entry
    });
    let entry = Object::from(entry);
    let quantity = js::count(&entry, "quantity").unwrap_or_default();
    let title = product.title.as_deref().unwrap_or(&line.sku);
    set(&entry, "sku", &line.sku.as_str().into());
    set(&entry, "title", &title.into());
    let sum = quantity.saturating_add(line.quantity.get());
    set(&entry, "quantity", &sum.into());
    if let Some(price) = product.price {
        set(&entry, "unitPriceMinor", &(price.minor as f64).into());
    }
}

fn write(cart: &JsValue, lines: &Array, currency: Option<Currency>) -> Result<(), ShopError> {
    let cart = Object::from(cart.clone());
    set(&cart, "lines", lines);
    if let Some(currency) = currency {
        set(&cart, "currency", &currency.code().into());
        set(&cart, "exponent", &currency.exponent().into());
    }
    let text = JSON::stringify(&cart).map_err(|_| ShopError::Rejected)?;
    storage()?
        .set_item(KEY, &String::from(text))
        .map_err(|_| ShopError::Rejected)?;
    if let Some(window) = web_sys::window() {
        tell::send(&window, CHANGED, &JsValue::NULL, false);
    }
    Ok(())
}
