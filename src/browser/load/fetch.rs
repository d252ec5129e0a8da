//! Bytes over HTTP, never more than allowed and never longer than ten seconds: see `fetch.js`.

use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::{
    Wanted,
    error::{Fault, LoadError},
    manifest::Entry,
};

#[wasm_bindgen(module = "/src/browser/load/fetch.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = file)]
    async fn fetch_file(address: &str, size: u32, sha256: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = manifest)]
    async fn fetch_manifest(
        address: &str,
        limit: u32,
        key: Option<&str>,
        segment: Option<&str>,
        tier: Option<&str>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = jsonFile)]
    async fn fetch_json_file(address: &str, size: u32, sha256: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = words)]
    async fn fetch_words(language: &str) -> Result<JsValue, JsValue>;
}

/// Where a file is that the manifest names: beside it, under a plain name of letters, digits, `.`,
/// `-` and `_`.
pub(super) fn beside(manifest: &str, entry: &Entry) -> Result<String, LoadError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    Url::new_with_base(&entry.file, manifest)
        .ok()
        .filter(|_| !entry.file.is_empty() && entry.file.bytes().all(is_plain))
        .map(|url| url.href())
        .ok_or_else(|| Fault::Malformed.of(manifest))
}

/// The bytes of a file, checked against what the manifest says of it.
pub(super) async fn bytes(address: &str, entry: &Entry) -> Result<Vec<u8>, LoadError> {
    fetch_file(address, entry.bytes, &entry.sha256)
        .await
        .map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec())
        .map_err(|why| fault(&why).of(address))
}

/// The JSON of a packed file, checked against what the manifest says of it.
pub(super) async fn json_file(address: &str, entry: &Entry) -> Result<JsValue, LoadError> {
    fetch_json_file(address, entry.bytes, &entry.sha256)
        .await
        .map_err(|why| fault(&why).of(address))
}

/// The JSON of a manifest, at most `limit` bytes as they come over, gzip or plain, read by the
/// browser's own parser; where there is a key, only as it was signed. What it has for the page's labels
/// stands in the place of what it has for all.
pub(super) async fn manifest(wanted: &Wanted, limit: u32) -> Result<JsValue, LoadError> {
    let Wanted {
        address,
        key,
        segment,
        tier,
    } = wanted;
    let [key, segment, tier] = [key, segment, tier].map(Option::as_deref);
    fetch_manifest(address, limit, key, segment, tier)
        .await
        .map_err(|why| fault(&why).of(address))
}

/// The texts of a language by key; `undefined` where there is no file of them, or it does not come.
pub(in crate::browser) async fn words(language: &str) -> JsValue {
    fetch_words(language).await.unwrap_or_default()
}

/// What `fetch.js` throws: a status, a word of its own, or the browser's error for want of an answer.
fn fault(why: &JsValue) -> Fault {
    if let Some(status) = why.as_f64() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a status has three digits"
        )]
        return Fault::Status(status as u16);
    }
    match why.as_string().as_deref() {
        Some("timeout") => Fault::TimedOut,
        Some("too-large") => Fault::TooLarge,
        Some("changed") => Fault::Changed,
        Some("unsigned") => Fault::Unsigned,
        Some("not-json") => Fault::NotJson,
        _ => Fault::Unreachable,
    }
}
