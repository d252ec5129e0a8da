use leptos::prelude::*;

use super::{OnIntent, button::Button};
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
        <div part=tone.part()>
            <p part="notice-text">
                {text}
                <span part="notice-details">{details.join("\n")}</span>
            </p>
            {action.map(|(action, label)| view! {
                <Button
                    part="notice-button"
                    label=label
                    on_press=on_intent.press(match action {
                        NoticeAction::Retry => Intent::Add,
                        NoticeAction::OpenCart => Intent::OpenCart,
                        NoticeAction::Undo => Intent::Undo,
                    })
                />
            })}
        </div>
    }
}
