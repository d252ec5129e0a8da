use std::rc::Rc;

use send_wrapper::SendWrapper;

use super::button::Press;
use crate::offer::Intent;

/// Who is told what the shopper does.
///
/// It stays on the thread that made it, as everything of a page does; leptos asks that what a closure
/// holds could move to another.
#[derive(Clone)]
pub struct OnIntent(SendWrapper<Rc<dyn Fn(Intent)>>);

impl OnIntent {
    /// A listener.
    pub fn new(listener: impl Fn(Intent) + 'static) -> Self {
        Self(SendWrapper::new(Rc::new(listener)))
    }

    pub(super) fn tell(&self, intent: Intent) {
        (self.0)(intent);
    }

    /// What tells always the same.
    pub(super) fn press(&self, intent: Intent) -> Press {
        let this = self.clone();
        Press::new(move || this.tell(intent.clone()))
    }
}
