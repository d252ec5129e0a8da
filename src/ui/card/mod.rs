use leptos::prelude::*;

use super::button::Button;
use crate::offer::{CardView, Control};

/// One item: picture, title, price, reason, and a checkbox where it can be chosen.
///
/// The checkbox's label covers the picture, so the picture is the target; the title is the link.
#[component]
pub(super) fn Card(
    /// The item.
    card: CardView,
) -> impl IntoView {
    let CardView {
        sku,
        title,
        url,
        image,
        monogram,
        lead,
        dismiss,
        reason,
        state,
    } = card;
    let (hint, named) = (title.clone(), title.clone());
    view! {
        <li part="card" data-sku=sku>
            <div part="picture" data-monogram=monogram>
                {image.map(|image| view! {
                    <img
                        part="image"
                        src=image.as_str().to_owned()
                        alt=""
                        width="160"
                        height="160"
                        decoding="async"
                    />
                })}
                {state.tick.map(|tick| view! {
                    <label part="tick">
                        <input
                            part="checkbox"
                            type="checkbox"
                            checked=tick.ticked
                            data-control=Control::Tick.as_str()
                        />
                        <span part="unseen">{tick.name}</span>
                    </label>
                })}
                <div part="chips">
                    {lead.map(|lead| view! { <span part="lead">{lead}</span> })}
                    {state.badge.map(|badge| view! {
                        <span part=badge.kind.part()>{badge.text}</span>
                    })}
                </div>
            </div>
            <div part="words">
                <a
                    part="title"
                    dir="auto"
                    href=url.map(|url| url.as_str().to_owned())
                    title=hint
                    data-control=Control::Select.as_str()
                >
                    {title}
                </a>
                {state.price.map(|price| view! { <span part="price">{price}</span> })}
                {reason.map(|reason| view! { <span part="reason">{reason}</span> })}
                {state.add.map(|add| view! {
                    <Button
                        part="add"
                        label=add.label
                        about=[" ", &named].concat()
                        busy=add.busy
                        control=Control::AddOne
                    />
                })}
            </div>
            {dismiss.map(|name| view! {
                <Button part="dismiss" about=name control=Control::Dismiss/>
            })}
        </li>
    }
}
