use leptos::prelude::*;

use super::OnIntent;
use crate::offer::{Intent, NoticeAction, NoticeView};

/// What came of the last add. It appears inside an element that is always there, so that screen
/// readers hear it.
#[component]
pub(super) fn Notice(
    /// The account.
    notice: NoticeView,
    /// Told of a press on its button.
    on_intent: OnIntent,
) -> impl IntoView {
    let NoticeView {
        tone,
        text,
        details,
        action,
    } = notice;
    view! {
        <div part=["notice ", tone.as_str()].concat()>
            <p part="notice-text">
                {text}
                <span part="notice-details">{details.join("\n")}</span>
            </p>
            {action.map(|(action, label)| view! {
                <button
                    part="notice-button"
                    type="button"
                    on:click=move |_| on_intent.tell(match action {
                        NoticeAction::Retry => Intent::Add,
                        NoticeAction::OpenCart => Intent::OpenCart,
                        NoticeAction::Undo => Intent::Undo,
                    })
                >
                    {label}
                </button>
            })}
        </div>
    }
}
