use leptos::prelude::*;

use super::button::Button;
use crate::offer::NoticeView;

/// What came of the last add. It appears inside an element that is always there, so that screen
/// readers hear it.
#[component]
pub(super) fn Notice(
    /// The account.
    notice: NoticeView,
) -> impl IntoView {
    let NoticeView {
        tone,
        text,
        details,
        actions,
    } = notice;
    let [first, second] = actions.map(|action| {
        action.map(|(control, label)| {
            view! { <Button part="notice-button" label=label control=control/> }
        })
    });
    view! {
        <div part=tone.part()>
            <p part="notice-text">
                {text}
                <span part="notice-details">{details.join("\n")}</span>
            </p>
            {first}
            {second}
        </div>
    }
}
