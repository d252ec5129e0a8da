//! `tandem build --orders F… --out DIR`.

use std::{io::Write, time::Instant};

use super::{
    args::BuildArguments, clock, failure::Failure, input, presets, progress::Progress, say,
};
use crate::{
    compile::{BuildError, BuildInput, Built, Lint, Severity, Stage, build},
    mine::{dataset::Dataset, import::grouped},
};

pub(super) fn run(arguments: &BuildArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let start = Instant::now();
    let mut settings = input::settings(&arguments.orders)?;
    if let Some(preset) = arguments.preset {
        settings.mine.preset = preset;
    }
    let built_at = clock::now()?;
    let progress = Progress::new();
    let dataset = input::orders(&arguments.orders, &settings, &progress)?;
    let files = &arguments.catalog;
    let catalog = (!files.is_empty())
        .then(|| input::catalog(files, &settings, dataset.currency, built_at, &progress))
        .transpose()?;
    let built = build(
        BuildInput {
            dataset: &dataset,
            catalog: catalog.as_ref(),
            settings: &settings,
            built_at,
            warn_only: arguments.warn,
        },
        &arguments.out,
        &|stage| {
            progress.working(match stage {
                Stage::Choosing => "choosing how to rank, on the newest orders",
                Stage::Mining => "counting what is bought together",
                Stage::Table => "writing the rule table",
                Stage::Catalog => "writing the catalogue",
                Stage::Fallback => "writing fallback fragments",
                Stage::Report => "writing the report",
            });
        },
    );
    progress.done();
    let built = built.map_err(|error| match error {
        BuildError::Refused(lints) => refused(&lints),
        error => Failure::told(error.to_string()),
    })?;

    write_read(&dataset, out)?;
    write_built(arguments, &built, out)?;
    presets::write(&built, settings.mine.preset, out)?;
    writeln!(out, "done in {:.1} s", start.elapsed().as_secs_f64())?;
    out.flush()?;
    for note in &dataset.report.notes {
        let kind = if note.is_warning() { "warning" } else { "note" };
        say(&format!("{kind}: {note}"));
    }
    for lint in &built.lints {
        say(&format!("warning[{}]: {lint}", lint.code()));
    }
    Ok(())
}

/// Tells every finding, the errors first, and why nothing was written.
fn refused(lints: &[Lint]) -> Failure {
    for lint in lints {
        say(&format!(
            "{}[{}]: {lint}",
            lint.severity().as_str(),
            lint.code()
        ));
    }
    let errors = lints
        .iter()
        .filter(|lint| lint.severity() == Severity::Error);
    let errors = match errors.count() {
        1 => "1 error".to_owned(),
        count => format!("{count} errors"),
    };
    Failure::told(format!(
        "{errors} above, nothing was written: correct tandem.toml or the exports, or build with \
         --warn to leave out what is wrong"
    ))
}

fn write_read(dataset: &Dataset, out: &mut dyn Write) -> Result<(), Failure> {
    let report = &dataset.report;
    writeln!(
        out,
        "read {} lines: {} orders of {} products by {} named customers",
        grouped(report.lines_read),
        grouped(report.orders),
        grouped(report.items),
        grouped(report.customers),
    )?;
    for left_out in &report.left_out {
        writeln!(out, "  {left_out}")?;
    }
    if report.bad_lines > 0 {
        writeln!(
            out,
            "  {} lines could not be read and were skipped",
            grouped(report.bad_lines)
        )?;
        for bad in &report.bad_examples {
            writeln!(out, "    {bad}")?;
        }
    }
    Ok(())
}

fn write_built(
    arguments: &BuildArguments,
    built: &Built,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let coverage = &built.coverage;
    let rules = &built.manifest.rules;
    let share = |part: usize, whole: usize| part as f64 * 100.0 / whole.max(1) as f64;
    writeln!(
        out,
        "mined {} rules: {} of {} products get a suggestion ({:.1} %), {:.1} % of orders hold one that does",
        grouped(rules.count.into()),
        grouped(coverage.items_with_rules as u64),
        grouped(coverage.items as u64),
        share(coverage.items_with_rules, coverage.items),
        share(coverage.orders_covered, coverage.orders),
    )?;
    if built.cold.borrowers > 0 || built.cold.placed > 0 {
        writeln!(
            out,
            "lent rules of similar products to {} with few orders; {} of {} new ones are suggested beside others",
            grouped(built.cold.borrowers as u64),
            grouped(built.cold.placed as u64),
            grouped(built.cold.new_items as u64),
        )?;
    }
    if built.cold.not_looked_at > 0 {
        writeln!(
            out,
            "note: {} more products of the catalogue were never ordered, and not looked at for want of time",
            grouped(built.cold.not_looked_at as u64),
        )?;
    }
    writeln!(out, "wrote {}", arguments.out.display())?;
    let mut line = |bytes: u64, name: &str, note: String| {
        writeln!(out, "  {:>11}  {name}{note}", grouped(bytes))
    };
    let per_rule = rules.entry.bytes as f64 / f64::from(rules.count.max(1));
    line(
        rules.entry.bytes,
        &rules.entry.file,
        format!(": {per_rule:.2} bytes a rule"),
    )?;
    for shard in &built.manifest.catalog.shards {
        line(shard.entry.bytes, &shard.entry.file, String::new())?;
    }
    let (fragments, bytes) = built.fallbacks;
    if fragments > 0 {
        line(
            bytes,
            "fallback/",
            format!(": {} fragments", grouped(fragments as u64)),
        )?;
    }
    if built.report_bytes > 0 {
        line(
            built.report_bytes,
            "report.html",
            ": open it in a browser".to_owned(),
        )?;
    }
    line(
        built.manifest.to_json().len() as u64,
        "manifest.json",
        String::new(),
    )?;
    Ok(())
}
