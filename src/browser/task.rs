//! Work that goes on while the page does something else.

use std::{future::Future, pin::Pin};

use wasm_bindgen_futures::spawn_local;

/// Starts working. Boxed, so that the executor is compiled once and not for every kind of work.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local(work);
}
