use leptos::prelude::*;

/// The box while it loads: grey shapes where the cards will be, drawn by the style sheet, and a text
/// for screen readers.
#[component]
pub(super) fn Skeleton(
    /// Read out.
    label: String,
) -> impl IntoView {
    view! {
        <div part="skeleton" aria-busy="true">
            <span part="unseen" role="status">{label}</span>
        </div>
    }
}
