use leptos::{either::Either, prelude::*};

use super::OnIntent;
use crate::offer::{Intent, SummaryView};

/// The foot: what is ticked and what it comes to, read out when it changes, and the one button.
///
/// The button is never `disabled`, only `aria-disabled`: it keeps the focus while it is busy.
#[component]
pub(super) fn Summary(
    /// The total and the button.
    summary: SummaryView,
    /// Told of a press.
    on_intent: OnIntent,
) -> impl IntoView {
    let SummaryView {
        label,
        total,
        action,
        enabled,
        busy,
    } = summary;
    view! {
        <div part="summary">
            <p part="total" role="status">
                <span part="total-label">{label}</span>
                {" "}
                <strong part="amount">{total.unwrap_or_default()}</strong>
            </p>
            {action.map(|action| view! {
                <button
                    part="button"
                    type="button"
                    aria-disabled=(!enabled).to_string()
                    aria-busy=busy.to_string()
                    on:click=move |_| on_intent.tell(Intent::Add)
                >
                    {words(busy, action)}
                </button>
            })}
        </div>
    }
}

/// The button's words. *Adding…* and what follows it are two elements: of one element whose text is
/// changed, a browser says that it moved, since it is centred.
fn words(busy: bool, action: String) -> impl IntoView {
    let words = view! { <span part="button-label">{action}</span> };
    if busy {
        Either::Left(words)
    } else {
        Either::Right(words)
    }
}
