use leptos::{attr::custom::custom_attribute, either::EitherOf3, prelude::*};

use super::{about::About, card::Card, notice::Notice, skeleton::Skeleton, summary::Summary};
use crate::{
    domain::Direction,
    offer::{BoxView, Phase},
};

/// The whole box: a labelled region with a heading, a list of cards, the total with its button, why
/// these are suggested, and what came of the last add. Empty while there is nothing to offer.
///
/// It draws one view. Laid over the elements of the one before, they stay and only what differs is
/// written to the page. What a shopper may do is named in `data-control`: see [`crate::offer::Control`].
#[component]
pub fn OfferBox(
    /// What to draw.
    view: BoxView,
) -> impl IntoView {
    match view.phase {
        Phase::Empty => EitherOf3::A(()),
        Phase::Loading => EitherOf3::B(view! { <Skeleton label=view.loading/> }),
        Phase::Ready => EitherOf3::C(view! { <Filled view=view/> }),
    }
}

/// A box with items in it.
#[component]
fn Filled(view: BoxView) -> impl IntoView {
    let cards: Vec<_> = view
        .cards
        .into_iter()
        .map(|card| view! { <Card card=card/> })
        .collect();
    let summary = view
        .summary
        .map(|summary| view! { <Summary summary=summary/> });
    let notice = view.notice.map(|notice| view! { <Notice notice=notice/> });
    let about = view.about.map(|about| view! { <About about=about/> });
    view! {
        <section
            class=view.layout.as_str()
            part="box"
            lang=view.language
            dir=view.direction.map(Direction::as_str)
            aria-labelledby="heading"
            tabindex="-1"
        >
            <div
                part="heading"
                id="heading"
                role="heading"
                {..custom_attribute("aria-level", view.heading_level.get().to_string())}
            >
                {view.heading}
            </div>
            {view.goal.map(|goal| view! {
                <div part="goal">
                    <p part="goal-text" role="status">{goal.text}</p>
                    <progress
                        part="goal-bar"
                        aria-labelledby="heading"
                        max=goal.goal.to_string()
                        value=goal.now.to_string()
                    ></progress>
                </div>
            })}
            <ul part="list" role="list">{cards}</ul>
            {summary}
            {about}
            <div part="notices" role="status">{notice}</div>
        </section>
    }
}
