//! `tandem score DIR --items A,B` and `tandem score DIR --queries F.jsonl --out R.jsonl`.

use std::{fs, io::Write, path::Path};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{args::ScoreArguments, failure::Failure, folder::Folder, say};
use crate::{
    domain::{ItemId, Placement},
    mine::config::Labels,
    score::{Pick, RankOptions, Score, rank, upgrades},
    table::Weight,
};

/// One line of a file of queries.
#[derive(Deserialize)]
struct Query {
    items: Vec<String>,
}

/// One line of answers.
#[derive(Serialize)]
struct Answer<'a> {
    items: Vec<Scored<'a>>,
}

#[derive(Serialize)]
struct Scored<'a> {
    sku: &'a str,
    score: f64,
}

pub(super) fn run(arguments: &ScoreArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let labels = Labels {
        segment: arguments.segment.clone(),
        tier: arguments.tier.clone(),
    };
    let folder = Folder::open_for(&arguments.dir, &labels)?;
    let options = folder.rank_options(arguments.limit);
    if let (Some(queries), Some(answers)) = (&arguments.queries, &arguments.out) {
        return batch(&folder, arguments.placement, &options, queries, answers);
    }

    for key in &arguments.items {
        if folder.find(key).is_none() {
            say(&format!("note: {key} is not in the table"));
        }
    }
    let picks = picks(&folder, &arguments.items, arguments.placement, &options);
    if arguments.json {
        serde_json::to_writer(&mut *out, &answer(&folder, &picks))?;
        writeln!(out)?;
        return Ok(());
    }
    if picks.is_empty() {
        say(match arguments.placement {
            Some(Placement::Upgrade) => "nothing is offered in its place",
            _ => "nothing goes with that",
        });
    }
    for (place, pick) in (1..).zip(&picks) {
        writeln!(
            out,
            "{place:>2}  {:<14} {:.4}  {}\n{:>25}  {}",
            folder.sku(pick.item).unwrap_or("?"),
            pick.score.as_f64(),
            folder.title(pick.item).unwrap_or("?"),
            "",
            match arguments.placement {
                Some(Placement::Upgrade) => "alike, and somewhat dearer".to_owned(),
                _ => folder.why(pick),
            },
        )?;
    }
    Ok(())
}

/// What the widget would rank. Keys that the table does not know are passed over.
fn picks(
    folder: &Folder,
    keys: &[String],
    placement: Option<Placement>,
    options: &RankOptions,
) -> Vec<Pick> {
    let table = &folder.published.table;
    let items: Vec<ItemId> = keys.iter().filter_map(|key| folder.find(key)).collect();
    match placement {
        Some(Placement::Product) => {}
        Some(Placement::Upgrade) => return in_its_place(folder, &items, options.limit),
        _ => return rank(table, &items, options),
    }
    // A product page asks about its product; what else is in the cart is only not offered again.
    let Some((product, others)) = items.split_first() else {
        return rank(table, &items, options);
    };
    let wider = RankOptions {
        limit: options.limit.saturating_add(others.len()),
        ..*options
    };
    let mut picks = rank(table, &[*product], &wider);
    picks.retain(|pick| !others.contains(&pick.item));
    picks.truncate(options.limit);
    picks
}

/// What is offered in the first item's place. The score says no more than the order: 1, then less.
fn in_its_place(folder: &Folder, items: &[ItemId], limit: usize) -> Vec<Pick> {
    let Some((item, others)) = items.split_first() else {
        return Vec::new();
    };
    let upgrades = upgrades(&folder.published.table, *item, others, limit);
    let scores = (0..).map(|place| Score(Weight::ONE.0 >> place));
    upgrades
        .into_iter()
        .zip(scores)
        .map(|(item, score)| Pick {
            item,
            score,
            because: None,
        })
        .collect()
}

fn answer<'a>(folder: &'a Folder, picks: &[Pick]) -> Answer<'a> {
    Answer {
        items: picks
            .iter()
            .filter_map(|pick| {
                Some(Scored {
                    sku: folder.sku(pick.item)?,
                    score: pick.score.as_f64(),
                })
            })
            .collect(),
    }
}

/// Answers a file of queries, in its order, into a file that appears when it is whole.
fn batch(
    folder: &Folder,
    placement: Option<Placement>,
    options: &RankOptions,
    queries: &Path,
    answers: &Path,
) -> Result<(), Failure> {
    let text = fs::read_to_string(queries).map_err(|error| {
        Failure::told(format!("{}: cannot be read: {error}", queries.display()))
    })?;
    let lines: Vec<&str> = text.lines().collect();
    let answered: Vec<String> = lines
        .par_iter()
        .enumerate()
        .map(|(place, line)| {
            let number = place + 1;
            let query: Query = serde_json::from_str(line).map_err(|error| {
                Failure::told(format!(
                    "{}:{number}:{}: {}: each line must be like {{\"items\":[\"SKU\"]}}",
                    queries.display(),
                    error.column().max(1),
                    without_place(&error),
                ))
            })?;
            let picks = picks(folder, &query.items, placement, options);
            Ok(serde_json::to_string(&answer(folder, &picks))?)
        })
        .collect::<Vec<Result<_, Failure>>>()
        .into_iter()
        .collect::<Result<_, _>>()?;
    write_whole(answers, &answered).map_err(|error| {
        Failure::told(format!("{}: cannot be written: {error}", answers.display()))
    })
}

/// The parser's message without the line and column at its end: the line is always 1.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message
        .rsplit_once(" at line ")
        .map_or(message.clone(), |(message, _)| message.to_owned())
}

fn write_whole(path: &Path, lines: &[String]) -> std::io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".tandem-answers-")
        .tempfile_in(parent.unwrap_or(Path::new(".")))?;
    let mut writer = std::io::BufWriter::new(file.as_file_mut());
    for line in lines {
        writeln!(writer, "{line}")?;
    }
    writer.flush()?;
    drop(writer);
    file.persist(path)?;
    Ok(())
}
