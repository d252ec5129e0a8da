use leptos::{prelude::*, web_sys};

use super::{OnIntent, button::Button};
use crate::offer::{CardView, Intent};

/// One item: picture, title, price, reason, and a checkbox where it can be chosen.
///
/// The checkbox's label covers the picture, so the picture is the target; the title is the link.
#[component]
pub(super) fn Card(
    /// The item.
    card: CardView,
    /// Told of ticks and followed links.
    on_intent: OnIntent,
) -> impl IntoView {
    let CardView {
        sku,
        title,
        url,
        image,
        monogram,
        lead,
        reason,
        state,
    } = card;
    let (key, chosen, wanted, followed) = (sku.clone(), sku.clone(), sku.clone(), sku);
    let (hint, named) = (title.clone(), title.clone());
    let (on_tick, on_select) = (on_intent.clone(), on_intent.clone());
    view! {
        <li part="card" data-sku=key>
            <div part="picture" data-monogram=monogram>
                {image.map(|image| view! {
                    <img
                        part="image"
                        src=image.as_str().to_owned()
                        alt=""
                        width="160"
                        height="160"
                        decoding="async"
                        on:load=|event| show(&event, true)
                        on:error=|event| show(&event, false)
                    />
                })}
                {state.tick.map(|tick| view! {
                    <label part="tick">
                        <input
                            part="checkbox"
                            type="checkbox"
                            checked=tick.ticked
                            prop:checked=tick.ticked
                            on:change=move |event| on_tick.tell(Intent::Tick {
                                sku: chosen.clone(),
                                ticked: event_target_checked(&event),
                            })
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
                    on:click=move |_| on_select.tell(Intent::Select {
                        sku: followed.clone(),
                    })
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
                        on_press=on_intent.press(Intent::AddOne { sku: wanted })
                    />
                })}
            </div>
        </li>
    }
}

/// A picture that does not load makes way for the monogram behind it.
fn show(event: &web_sys::Event, loaded: bool) {
    let picture: web_sys::HtmlElement = event_target(event);
    picture.set_hidden(!loaded);
}
