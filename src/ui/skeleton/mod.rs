use leptos::prelude::*;

/// The box while it loads: grey shapes where the cards will be, and a text for screen readers.
#[component]
pub(super) fn Skeleton(
    /// The box's classes.
    class: String,
    /// Read out.
    label: String,
) -> impl IntoView {
    let bone = |_| {
        view! {
            <div class={"bone"}>
                <div class={"bone-picture"}></div>
                <div class={"bone-line"}></div>
            </div>
        }
    };
    view! {
        <div class=[class.as_str(), " skeleton"].concat() part="skeleton" aria-busy="true">
            <span class="unseen" role="status">{label}</span>
            <div class={"bone-heading"}></div>
            <div class="bones" aria-hidden="true">{(0..4).map(bone).collect::<Vec<_>>()}</div>
        </div>
    }
}
