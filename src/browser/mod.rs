//! The page's edge, in the browser: files over HTTP, the shop's cart, `Intl`, DOM events, and the
//! functions that the loader (`www/tandem.js`) calls.
//!
//! May import every layer below; never `render`.
//!
//! | module | holds |
//! |---|---|
//! | `place` | one box on the page: from the settings of its element to its end |
//! | `canvas`, `focus`, `hand` | its elements, the keyboard's place among them, what is done to them |
//! | `load` | manifest, table and catalogue, fetched once for a page |
//! | `shop` | the bodies of the cart and product traits: the page's adapter, or one of `www/adapters` |
//! | `settings`, `js` | what JavaScript hands over, read field by field |
//! | `intl` | money, numbers and plurals through `Intl` |
//! | `page` | what all boxes of a page share: what each shows, and what the shopper refused |
//! | `tell` | DOM events and the console |
//! | `sheet` | the style sheet of all boxes |
//!
//! Every failure ends the same way: the fallback stays, the host element gets
//! `data-state="error"`, the console gets one line, and the element one `tandem:error` event.
//!
//! Values from JavaScript are read by `js`, not by serde: a reader for four small shapes is 1 KB of the
//! download, `serde-wasm-bindgen` with as many derives was 13 KB. What goes out, events and scores, is
//! written by `serde-wasm-bindgen`, for under 1 KB.

mod canvas;
mod focus;
mod hand;
mod intl;
mod js;
mod load;
mod page;
mod place;
mod settings;
mod sheet;
mod shop;
mod task;
mod tell;

use js_sys::{Array, Function};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement};

use self::settings::Settings;
use crate::score::{RankOptions, rank};

/// Constant time, and half a kilobyte less than the standard one: two-level segregated fit (Masmano
/// et al., 2004).
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A box that stands. `free()` takes it off the page.
#[wasm_bindgen]
pub struct Handle(place::Mounted);

#[wasm_bindgen]
impl Handle {
    /// Says that the box was on screen for long enough. The first time that it shows items this
    /// makes `tandem:impression`. True once there is nothing more to say.
    pub fn seen(&self) -> bool {
        self.0.seen()
    }

    /// Reads the cart, the prices and the stock again.
    pub fn refresh(&self) {
        self.0.refresh();
    }
}

/// Puts a box into `root`, which stands in the shadow root of `host`.
///
/// Its settings are attributes: of `host`, and of `script`, which loaded the widget. `adapter` is
/// the page's cart, `undefined` where it has none.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, root: HtmlElement, script: &Element, adapter: JsValue) -> Handle {
    let settings = Settings::read(&host, script, adapter);
    Handle(place::mount(host, root, settings))
}

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = measure)]
    fn measure_page(script: &Element, agreed: &JsValue);

    #[wasm_bindgen(js_name = watch)]
    fn watch_box(
        host: &HtmlElement,
        frame: &Element,
        handle: &JsValue,
        again: &Function,
    ) -> Function;
}

/// Watches a box on its page, so that it is said to be seen, lets go of its room, and follows the
/// page to another product: see `page.js`. `frame` has that room, `handle` is what [`mount`] gave,
/// `again` mounts it anew. Call what this gives before freeing the handle.
#[wasm_bindgen]
pub fn watch(host: &HtmlElement, frame: &Element, handle: &JsValue, again: &Function) -> Function {
    watch_box(host, frame, handle, again)
}

/// Measures what shoppers do from now on, or no longer: see `page.js`. `agreed` is what the page has
/// said of its shopper, `undefined` where it has not.
#[wasm_bindgen]
pub fn measure(script: &Element, agreed: &JsValue) {
    measure_page(script, agreed);
}

/// One answer of [`score`].
#[derive(Serialize)]
struct Scored {
    sku: String,
    score: f64,
}

/// What `tandem score` gives for the same items: `[{sku, score}]`, best first, at most `limit`.
/// Unknown items are passed over.
///
/// # Errors
///
/// An `Error` with the reason where the table cannot be had.
#[wasm_bindgen]
pub async fn score(script: Element, items: Array, limit: u32) -> Result<JsValue, JsValue> {
    let failed = |error: load::LoadError| JsValue::from(js_sys::Error::new(&error.sentence()));
    let body = script.owner_document().and_then(|page| page.body());
    let wanted = settings::wanted(body.as_deref().unwrap_or(&script), &script);
    let data = load::data(&wanted).await.map_err(failed)?;
    let basket: Vec<_> = items
        .iter()
        .filter_map(|item| data.table.find_any(&item.as_string()?))
        .collect();
    let options = RankOptions {
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        fallback: data.manifest.fallback,
    };
    let picks = rank(&data.table, &basket, &options);
    let ids: Vec<_> = picks.iter().map(|pick| pick.item).collect();
    data.prepare(&ids).await.map_err(failed)?;
    let answer: Vec<_> = picks
        .iter()
        .filter_map(|pick| {
            Some(Scored {
                sku: data.sku(pick.item)?,
                score: pick.score.as_f64(),
            })
        })
        .collect();
    Ok(serde_wasm_bindgen::to_value(&answer)?)
}
