use leptos::prelude::*;

use crate::offer::{Intent, SummaryView};

/// The foot: what is ticked and what it comes to, read out when it changes, and the one button.
///
/// The button is never `disabled`, only `aria-disabled`: it keeps the focus while it is busy.
#[component]
pub(super) fn Summary(
    /// The total and the button; nothing is drawn without.
    summary: Memo<Option<SummaryView>>,
    /// Told of a press.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let read = move |pick: fn(&SummaryView) -> String| {
        move || summary.with(|summary| summary.as_ref().map_or_else(String::new, pick))
    };
    let has_action = Memo::new(move |_| {
        summary.with(|summary| {
            summary
                .as_ref()
                .is_some_and(|summary| summary.action.is_some())
        })
    });
    let is_shown = Memo::new(move |_| summary.with(Option::is_some));
    move || {
        is_shown.get().then(|| {
            view! {
                <div class="summary" part="summary">
                    <p class="total" part="total" role="status">
                        <span class="total-label" part="total-label">{read(|summary| summary.label.clone())}</span>
                        {" "}
                        <strong class="amount" part="amount">
                            {read(|summary| summary.total.clone().unwrap_or_default())}
                        </strong>
                    </p>
                    {move || has_action.get().then(|| view! {
                        <button
                            class="add"
                            part="button"
                            type="button"
                            aria-disabled=read(|summary| (!summary.enabled).to_string())
                            aria-busy=read(|summary| summary.busy.to_string())
                            on:click=move |_| on_intent.run(Intent::Add)
                        >
                            // A new element for a new text: a text that is only changed counts as
                            // moved, since it is centred.
                            <For
                                each=move || summary.with(|summary| summary.as_ref()?.action.clone())
                                key=Clone::clone
                                children=|action| view! { <span class="add-label">{action}</span> }
                            />
                        </button>
                    })}
                </div>
            }
        })
    }
}
