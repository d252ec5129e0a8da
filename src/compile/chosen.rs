//! What the report tells of how the ranking was chosen.

use crate::{
    eval::{Basis, Choice, Estimate, MIN_ORDERS_ASKED, PlaneKind, QueryKind, Tried},
    mine::{config::Preset, import::grouped},
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

/// One preset's figures: as many as [`PRESET_COLUMNS`].
pub(super) struct PresetRow {
    pub(super) name: &'static str,
    pub(super) is_chosen: bool,
    pub(super) kind: &'static str,
    pub(super) figures: [String; PRESET_COLUMNS.len()],
}

/// What is told of a preset.
pub(super) const PRESET_COLUMNS: [&str; 6] = [
    "leans",
    "NDCG@10",
    "HR@10",
    "products ever suggested",
    "suggestions that are no best-sellers",
    "margin of a suggestion",
];

/// What each preset costs and brings, kind by kind; `money` words minor units.
pub(super) fn presets(
    choice: &Choice,
    chosen: Preset,
    money: &dyn Fn(i64) -> Option<String>,
) -> Vec<PresetRow> {
    let kinds = QueryKind::ALL.into_iter();
    kinds
        .flat_map(|kind| choice.presets.iter().filter(move |told| told.kind == kind))
        .map(|told| {
            let percent = |share: f64| format!("{:.1} %", 100.0 * share);
            let gain = told.ndcg_10;
            let margin = told.margin_minor.map(|minor| minor.round() as i64);
            PresetRow {
                name: told.preset.as_str(),
                is_chosen: told.preset == chosen,
                kind: shown(told.kind),
                figures: [
                    format!("{:.2}", told.exponent),
                    format!("{:.4} ± {:.4}", gain.mean, gain.standard_error),
                    percent(told.hr_10.mean),
                    percent(told.coverage_10),
                    percent(told.non_head_shown),
                    margin.and_then(money).unwrap_or_default(),
                ],
            }
        })
        .collect()
}

/// How a query of a kind is told.
fn shown(kind: QueryKind) -> &'static str {
    match kind {
        QueryKind::Page => "one product shown",
        QueryKind::Cart3 => "up to three shown",
        QueryKind::Cart => "all others shown",
    }
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
            .map(|(kind, _)| shown(*kind))
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
