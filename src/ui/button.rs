use leptos::{either::Either, prelude::*};

use crate::offer::Control;

/// A button of a box: one type for all of them, since each further one is half a kilobyte.
///
/// It is never `disabled`, only `aria-disabled`: it keeps the focus while it is busy.
#[component]
pub(super) fn Button(
    /// Its name for style sheets.
    part: &'static str,
    /// What it says; empty where its style sheet draws a sign.
    #[prop(optional)]
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
    /// What a press does.
    control: Control,
) -> impl IntoView {
    view! {
        <button
            part=part
            type="button"
            aria-disabled=flag(!enabled)
            aria-busy=flag(busy)
            data-control=control.as_str()
        >
            {words(busy, label)}
            <span part="unseen">{about}</span>
        </button>
    }
}

const fn flag(is: bool) -> &'static str {
    if is { "true" } else { "false" }
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
