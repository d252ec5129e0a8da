use leptos::prelude::*;

use crate::offer::{CardState, CardView, Intent};

/// One item: picture, title, price, reason, and a checkbox where it can be chosen.
///
/// The checkbox's label covers the picture, so the picture is the target; the title is the link.
#[component]
pub(super) fn Card(
    /// What stays.
    card: CardView,
    /// What changes.
    state: Memo<CardState>,
    /// Told of ticks and followed links.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let CardView {
        sku,
        title,
        url,
        image,
        monogram,
        lead,
        reason,
        ..
    } = card;
    let is_ticked = move || state.with(|state| state.tick.as_ref().is_some_and(|tick| tick.ticked));
    let choosable = Memo::new(move |_| state.with(|state| state.tick.is_some()));
    let name = Memo::new(move |_| {
        state.with(|state| {
            state
                .tick
                .as_ref()
                .map_or_else(String::new, |tick| tick.name.clone())
        })
    });
    let broken = RwSignal::new(false);
    let tick = {
        let sku = sku.clone();
        move || {
            let sku = sku.clone();
            choosable.get().then(move || {
                view! {
                    <label class="tick" part="tick">
                        <input
                            class="check"
                            part="checkbox"
                            type="checkbox"
                            checked=is_ticked()
                            prop:checked=is_ticked
                            on:change=move |event| {
                                let ticked = event_target_checked(&event);
                                on_intent.run(Intent::Tick { sku: sku.clone(), ticked });
                            }
                        />
                        <span class="unseen">{move || name.get()}</span>
                    </label>
                }
            })
        }
    };
    let (hint, is_this) = (title.clone(), lead.is_some());
    let heading = match url {
        Some(url) => leptos::either::Either::Left(view! {
            <a
                class="title"
                part="title"
                href=url.as_str().to_owned()
                title=hint
                dir="auto"
                on:click=move |_| on_intent.run(Intent::Select { sku: sku.clone() })
            >
                {title}
            </a>
        }),
        None => leptos::either::Either::Right(view! {
            <span class="title" part="title" title=hint dir="auto">{title}</span>
        }),
    };
    view! {
        <li
            class="card"
            part="card"
            class:ticked=is_ticked
            class:this=is_this
        >
            <div class="picture" part="picture">
                <span class="monogram" aria-hidden="true">{monogram}</span>
                {image.map(|image| view! {
                    <img
                        class="image"
                        part="image"
                        src=image.as_str().to_owned()
                        alt=""
                        width="160"
                        height="160"
                        decoding="async"
                        hidden=move || broken.get()
                        on:error=move |_| broken.set(true)
                    />
                })}
                {tick}
                <div class="chips">
                    {lead.map(|lead| view! { <span class="lead" part="lead">{lead}</span> })}
                    {move || state.with(|state| state.badge.clone()).map(|badge| view! {
                        <span class=["badge ", badge.kind.as_str()].concat() part="badge">{badge.text}</span>
                    })}
                </div>
            </div>
            <div class="words">
                {heading}
                {move || state.with(|state| state.price.clone()).map(|price| view! {
                    <span class="price" part="price">{price}</span>
                })}
                {reason.map(|reason| view! {
                    <span class="reason" part="reason">{reason}</span>
                })}
            </div>
        </li>
    }
}
