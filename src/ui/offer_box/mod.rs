use leptos::{attr::custom::custom_attribute, either::EitherOf3, prelude::*};

use super::{card::Card, notice::Notice, skeleton::Skeleton, summary::Summary};
use crate::offer::{BoxView, CardView, Intent, Phase};

/// The whole box: a labelled region with a heading, a list of cards, the total with its button, and
/// what came of the last add. Empty while there is nothing to offer.
#[component]
pub fn OfferBox(
    /// A class beside the box's own.
    #[prop(optional, into)]
    class: String,
    /// What to draw.
    #[prop(into)]
    view: Signal<BoxView>,
    /// Told what the shopper does.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let phase = Memo::new(move |_| view.with(|view| view.phase));
    let class = ["box ", class.as_str()].concat();
    move || match phase.get() {
        Phase::Empty => EitherOf3::A(()),
        Phase::Loading => EitherOf3::B(view! {
            <Skeleton class=class.trim().to_owned() label=view.with_untracked(|view| view.loading.clone())/>
        }),
        Phase::Ready => EitherOf3::C(view! {
            <Filled class=class.trim().to_owned() view=view on_intent=on_intent/>
        }),
    }
}

/// A box with items in it.
#[component]
fn Filled(
    class: String,
    view: Signal<BoxView>,
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let fixed = view.get_untracked();
    let cards = Memo::new(move |_| view.with(|view| view.cards.clone()));
    let state_of = move |card: &CardView| {
        let (sku, last) = (card.sku.clone(), card.state.clone());
        Memo::new(move |_| {
            cards.with(|cards| {
                let now = cards.iter().find(|card| card.sku == sku);
                now.map_or_else(|| last.clone(), |card| card.state.clone())
            })
        })
    };
    view! {
        <section
            class=class
            part="box"
            lang=fixed.language
            dir=fixed.direction.as_str()
            aria-labelledby="heading"
            tabindex="-1"
        >
            <div
                class="heading"
                part="heading"
                id="heading"
                role="heading"
                {..custom_attribute("aria-level", fixed.heading_level.get().to_string())}
            >
                {fixed.heading}
            </div>
            <ul class="list" part="list" role="list">
                <For
                    each=move || cards.get()
                    key=|card| card.sku.clone()
                    children=move |card| {
                        let state = state_of(&card);
                        view! { <Card card=card state=state on_intent=on_intent/> }
                    }
                />
            </ul>
            <Summary
                summary=Memo::new(move |_| view.with(|view| view.summary.clone()))
                on_intent=on_intent
            />
            <Notice
                notice=Memo::new(move |_| view.with(|view| view.notice.clone()))
                on_intent=on_intent
            />
        </section>
    }
}
