use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

use crate::ui::STYLE;

thread_local! {
    /// One sheet for all boxes. Constructed sheets are not subject to a policy's `style-src`.
    static SHEET: Option<CssStyleSheet> = {
        let sheet = CssStyleSheet::new().ok();
        sheet.filter(|sheet| sheet.replace_sync(STYLE).is_ok())
    };
}

/// Gives the shadow root the boxes' styles, after those that it has.
pub(super) fn adopt(shadow: &ShadowRoot) {
    SHEET.with(|sheet| {
        if let Some(sheet) = sheet {
            let sheets = shadow.adopted_style_sheets();
            if !sheets.includes(sheet, 0) {
                sheets.push(&JsValue::from(sheet));
            }
        }
    });
}
