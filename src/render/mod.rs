//! The same components to static HTML, natively: fallbacks for pages without script, and the files
//! that the tests compare.
//!
//! May import [`crate::domain`], [`crate::offer`] and [`crate::ui`]; never `browser`.

mod formats;
mod words;

pub use formats::PlainFormats;
pub use words::{plural_forms, speaks, texts};

use leptos::prelude::*;

use crate::{
    domain::{Basket, Direction, Locale, Placement, ProductRecord},
    offer::{Ability, BoxView, Candidate, HeadingLevel, Messages, Session, Setup, Words},
    ui::{OfferBox, STYLE},
};

/// The box for one product as plain links, for a shop to put inside its `<tandem-offers>` element:
/// search engines read it, shoppers without script use it, and the widget replaces it once it has
/// something to show.
///
/// `picks` are shown as given, all of them, best first. Prices are shown where the records have one:
/// give only what the shop's own catalogue states. The empty string where there are no picks.
///
/// `own` are the shop's own texts by key; what they do not say is said as ever.
///
/// The answer has no style, no script and no checkbox, and every text in it is escaped.
#[must_use]
pub fn fallback(
    anchor: &ProductRecord,
    picks: &[Candidate],
    locale: &Locale,
    own: Vec<(String, String)>,
) -> String {
    let setup = Setup {
        placement: Placement::Product,
        anchor: Some(anchor.clone()),
        candidates: picks.to_vec(),
        max_items: picks.len(),
        ability: Ability::Link,
        show_orders: true,
        can_dismiss: false,
        fewer: Vec::new(),
        heading: None,
        heading_level: HeadingLevel::default(),
        currency: None,
        discount: None,
        goal_minor: None,
        steps: Vec::new(),
        locale: locale.clone(),
    };
    let messages = Messages::new(own).above(texts(locale));
    let words = Words {
        messages: &messages,
        formats: &PlainFormats::new(locale),
    };
    html(&Session::new(setup, Basket::default()).view(words))
}

/// One view of a box as an HTML fragment. Without its style sheet: see [`page`].
#[must_use]
pub fn html(view: &BoxView) -> String {
    let view = view.clone();
    Owner::new()
        .with(|| view! { <OfferBox view=view/> }.to_html())
        .replace("<!>", "")
}

/// One view of a box as a whole page that a person can open, style sheet included.
#[must_use]
pub fn page(title: &str, view: &BoxView) -> String {
    let (title, body) = (escape(title), html(view));
    let language = &view.language;
    let direction = view.direction.map_or("auto", Direction::as_str);
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<div class=\"root\">\n{body}\n</div>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
