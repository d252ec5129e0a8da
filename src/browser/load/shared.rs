use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use super::super::task::spawn;

/// A result that is worked out once, at once, and awaited by any number of askers.
pub(super) struct Shared<T>(Rc<RefCell<State<T>>>);

enum State<T> {
    Waiting(Vec<Waker>),
    Done(T),
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + 'static> Shared<T> {
    /// Starts working.
    pub(super) fn new(work: impl Future<Output = T> + 'static) -> Self {
        let shared = Self(Rc::new(RefCell::new(State::Waiting(Vec::new()))));
        let state = shared.0.clone();
        spawn(async move {
            let result = work.await;
            let before = state.replace(State::Done(result));
            if let State::Waiting(wakers) = before {
                wakers.into_iter().for_each(Waker::wake);
            }
        });
        shared
    }

    /// The result, once it is there.
    pub(super) async fn get(&self) -> T {
        poll_fn(|context| match &mut *self.0.borrow_mut() {
            State::Done(result) => Poll::Ready(result.clone()),
            State::Waiting(wakers) => {
                wakers.push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    /// The result, if it is there.
    pub(super) fn now(&self) -> Option<T> {
        match &*self.0.borrow() {
            State::Done(result) => Some(result.clone()),
            State::Waiting(_) => None,
        }
    }
}
