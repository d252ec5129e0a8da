//! How far scores lean a preset's way, what that costs in hits, and what it brings.

use serde::Serialize;

use super::search::{Fold, Search};
use crate::{
    eval::{Estimate, Outcome, QueryKind, Stratum, asked::Planes},
    mine::{
        config::{Preset, Recipes},
        count::Scored,
        lean,
    },
};

/// A box shows about so many.
const BOX: usize = 4;

/// What a preset may cost: a share of the NDCG@10 that there is without it, for each kind of query.
pub const MAX_LOSS: f64 = 0.05;

/// One preset's figures for one kind of query.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PresetFigures {
    /// The preset.
    pub preset: Preset,
    /// The kind of query.
    pub kind: QueryKind,
    /// How far scores lean: one of [`crate::mine::lean::EXPONENTS`], or 0 where even the least costs too
    /// much.
    pub exponent: f64,
    /// How many were asked.
    pub queries: usize,
    /// As [`crate::eval::Metrics::ndcg_10`].
    pub ndcg_10: Estimate,
    /// What [`Preset::Relevance`] gains more, question by question.
    pub loss: Estimate,
    /// As [`crate::eval::Metrics::hr_10`].
    pub hr_10: Estimate,
    /// As [`crate::eval::Metrics::coverage_10`].
    pub coverage_10: f64,
    /// Of the first four suggestions: the share that is no best-seller, outside [`Stratum::Head`].
    pub non_head_shown: f64,
    /// Of the first four suggestions: what one earns on average, in minor units. `None` where nothing
    /// is known of any.
    pub margin_minor: Option<f64>,
}

/// What leans, and what it is asked.
struct Asker<'a> {
    fold: &'a Fold,
    page: Scored,
    cart: Option<Scored>,
    rules_per_item: usize,
}

impl Search {
    /// What each preset costs and brings on the newest orders, by rows as short and as coarse as a
    /// table's: [`Preset::ALL`] in order, but for those that have nothing to lean on, each for
    /// [`QueryKind::ALL`]. Each leans as far as [`MAX_LOSS`] allows.
    pub(super) fn presets(&mut self, recipes: &Recipes) -> Vec<PresetFigures> {
        let rules_per_item = self.rules_per_item;
        let Some(fold) = self.folds.first_mut() else {
            return Vec::new();
        };
        if fold.trial.queries().is_empty() {
            return Vec::new();
        }
        let asker = Asker {
            page: fold.scores(&recipes.page),
            cart: (!recipes.is_one_plane()).then(|| fold.scores(&recipes.cart)),
            fold,
            rules_per_item,
        };
        let plain = asker.planes(None);
        let gains = asker.gains(&plain);
        let plain_outcomes = asker.outcomes(&plain);
        let mut all = Vec::new();
        for preset in Preset::ALL {
            if preset != Preset::Relevance && asker.fold.factors(preset, 1.0).is_none() {
                continue;
            }
            let leant = asker.farthest(preset, &gains);
            let exponent = leant.as_ref().map_or(0.0, |(exponent, _)| *exponent);
            let leant = leant.map(|(_, planes)| asker.outcomes(&planes));
            let leant = leant.as_ref().unwrap_or(&plain_outcomes);
            for ((kind, with), without) in
                QueryKind::ALL.into_iter().zip(leant).zip(&plain_outcomes)
            {
                all.push(asker.figures((preset, exponent), kind, with, without));
            }
        }
        all
    }
}

impl Asker<'_> {
    /// What a table keeps where each consequent's scores are multiplied by its factor.
    fn planes(&self, factors: Option<&[f64]>) -> Planes {
        let leant = |scored: &Scored| match factors {
            None => scored.clone(),
            Some(factors) => scored.leaning(factors),
        };
        let cart = self.cart.as_ref().map(leant);
        let offered = &self.fold.offered;
        Planes::new(
            &leant(&self.page),
            cart.as_ref(),
            offered,
            self.rules_per_item,
        )
    }

    /// By kind: the gains of all questions, added up.
    fn gains(&self, planes: &Planes) -> [f64; 3] {
        let queries = &self.fold.questions.queries;
        QueryKind::ALL.map(|kind| planes.gains(queries, kind).iter().sum())
    }

    /// The farthest step within [`MAX_LOSS`], and its rows; `None` where there is none.
    fn farthest(&self, preset: Preset, without: &[f64; 3]) -> Option<(f64, Planes)> {
        lean::EXPONENTS.into_iter().find_map(|exponent| {
            let factors = self.fold.factors(preset, exponent)?;
            let planes = self.planes(Some(&factors));
            let gains = self.gains(&planes);
            let mut pairs = gains.iter().zip(without);
            let is_cheap = pairs.all(|(gain, without)| *gain >= (1.0 - MAX_LOSS) * without);
            is_cheap.then_some((exponent, planes))
        })
    }

    /// By kind: the answers to some of the questions.
    fn outcomes(&self, planes: &Planes) -> [Vec<Outcome>; 3] {
        let scorer = |query: &[_], scores: &mut [f64]| planes.score(query, scores);
        QueryKind::ALL.map(|kind| self.fold.trial.ask(kind, &scorer))
    }

    fn figures(
        &self,
        (preset, exponent): (Preset, f64),
        kind: QueryKind,
        with: &[Outcome],
        without: &[Outcome],
    ) -> PresetFigures {
        let trial = &self.fold.trial;
        let metrics = trial.metrics(kind, with);
        let losses = without.iter().zip(with);
        let shown = || with.iter().flat_map(|outcome| outcome.top.iter().take(BOX));
        let non_head = shown().filter(|item| trial.strata().of(**item) != Stratum::Head);
        let margins = shown().filter_map(|item| self.fold.margins.get(item.index()).copied()?);
        let (mut earned, mut known) = (0.0, 0_usize);
        for minor in margins {
            earned += minor as f64;
            known += 1;
        }
        PresetFigures {
            preset,
            kind,
            exponent,
            queries: metrics.queries,
            ndcg_10: metrics.ndcg_10,
            loss: Estimate::of(losses.map(|(without, with)| without.gain() - with.gain())),
            hr_10: metrics.hr_10,
            coverage_10: metrics.coverage_10,
            non_head_shown: non_head.count() as f64 / shown().count().max(1) as f64,
            margin_minor: (known > 0).then(|| earned / known as f64),
        }
    }
}
