use leptos::{attr::custom::custom_attribute, either::EitherOf3, prelude::*};

use super::{card::Card, notice::Notice, skeleton::Skeleton, summary::Summary};
use crate::{
    domain::Direction,
    offer::{BoxView, Intent, Phase},
};

/// The whole box: a labelled region with a heading, a list of cards, the total with its button, and
/// what came of the last add. Empty while there is nothing to offer.
#[component]
pub fn OfferBox(
    /// The region's class. It styles nothing of ours; pages that hold the static box may use it.
    #[prop(optional, into)]
    class: Option<String>,
    /// What to draw.
    #[prop(into)]
    view: Signal<BoxView>,
    /// Told what the shopper does.
    on_intent: UnsyncCallback<Intent>,
) -> impl IntoView {
    let class = class.unwrap_or_else(|| "tandem-box".to_owned());
    let phase = Memo::new(move |_| view.with(|view| view.phase));
    move || match phase.get() {
        Phase::Empty => EitherOf3::A(()),
        Phase::Loading => EitherOf3::B(view! {
            <Skeleton label=view.with_untracked(|view| view.loading.clone())/>
        }),
        Phase::Ready => EitherOf3::C(view! {
            <Filled class=class.clone() view=view on_intent=on_intent/>
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
    let BoxView {
        language,
        direction,
        heading,
        heading_level,
        ..
    } = view.get_untracked();
    view! {
        <section
            class=class
            part="box"
            lang=language
            dir=direction.map(Direction::as_str)
            aria-labelledby="heading"
            tabindex="-1"
        >
            <div
                part="heading"
                id="heading"
                role="heading"
                {..custom_attribute("aria-level", heading_level.get().to_string())}
            >
                {heading}
            </div>
            <ul part="list" role="list">
                <For
                    each=move || view.with(|view| view.cards.clone())
                    key=|card| card.sku.clone()
                    let:card
                >
                    <Card card=card view=view on_intent=on_intent/>
                </For>
            </ul>
            {move || view.with(|view| view.summary.clone()).map(|summary| view! {
                <Summary summary=summary on_intent=on_intent/>
            })}
            <div part="notices" role="status">
                {move || view.with(|view| view.notice.clone()).map(|notice| view! {
                    <Notice notice=notice on_intent=on_intent/>
                })}
            </div>
        </section>
    }
}
