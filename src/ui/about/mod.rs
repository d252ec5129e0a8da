use leptos::prelude::*;

use super::button::Button;
use crate::offer::{AboutView, Control};

/// Why these are suggested: a line that opens, and in it the button that hides all suggestions.
#[component]
pub(super) fn About(
    /// What it says.
    about: AboutView,
) -> impl IntoView {
    view! {
        <details part="about">
            <summary part="about-label">{about.label}</summary>
            <p part="about-text">{about.text}</p>
            <Button part="hide" label=about.hide control=Control::HideAll/>
        </details>
    }
}
