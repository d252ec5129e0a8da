//! What a preset costs and brings, as `tandem build` prints it.

use std::io::Write;

use super::failure::Failure;
use crate::{
    compile::Built,
    eval::{MAX_LOSS, QueryKind},
    mine::config::Preset,
};

/// Nothing of the default preset: the report has the others beside it.
pub(super) fn write(built: &Built, chosen: Preset, out: &mut dyn Write) -> Result<(), Failure> {
    if chosen == Preset::Relevance {
        return Ok(());
    }
    let figures = &built.choice.presets;
    let Some(first) = figures.first() else {
        return Ok(writeln!(
            out,
            "preset {}: leans by {:.2}; too few orders to measure what it costs",
            chosen.as_str(),
            built.choice.recipes.lean,
        )?);
    };
    writeln!(
        out,
        "preset {}, asked {} questions of each kind about the newest orders; it leans as far as costs at most {:.0} % of NDCG@10",
        chosen.as_str(),
        first.queries,
        100.0 * MAX_LOSS,
    )?;
    writeln!(
        out,
        "  {:<7} {:<10} {:>5} {:>14} {:>14} {:>7} {:>7} {:>9} {:>9}",
        "", "", "leans", "NDCG@10", "loss", "HR@10", "cov@10", "non-head", "margin"
    )?;
    let exponent = built.manifest.catalog.exponent.unwrap_or(0);
    for kind in QueryKind::ALL {
        for told in figures.iter().filter(|told| told.kind == kind) {
            let margin = told.margin_minor.map_or_else(String::new, |minor| {
                format!("{:.2}", minor / 10_f64.powi(exponent.into()))
            });
            writeln!(
                out,
                "  {:<7} {:<10} {:>5.2} {:>7.4}±{:.4} {:>+7.4}±{:.4} {:>7.4} {:>7.3} {:>8.1}% {margin:>9}",
                kind.as_str(),
                told.preset.as_str(),
                told.exponent,
                told.ndcg_10.mean,
                told.ndcg_10.standard_error,
                told.loss.mean,
                told.loss.standard_error,
                told.hr_10.mean,
                told.coverage_10,
                100.0 * told.non_head_shown,
            )?;
        }
    }
    Ok(())
}
