use leptos::prelude::*;

use crate::offer::{Intent, NoticeAction, NoticeView};

/// What came of the last add. The element is always there, so that screen readers hear it fill.
#[component]
pub(super) fn Notice(
    /// The account; the element is empty without.
    notice: Memo<Option<NoticeView>>,
    /// Told of a press on its button.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    view! {
        <div class="notice-place" role="status">
            {move || notice.get().map(|notice| view! {
                <div class=["notice ", notice.tone.as_str()].concat() part="notice">
                    <p class="notice-text" part="notice-text">
                        {notice.text}
                        {notice.details.into_iter().map(|detail| view! {
                            <span class="detail" part="notice-detail">{detail}</span>
                        }).collect::<Vec<_>>()}
                    </p>
                    {notice.action.map(|(action, label)| view! {
                        <button
                            class="act"
                            part="notice-button"
                            type="button"
                            on:click=move |_| on_intent.run(match action {
                                NoticeAction::Retry => Intent::Add,
                                NoticeAction::OpenCart => Intent::OpenCart,
                            })
                        >
                            {label}
                        </button>
                    })}
                </div>
            })}
        </div>
    }
}
