use std::rc::Rc;

use leptos::{either::Either, prelude::*};
use send_wrapper::SendWrapper;

/// A button of a box: one type for all of them, since each further one is half a kilobyte.
///
/// It is never `disabled`, only `aria-disabled`: it keeps the focus while it is busy.
#[component]
pub(super) fn Button(
    /// Its name for style sheets.
    part: &'static str,
    /// What it says.
    label: String,
    /// What it is about, for screen readers; may be empty.
    #[prop(optional)]
    about: String,
    /// Whether a press does something.
    #[prop(default = true)]
    enabled: bool,
    /// Whether it is at work.
    #[prop(optional)]
    busy: bool,
    /// Told of a press.
    on_press: Press,
) -> impl IntoView {
    view! {
        <button
            part=part
            type="button"
            aria-disabled=flag(!enabled)
            aria-busy=flag(busy)
            on:click=move |_| (on_press.0)()
        >
            {words(busy, label)}
            <span part="unseen">{about}</span>
        </button>
    }
}

const fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// What a press does.
#[derive(Clone)]
pub(super) struct Press(SendWrapper<Rc<dyn Fn()>>);

impl Press {
    pub(super) fn new(does: impl Fn() + 'static) -> Self {
        Self(SendWrapper::new(Rc::new(does)))
    }
}

/// The button's words. *Adding…* and what follows it are two elements: of one element whose text is
/// changed, a browser says that it moved, since it is centred.
fn words(busy: bool, label: String) -> impl IntoView {
    let words = view! { <span part="button-label">{label}</span> };
    if busy {
        Either::Left(words)
    } else {
        Either::Right(words)
    }
}
