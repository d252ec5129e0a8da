//! What the report tells of how the ranking was chosen.

use crate::{
    eval::{Basis, Choice, Estimate, MIN_ORDERS_ASKED, PlaneKind, Tried},
    mine::import::grouped,
};

/// How many candidates of a plane are told beside the chosen one and those with a name.
const BEST_OTHERS: usize = 3;

/// One plane's candidates.
pub(super) struct Plane {
    pub(super) heading: &'static str,
    /// What is measured, a column each.
    pub(super) kinds: Vec<&'static str>,
    /// The chosen one first.
    pub(super) rows: Vec<Candidate>,
    /// How many more were tried.
    pub(super) more: usize,
}

/// One way to rank, with what it was worth.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) recipe: String,
    /// NDCG@10 with its standard error, and how far from the chosen one.
    pub(super) figures: Vec<(String, String)>,
}

/// On what grounds the choice stands.
pub(super) fn words(choice: &Choice) -> String {
    match choice.basis {
        Basis::Measured {
            learned,
            asked,
            questions,
        } => format!(
            "In each of {} of the newest orders one product was hidden, and asked for again from the \
             rest of the order, by rules learned from {} older orders: {} questions of each kind. \
             The figure is NDCG@10: 1 where the hidden product is always suggested first, 0 where it \
             is never among the first ten.",
            grouped(asked as u64),
            grouped(learned as u64),
            grouped(questions as u64),
        ),
        Basis::TooFewOrders { asked } => format!(
            "Of the newest orders {} can be asked about, and fewer than {MIN_ORDERS_ASKED} cannot \
             tell one way of ranking from another: settings that did well in other shops are used.",
            grouped(asked as u64),
        ),
        _ => {
            "The settings say not to measure: what they leave open is as in other shops.".to_owned()
        }
    }
}

/// The tables, a plane each; none where nothing was measured.
pub(super) fn planes(choice: &Choice) -> Vec<Plane> {
    [
        (PlaneKind::Page, "On a product’s page"),
        (PlaneKind::Cart, "In a cart of two products or more"),
    ]
    .into_iter()
    .filter_map(|(kind, heading)| plane(choice, kind, heading))
    .collect()
}

fn plane(choice: &Choice, kind: PlaneKind, heading: &'static str) -> Option<Plane> {
    let of_plane = || choice.tried.iter().filter(|tried| tried.plane == kind);
    let chosen = of_plane().find(|tried| tried.lead.is_none())?;
    let mut rows = vec![chosen];
    rows.extend(of_plane().filter(|tried| tried.name.is_some() && tried.lead.is_some()));
    let mut others: Vec<_> = of_plane()
        .filter(|tried| tried.name.is_none() && tried.lead.is_some())
        .collect();
    // Stable: ties stay in the order of asking.
    others.sort_by(|a, b| total(b).total_cmp(&total(a)));
    rows.extend(others.iter().take(BEST_OTHERS));
    Some(Plane {
        heading,
        kinds: chosen
            .ndcg_10
            .iter()
            .map(|(kind, _)| match kind.as_str() {
                "page" => "one product shown",
                "cart3" => "up to three shown",
                _ => "all others shown",
            })
            .collect(),
        more: of_plane().count() - rows.len().min(of_plane().count()),
        rows: rows.into_iter().map(candidate).collect(),
    })
}

fn total(tried: &Tried) -> f64 {
    tried.ndcg_10.iter().map(|(_, figure)| figure.mean).sum()
}

fn candidate(tried: &Tried) -> Candidate {
    let name = match (tried.lead.is_none(), tried.name) {
        (true, None) => "chosen".to_owned(),
        (true, Some(name)) => format!("chosen: {name}"),
        (false, name) => name.unwrap_or_default().to_owned(),
    };
    let figures = tried.ndcg_10.iter().enumerate().map(|(at, (_, figure))| {
        let lead = tried.lead.as_ref().and_then(|lead| lead.get(at));
        let behind = lead.map(|lead| {
            signed(Estimate {
                mean: -lead.mean,
                ..*lead
            })
        });
        let figure = format!("{:.4} ± {:.4}", figure.mean, figure.standard_error);
        (figure, behind.unwrap_or_default())
    });
    Candidate {
        name,
        recipe: tried.recipe.to_string(),
        figures: figures.collect(),
    }
}

fn signed(estimate: Estimate) -> String {
    format!("{:+.4} ± {:.4}", estimate.mean, estimate.standard_error).replace('-', "−")
}
