//! `tandem eval --orders F… [--json]`.

use std::io::Write;

use super::{args::EvalArguments, failure::Failure, input, progress::Progress};
use crate::{
    compile::Mined,
    eval::{Estimate, Evaluation, QueryKind, evaluate, train_orders},
    mine::import::grouped,
    table::Table,
};

pub(super) fn run(arguments: &EvalArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = input::settings(&arguments.orders)?;
    let progress = Progress::new();
    let dataset = input::orders(&arguments.orders, &settings, &progress)?;
    progress.working("mining the older orders, asking about the newer");
    let train = 0..train_orders(dataset.orders.len());
    let mined = Mined::new(&dataset, train, &settings.mine, &|_| true);
    // The very table that would ship, but for its keys, which no query here needs.
    let bytes = mined
        .table(|_| Vec::new())
        .map_err(|error| Failure::told(format!("the rule table cannot be written: {error}")))?;
    let table = Table::open(bytes)
        .map_err(|error| Failure::told(format!("the table written cannot be read: {error}")))?;
    let evaluation = evaluate(&dataset, &mined.baskets, &table, arguments.seed);
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

fn write(evaluation: &Evaluation, out: &mut dyn Write) -> Result<(), Failure> {
    let Evaluation {
        train_orders,
        test_orders,
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
        "{} older orders learned from, {} newer ones asked about: {} queries of each kind among {} products.",
        number(train_orders),
        number(test_orders),
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
        let shown = match kind {
            QueryKind::Page => "one other item".to_owned(),
            QueryKind::Cart3 => "up to three others".to_owned(),
            QueryKind::Cart => format!("all others, {mean_cart_items:.1} on average"),
        };
        writeln!(
            out,
            "\n{:<24} {:>12} {:>12} {:>12} {:>12} {:>12} {:>6} {:>6}",
            format!("{} ", kind.as_str()),
            "HR@1",
            "HR@4",
            "HR@10",
            "NDCG@10",
            "MRR",
            "cov@10",
            "empty"
        )?;
        writeln!(out, "  ({shown})")?;
        for result in evaluation
            .results
            .iter()
            .filter(|result| result.kind == kind)
        {
            let metrics = &result.metrics;
            writeln!(
                out,
                "  {:<22} {:>12} {:>12} {:>12} {:>12} {:>12} {:>6.3} {:>6.3}",
                result.ranker,
                estimate(metrics.hr_1),
                estimate(metrics.hr_4),
                estimate(metrics.hr_10),
                estimate(metrics.ndcg_10),
                estimate(metrics.mrr),
                metrics.coverage_10,
                metrics.empty,
            )?;
        }
    }
    Ok(())
}

fn estimate(estimate: Estimate) -> String {
    format!("{:.4}±{:.4}", estimate.mean, estimate.standard_error)
}
