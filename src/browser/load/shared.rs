use std::{cell::RefCell, future::Future, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A result that is worked out once, at once, and awaited by any number of askers.
pub(in crate::browser) struct Shared<T> {
    done: Promise,
    value: Rc<RefCell<Option<T>>>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self {
            done: self.done.clone(),
            value: self.value.clone(),
        }
    }
}

impl<T: Clone + 'static> Shared<T> {
    /// Starts working.
    pub(in crate::browser) fn new(work: impl Future<Output = T> + 'static) -> Self {
        let value = Rc::new(RefCell::new(None));
        let place = value.clone();
        let done = future_to_promise(async move {
            let result = work.await;
            place.replace(Some(result));
            Ok(JsValue::UNDEFINED)
        });
        Self { done, value }
    }

    /// The result, once it is there. `None` only where the work ended without one.
    pub(in crate::browser) async fn get(&self) -> Option<T> {
        let _ = JsFuture::from(self.done.clone()).await;
        self.value.borrow().clone()
    }
}
