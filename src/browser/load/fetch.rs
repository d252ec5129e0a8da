//! Bytes over HTTP, never more than allowed and never longer than ten seconds.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStream, ReadableStreamDefaultReader, RequestCredentials, RequestInit,
    Response, Url,
};

use super::{super::js, error::LoadError, manifest::Entry};

/// How long one file may take.
const MAX_MILLISECONDS: u32 = 10_000;

/// How many times its packed size a file may unpack to.
pub(super) const MAX_GROWTH: usize = 64;

/// How gzip begins.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Where a file is, whole.
pub(super) struct Address(String);

impl Address {
    /// A file beside the manifest, under a plain name: letters, digits, `.`, `-` and `_`.
    pub(super) fn beside(manifest: &str, file: &str) -> Result<Self, LoadError> {
        let is_plain = file
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        if !is_plain || file.is_empty() {
            return Err(LoadError::Malformed {
                file: manifest.to_owned(),
            });
        }
        Url::new_with_base(file, manifest)
            .map(|url| Self(url.href()))
            .map_err(|_| LoadError::Malformed {
                file: manifest.to_owned(),
            })
    }
}

/// The bytes at an address, at most `limit`.
pub(super) async fn bytes(address: &Address, limit: usize) -> Result<Vec<u8>, LoadError> {
    get(&address.0, limit).await
}

/// The JSON at an address, at most `limit` bytes as they come over, gzip or plain, read by the
/// browser's own parser.
pub(in crate::browser) async fn json(address: &str, limit: usize) -> Result<JsValue, LoadError> {
    parse(get(address, limit).await?)
        .await
        .ok_or_else(|| LoadError::NotJson {
            file: address.to_owned(),
        })
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

/// Whether the bytes are those that the manifest describes. The digest is taken where the page has
/// the means: `crypto.subtle` needs a secure context.
pub(super) async fn check(bytes: &[u8], entry: &Entry) -> Result<(), LoadError> {
    let is_same = bytes.len() == entry.bytes
        && digest(bytes)
            .await
            .is_none_or(|found| found == entry.sha256);
    is_same.then_some(()).ok_or_else(|| LoadError::Changed {
        file: entry.file.clone(),
    })
}

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
    let file = || address.to_owned();
    let unreachable = |_| LoadError::Unreachable { file: file() };
    let window = web_sys::window().ok_or_else(|| LoadError::Unreachable { file: file() })?;
    let abort = AbortController::new().map_err(unreachable)?;
    let signal = abort.signal();
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&signal));
    let _timer = Timeout::new(MAX_MILLISECONDS, move || abort.abort());
    let late_or = |_| {
        if signal.aborted() {
            LoadError::TimedOut { file: file() }
        } else {
            LoadError::Unreachable { file: file() }
        }
    };
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init))
        .await
        .map_err(late_or)?
        .unchecked_into();
    if !response.ok() {
        return Err(LoadError::Status {
            file: file(),
            status: response.status(),
        });
    }
    let Some(body) = response.body() else {
        return Ok(Vec::new());
    };
    match drain(&body, limit).await {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(LoadError::TooLarge { file: file() }),
        Err(error) => Err(late_or(error)),
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
