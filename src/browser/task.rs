//! Work that goes on while the page does something else.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use wasm_bindgen_futures::spawn_local;

/// Starts working. Boxed, so that the executor is compiled once and not for every kind of work.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local(work);
}

/// An answer that was asked for and may still be on its way.
pub(super) enum Begun<T> {
    Here(T),
    Coming(Pin<Box<dyn Future<Output = T>>>),
}

/// Asks now; the same task waits for the answer later.
pub(super) async fn begin<T>(mut answer: Pin<Box<dyn Future<Output = T>>>) -> Begun<T> {
    let first = poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await;
    match first {
        Poll::Ready(answer) => Begun::Here(answer),
        Poll::Pending => Begun::Coming(answer),
    }
}

impl<T> Begun<T> {
    pub(super) async fn get(self) -> T {
        match self {
            Self::Here(answer) => answer,
            Self::Coming(answer) => answer.await,
        }
    }
}
