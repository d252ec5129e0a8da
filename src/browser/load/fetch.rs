//! Bytes over HTTP, never more than allowed and never longer than ten seconds.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStream, ReadableStreamDefaultReader, RequestCredentials,
    RequestInit, Response, Url,
};

use super::{
    super::js,
    error::{Fault, LoadError},
    manifest::Entry,
};

/// How long one file may take.
const MAX_MILLISECONDS: u32 = 10_000;

/// How many times its packed size a file may unpack to.
pub(super) const MAX_GROWTH: usize = 64;

/// How gzip begins.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

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

/// The bytes of a file, at most `limit`, checked against what the manifest says of it. A packed file
/// that its host had the browser unpack on the way cannot be checked like that; its content is, when
/// it is read.
pub(super) async fn file(address: &str, entry: &Entry, limit: usize) -> Result<Vec<u8>, LoadError> {
    let bytes = get(address, limit).await?;
    let was_unpacked = limit > entry.bytes && !bytes.starts_with(&GZIP);
    let is_same = was_unpacked
        || bytes.len() == entry.bytes
            && digest(&bytes)
                .await
                .is_none_or(|found| found == entry.sha256);
    if is_same {
        Ok(bytes)
    } else {
        Err(Fault::Changed.of(address))
    }
}

/// The JSON at an address, at most `limit` bytes as they come over, gzip or plain, read by the
/// browser's own parser.
pub(in crate::browser) async fn json(address: &str, limit: usize) -> Result<JsValue, LoadError> {
    parse(get(address, limit).await?)
        .await
        .ok_or_else(|| Fault::NotJson.of(address))
}

/// Bytes, packed or not, as JSON.
pub(super) async fn parse(bytes: Vec<u8>) -> Option<JsValue> {
    let plain = if bytes.starts_with(&GZIP) {
        unpack(&bytes).await?
    } else {
        bytes
    };
    JSON::parse(core::str::from_utf8(&plain).ok()?).ok()
}

/// SHA-256 in hexadecimal, where the page has the means: `crypto.subtle` needs a secure context.
async fn digest(bytes: &[u8]) -> Option<String> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = js::field(&crypto, "subtle")
        .dyn_into::<web_sys::SubtleCrypto>()
        .ok()?;
    let promise = subtle
        .digest_with_str_and_js_u8_array("SHA-256", &Uint8Array::from(bytes))
        .ok()?;
    let digest = Uint8Array::new(&JsFuture::from(promise).await.ok()?).to_vec();
    let hex = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    digest
        .iter()
        .flat_map(|byte| [hex(byte >> 4), hex(byte & 15)])
        .collect()
}

async fn get(address: &str, limit: usize) -> Result<Vec<u8>, LoadError> {
    let outcome = match AbortController::new() {
        Ok(abort) => {
            let signal = abort.signal();
            let _timer = Timeout::new(MAX_MILLISECONDS, move || abort.abort());
            answer(address, limit, &signal).await.unwrap_or_else(|_| {
                Err(if signal.aborted() {
                    Fault::TimedOut
                } else {
                    Fault::Unreachable
                })
            })
        }
        Err(_) => Err(Fault::Unreachable),
    };
    outcome.map_err(|fault| fault.of(address))
}

/// The outer error is the browser's, for want of an answer.
async fn answer(
    address: &str,
    limit: usize,
    signal: &AbortSignal,
) -> Result<Result<Vec<u8>, Fault>, JsValue> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(signal));
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init))
        .await?
        .unchecked_into();
    if !response.ok() {
        return Ok(Err(Fault::Status(response.status())));
    }
    match response.body() {
        None => Ok(Ok(Vec::new())),
        Some(body) => Ok(drain(&body, limit).await?.ok_or(Fault::TooLarge)),
    }
}

/// All that a stream gives; `None` where it gives more than `limit` bytes.
async fn drain(stream: &ReadableStream, limit: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let reader = ReadableStreamDefaultReader::new(stream)?;
    let mut bytes = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if js::field(&step, "done").is_truthy() {
            return Ok(Some(bytes));
        }
        let chunk = Uint8Array::new(&js::field(&step, "value")).to_vec();
        if bytes.len() + chunk.len() > limit {
            let _ = JsFuture::from(reader.cancel()).await;
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
}

async fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let packed = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes))).ok()?;
    let class: Function = js::field(&js_sys::global(), "DecompressionStream")
        .dyn_into()
        .ok()?;
    let unpacker = Reflect::construct(&class, &Array::of1(&"gzip".into())).ok()?;
    // It has the two ends that such a pair has.
    let plain = packed.body()?.pipe_through(unpacker.unchecked_ref());
    let limit = bytes.len().saturating_mul(MAX_GROWTH);
    drain(&plain, limit).await.ok().flatten()
}
