//! Stands in for `wasm-streams`, which leptos brings for the streaming bodies of its server
//! functions. This project has no server functions, but the real crate exports twenty functions and
//! three classes to JavaScript, which no linker may drop: 2 KB of every shopper's download.
//!
//! The part of its interface that leptos names is here. A stream that is read ends with an error, so
//! that whoever calls a server function after all is told why it cannot work.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use wasm_bindgen::{JsCast, JsValue};

const LEFT_OUT: &str = "streaming bodies are left out of this build: see vendor/wasm-streams";

/// A browser's stream.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Keeps a browser's stream.
    #[must_use]
    pub const fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// A stream that has nothing of what it was given.
    #[must_use]
    pub fn from_stream<S>(_: S) -> Self {
        Self(web_sys::ReadableStream::new().unwrap_or_else(|error| error.unchecked_into()))
    }

    /// The browser's stream.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// One error, then the end.
    #[must_use]
    pub fn into_stream(self) -> IntoStream {
        IntoStream { is_over: false }
    }
}

/// See [`ReadableStream::into_stream`].
#[derive(Debug)]
pub struct IntoStream {
    is_over: bool,
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let was_over = std::mem::replace(&mut self.is_over, true);
        Poll::Ready((!was_over).then(|| Err(JsValue::from_str(LEFT_OUT))))
    }
}
