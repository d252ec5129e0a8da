use leptos::{attr::custom::custom_attribute, prelude::*};

use crate::offer::{BoxView, CardView, Intent};

/// One item: picture, title, price, reason, and a checkbox where it can be chosen.
///
/// The checkbox's label covers the picture, so the picture is the target; the title is the link.
#[component]
pub(super) fn Card(
    /// The item as it was first shown; shown on where `view` has it no more.
    card: CardView,
    /// The box, for what changes about the item.
    view: Signal<BoxView>,
    /// Told of ticks and followed links.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let broken = RwSignal::new(false);
    move || {
        let CardView {
            sku,
            title,
            url,
            image,
            monogram,
            lead,
            reason,
            state,
        } = view
            .with(|view| view.cards.iter().find(|now| now.sku == card.sku).cloned())
            .unwrap_or_else(|| card.clone());
        let (chosen, hint) = (sku.clone(), title.clone());
        view! {
            <li part="card">
                <div part="picture" {..custom_attribute("data-monogram", monogram)}>
                    {image.map(|image| view! {
                        <img
                            part="image"
                            src=image.as_str().to_owned()
                            alt=""
                            width="160"
                            height="160"
                            decoding="async"
                            hidden=broken.get()
                            on:error=move |_| broken.set(true)
                        />
                    })}
                    {state.tick.map(|tick| view! {
                        <label part="tick">
                            <input
                                part="checkbox"
                                type="checkbox"
                                checked=tick.ticked
                                prop:checked=tick.ticked
                                on:change=move |event| on_intent.run(Intent::Tick {
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
                            <span part=["badge ", badge.kind.as_str()].concat()>{badge.text}</span>
                        })}
                    </div>
                </div>
                <div part="words">
                    <a
                        part="title"
                        dir="auto"
                        href=url.map(|url| url.as_str().to_owned())
                        title=hint
                        on:click=move |_| on_intent.run(Intent::Select { sku: sku.clone() })
                    >
                        {title}
                    </a>
                    {state.price.map(|price| view! { <span part="price">{price}</span> })}
                    {reason.map(|reason| view! { <span part="reason">{reason}</span> })}
                </div>
            </li>
        }
    }
}
