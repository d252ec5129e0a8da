//! `tandem eval --orders F… [--json]`.

use std::io::Write;

use serde::Serialize;

use super::{args::EvalArguments, failure::Failure, input, progress::Progress, say};
use crate::{
    compile::{
        Asking, ColdChoice, ColdFigures, ColdTrial, Mined, Permission, STRIPPED_ONE_IN,
        likeness_of, measured,
    },
    eval::{
        Choice, EaseRun, Estimate, EvalOptions, Evaluation, QueryKind, Shipped, Split, evaluate,
    },
    mine::{
        config::{OrderWeight, Preset},
        count::Baskets,
        import::grouped,
        similar::Traits,
    },
    table::Table,
};

pub(super) fn run(arguments: &EvalArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = input::settings(&arguments.orders)?;
    if settings.mine.preset == Preset::Value {
        say(
            "note: mine.preset \"value\" leans on costs, which only a catalogue says: measured as \"relevance\"; tandem build prints what it costs and brings",
        );
    }
    let progress = Progress::new();
    let dataset = input::orders(&arguments.orders, &settings, &progress)?;
    progress.working("mining the older orders, asking about the newer");
    let split = Split::test(dataset.orders.len());
    let learned = Baskets::of_dataset(&dataset, split.learn.clone(), OrderWeight::Equal);
    let is_offered = |item: u32| {
        let item = dataset.items.get(item as usize);
        item.is_some_and(|item| !dataset.is_everywhere(item))
    };
    // What a build of these orders alone would choose.
    let choice = Choice::new(
        &dataset,
        split.learn.clone(),
        &settings.mine,
        &is_offered,
        &[],
    );
    let mut mined = Mined::new(
        &dataset,
        split.learn.clone(),
        &settings.mine,
        &choice.recipes,
        &is_offered,
    );
    let likeness = likeness_of(&dataset, &mined, &|_| Traits::default());
    if arguments.cold {
        let limit = arguments.queries.get();
        let trial = |one_in: u64| {
            let asking = Asking {
                orders: split.ask.clone(),
                one_in,
                max_questions: limit,
                max_shown: usize::MAX,
            };
            ColdTrial::new(&dataset, &mined, &likeness, &settings.cold, &asking)
        };
        let trials = ColdTrials {
            many: trial(STRIPPED_ONE_IN),
            few: trial(FEW_ONE_IN),
        };
        progress.done();
        return write_cold(&trials, settings.cold.max_loss, arguments.json, out);
    }
    let mut cold = ColdChoice::new(&settings.cold, || {
        measured(
            &dataset,
            split.learn.clone(),
            &settings,
            &choice.recipes,
            &is_offered,
            &|_| Traits::default(),
        )
    });
    cold.apply(
        &dataset,
        split.learn.clone(),
        &mut mined,
        &likeness,
        &settings.cold,
        Permission {
            is_offered: &is_offered,
            may_lead: &|_, to| is_offered(to),
        },
    );
    let mined = mined.arranged();
    // The very table that would ship, but for its keys, which no query here needs.
    let bytes = mined
        .table(|_| Vec::new())
        .map_err(|error| Failure::told(format!("the rule table cannot be written: {error}")))?;
    let table = Table::open(bytes)
        .map_err(|error| Failure::told(format!("the table written cannot be read: {error}")))?;
    let options = EvalOptions {
        seed: arguments.seed,
        draws: arguments.draws.get(),
        baselines: arguments.baselines.into(),
        max_queries: arguments.queries.get(),
    };
    let shipped = Shipped::new(&table, &mined.baskets, &learned);
    let evaluation = evaluate(&dataset, &learned, &shipped, &options);
    progress.done();
    let evaluation = evaluation
        .map_err(|error| Failure::told(format!("{error}: give a longer stretch of orders")))?;
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &evaluation)?;
        writeln!(out)?;
        Ok(())
    } else {
        write(&evaluation, out)
    }
}

/// One item in so many is new in a month of a usual shop.
const FEW_ONE_IN: u64 = 50;

/// Items stripped of their history: as many as a build tries it on, and as few as are new in a month.
#[derive(Serialize)]
struct ColdTrials {
    many: Option<ColdTrial>,
    few: Option<ColdTrial>,
}

fn write_cold(
    trials: &ColdTrials,
    max_loss: f64,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(many) = &trials.many else {
        return Err(Failure::told(
            "the newer orders hold too few known items to ask about: give a longer stretch of orders"
                .to_owned(),
        ));
    };
    if json {
        serde_json::to_writer_pretty(&mut *out, trials)?;
        writeln!(out)?;
        return Ok(());
    }
    write_cold_trial(many, max_loss, out)?;
    writeln!(out)?;
    match &trials.few {
        Some(few) => write_cold_trial(few, max_loss, out),
        None => Ok(writeln!(
            out,
            "Too few questions for one product in {FEW_ONE_IN}."
        )?),
    }
}

fn write_cold_trial(trial: &ColdTrial, max_loss: f64, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "{} of {} products stripped of their history; {} questions of a kind about the newest orders, to the table as it ships.",
        grouped(trial.stripped as u64),
        grouped(trial.items as u64),
        grouped(trial.as_query.questions as u64),
    )?;
    writeln!(
        out,
        "{:<18} {:>8} {:>8} {:>8} {:>10} {:>12} {:>7}",
        "HR@10", "back-off", "without", "history", "of history", "others' NDCG", "loss"
    )?;
    let figures = |figures: ColdFigures| {
        format!(
            "{:>8.4} {:>8.4} {:>8.4} {:>9.1}%",
            figures.lent.hr_10,
            figures.without.hr_10,
            figures.own.hr_10,
            100.0 * figures.of_history(),
        )
    };
    writeln!(out, "{:<18} {}", "on their pages", figures(trial.as_query))?;
    for step in &trial.steps {
        writeln!(
            out,
            "found, boldness {:.1} {} {:>12.4} {:>6.2}%",
            step.boldness,
            figures(step.as_target),
            step.known.lent.ndcg_10,
            100.0 * step.loss,
        )?;
    }
    let share = trial.stripped as f64 / trial.items.max(1) as f64;
    writeln!(
        out,
        "Within cold.max_loss, {:.1} % of the others' NDCG@10: boldness {:.1} with so many new, {:.1} with one in a hundred.",
        100.0 * max_loss,
        trial.boldness(share, max_loss),
        trial.boldness(0.01, max_loss),
    )?;
    Ok(())
}

fn write(evaluation: &Evaluation, out: &mut dyn Write) -> Result<(), Failure> {
    let Evaluation {
        train_orders,
        test_orders,
        orders_asked,
        draws,
        queries,
        vocabulary,
        mean_cart_items,
        rules,
        table_bytes,
        ..
    } = evaluation;
    let number = |count: &usize| grouped(*count as u64);
    writeln!(
        out,
        "{} older orders learned from, {} newer ones held back.\n{} of these ask {} {} each: {} queries of each kind among {} products.",
        number(train_orders),
        number(test_orders),
        number(orders_asked),
        number(draws),
        if *draws == 1 { "query" } else { "queries" },
        number(queries),
        number(vocabulary),
    )?;
    writeln!(
        out,
        "tandem is the table as it ships: {} rules in {} bytes. ± is one standard error.",
        grouped((*rules).into()),
        grouped((*table_bytes).into()),
    )?;
    for kind in QueryKind::ALL {
        let results: Vec<_> = evaluation
            .results
            .iter()
            .filter(|result| result.kind == kind)
            .collect();
        let shown = match kind {
            QueryKind::Page => "one other item".to_owned(),
            QueryKind::Cart3 => "up to three others".to_owned(),
            QueryKind::Cart => format!("all others, {mean_cart_items:.1} on average"),
        };
        writeln!(out, "\n{} ({shown})", kind.as_str())?;
        writeln!(
            out,
            "  {:<11} {:>6} {:>6} {:>12} {:>12} {:>6} {:>5} {:>8} {:>6} {:>8} {:>6} {:>14}",
            "",
            "HR@1",
            "HR@4",
            "HR@10",
            "NDCG@10",
            "MRR",
            "MPR",
            "non-head",
            "cov@10",
            "pop-bias",
            "empty",
            "lead",
        )?;
        for result in &results {
            let metrics = &result.metrics;
            writeln!(
                out,
                "  {:<11} {:>6.4} {:>6.4} {:>12} {:>12} {:>6.4} {:>5.1} {:>8.4} {:>6.3} {:>8.2} {:>6.3} {:>14}",
                result.ranker,
                metrics.hr_1.mean,
                metrics.hr_4.mean,
                estimate(metrics.hr_10),
                estimate(metrics.ndcg_10),
                metrics.mrr.mean,
                metrics.mpr.mean,
                metrics.non_head_hr_10.mean,
                metrics.coverage_10,
                metrics.popularity_bias,
                metrics.empty,
                result.lead.map_or_else(String::new, |lead| format!(
                    "{:+.4}±{:.4}",
                    lead.mean, lead.standard_error
                )),
            )?;
        }
        // The one that it is hardest to be better than.
        let leads = results
            .iter()
            .filter_map(|result| Some((result.ranker, result.lead?)));
        if let Some((ranker, lead)) = leads.min_by(|a, b| a.1.mean.total_cmp(&b.1.mean)) {
            writeln!(
                out,
                "  best of the others by NDCG@10: {ranker}; tandem is {:.4} {} it, {:.1} standard errors",
                lead.mean.abs(),
                if lead.mean < 0.0 { "below" } else { "above" },
                if lead.standard_error > 0.0 {
                    lead.mean.abs() / lead.standard_error
                } else {
                    0.0
                },
            )?;
        }
        writeln!(
            out,
            "  {:<11} {:>34}   {:>34}",
            "HR@10",
            "query: head        torso         tail",
            "target: head        torso         tail",
        )?;
        for result in &results {
            write!(out, "  {:<11}", result.ranker)?;
            for parts in [result.metrics.by_query, result.metrics.by_target] {
                for part in [parts.head, parts.torso, parts.tail] {
                    write!(out, " {:>12}", estimate(part.hr_10))?;
                }
            }
            writeln!(out)?;
        }
    }
    match evaluation.ease {
        EaseRun::NotAsked => {}
        EaseRun::TooManyItems => writeln!(
            out,
            "\nease was left out: {} products are too many for it.",
            number(vocabulary)
        )?,
        EaseRun::Fitted {
            strengths: [page, cart3, cart],
        } => writeln!(
            out,
            "\nease: ridge of {page} (page), {cart3} (cart3) and {cart} (cart) times the products' mean orders, chosen on the newest tenth of the older orders.",
        )?,
    }
    Ok(())
}

fn estimate(estimate: Estimate) -> String {
    format!("{:.4}±{:.4}", estimate.mean, estimate.standard_error)
}
