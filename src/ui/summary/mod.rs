use leptos::prelude::*;

use super::button::Button;
use crate::offer::{Control, SummaryView};

/// The foot: what is ticked and what it comes to, read out when it changes, and the one button.
#[component]
pub(super) fn Summary(
    /// The total and the button.
    summary: SummaryView,
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
                <Button
                    part="button"
                    label=action
                    enabled=enabled
                    busy=busy
                    control=Control::Add
                />
            })}
        </div>
    }
}
