//! `tandem init --orders F…`: looks at an export and writes settings that fit it.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{clock, failure::Failure, progress::Progress};
use crate::{
    compile::day_of,
    mine::{
        config::{MineSettings, Settings},
        dataset::Dataset,
        import::{self, OrderColumn, ShopSystem, Survey, grouped, survey},
    },
};

const INIT_HELP: &str = "\
Examples:
  tandem init --orders orders.csv
  tandem init --orders 2023.csv.gz 2024.csv.gz --out shop.toml

Nothing of your customers is shown or written: of their column only the name.";

/// Look at an order export, say what is recognised, and write tandem.toml to match.
#[derive(Debug, Args)]
#[command(after_help = INIT_HELP)]
pub(super) struct InitArguments {
    /// Order exports, as the shop made them: CSV or TSV, plain or gzip.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    orders: Vec<PathBuf>,
    /// The settings file to write.
    #[arg(long, value_name = "FILE", default_value = "tandem.toml")]
    out: PathBuf,
    /// Replace the settings file if it is there.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &InitArguments, out: &mut dyn Write) -> Result<(), Failure> {
    if !arguments.force && arguments.out.exists() {
        return Err(Failure::told(format!(
            "{} is there already: name another file with --out, or replace it with --force",
            arguments.out.display()
        )));
    }
    let mut settings = Settings::default().import;
    settings.latest_time = Some(clock::latest_order()?);
    let mut looks = Vec::new();
    for file in &arguments.orders {
        let look = survey(file, &settings).map_err(|error| Failure::told(error.to_string()))?;
        write_look(&look, out)?;
        looks.push(look);
    }
    // What was seen so far helps to understand an error of the whole read.
    out.flush()?;
    let progress = Progress::new();
    let bar = progress.reading("reading orders");
    let data = import::read(&arguments.orders, &settings, &bar);
    progress.done();
    let data = data.map_err(|error| Failure::told(error.to_string()))?;
    write_account(&data, out)?;

    write_whole(&arguments.out, &settings_file(&looks, &data))?;
    writeln!(out, "\nwritten: {}", arguments.out.display())?;
    let files: Vec<String> = arguments
        .orders
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let config = match arguments.out.to_str() {
        Some("tandem.toml") => String::new(),
        _ => format!(" --config {}", arguments.out.display()),
    };
    writeln!(
        out,
        "next:    tandem build{config} --orders {} --out public/tandem",
        files.join(" ")
    )?;
    Ok(())
}

fn write_look(look: &Survey, out: &mut dyn Write) -> io::Result<()> {
    let system = match look.system {
        ShopSystem::Generic => "an export of no shop system that is known".to_owned(),
        system => format!("an order export of {}", system.name()),
    };
    writeln!(
        out,
        "{}: {system}\n  {}{}, columns parted by {}, one row {}\n",
        look.file.display(),
        if look.gzip { "gzip, " } else { "" },
        look.encoding,
        delimiter_name(look.delimiter),
        if look.is_list { "an order" } else { "a line" },
    )?;
    for column in OrderColumn::ALL {
        let Some(found) = look.columns.iter().find(|found| found.column == column) else {
            continue;
        };
        let samples = match column {
            OrderColumn::Customer => "(not shown)".to_owned(),
            _ => found.samples.join(" · "),
        };
        writeln!(out, "  {:18} {:20} {samples}", column.label(), found.name)?;
    }
    let not_found: Vec<&str> = OrderColumn::ALL
        .into_iter()
        .filter(|&column| look.columns.iter().all(|found| found.column != column))
        .filter(|&column| is_worth_telling(column, look.is_list))
        .map(OrderColumn::label)
        .collect();
    let unused: Vec<&str> = look
        .header
        .iter()
        .filter(|name| look.columns.iter().all(|found| found.name != **name))
        .map(String::as_str)
        .collect();
    writeln!(out)?;
    for (label, names) in [("not found", not_found), ("not used", unused)] {
        if !names.is_empty() {
            writeln!(out, "  {label:18} {}", names.join(", "))?;
        }
    }
    writeln!(out, "  {:18} {}", "dates", dates(look))?;
    let mark = match look.decimal_comma {
        Some(true) => "with a decimal comma",
        Some(false) => "with a decimal point",
        None => "no fraction seen",
    };
    writeln!(out, "  {:18} {mark}", "numbers")?;
    writeln!(out)
}

/// Columns whose absence changes something.
fn is_worth_telling(column: OrderColumn, is_list: bool) -> bool {
    match column {
        OrderColumn::Items | OrderColumn::ProductId | OrderColumn::VariantId => false,
        OrderColumn::CancelledAt => false,
        OrderColumn::Sku | OrderColumn::Title | OrderColumn::Quantity | OrderColumn::Price => {
            !is_list
        }
        _ => true,
    }
}

fn dates(look: &Survey) -> String {
    match (&look.ambiguous_date, look.day_first) {
        (Some(example), _) => {
            format!("such as {example}: no date tells day and month apart; see [import] dates")
        }
        (None, Some(true)) => "the day comes first".to_owned(),
        (None, Some(false)) => "the month comes first".to_owned(),
        (None, None) => "in a form that needs no telling".to_owned(),
    }
}

fn delimiter_name(delimiter: char) -> String {
    match delimiter {
        '\t' => "tabs".to_owned(),
        other => format!("{other:?}"),
    }
}

fn write_account(data: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let report = &data.report;
    writeln!(
        out,
        "{} lines read: {} kept, in {} orders of {} items, {} to {}",
        grouped(report.lines_read),
        grouped(report.lines_kept),
        grouped(report.orders),
        grouped(report.items),
        day_of(data.orders.first().map_or(0, |order| order.time)),
        day_of(data.orders.last().map_or(0, |order| order.time)),
    )?;
    for left_out in &report.left_out {
        writeln!(out, "  {left_out}")?;
    }
    if report.bad_lines > 0 {
        writeln!(
            out,
            "  {} lines cannot be read and are skipped, such as",
            grouped(report.bad_lines)
        )?;
        for bad in &report.bad_examples {
            writeln!(out, "    {bad}")?;
        }
    }
    if !report.fees.is_empty() {
        const SHOWN: usize = 8;
        let mut fees: Vec<String> = report
            .fees
            .iter()
            .take(SHOWN)
            .map(|fee| format!("{} {:?} ({})", fee.sku, fee.title, grouped(fee.lines)))
            .collect();
        if report.fees.len() > SHOWN {
            fees.push(format!("{} more", report.fees.len() - SHOWN));
        }
        writeln!(out, "taken for fees, with their lines: {}", fees.join(", "))?;
    }
    for note in &report.notes {
        let kind = if note.is_warning() { "warning" } else { "note" };
        writeln!(out, "{kind}: {note}")?;
    }
    Ok(())
}

/// The settings, with what was seen beside each.
fn settings_file(looks: &[Survey], data: &Dataset) -> String {
    let mut text = String::from(
        "# Settings of tandem for this shop. What is not said here has its default; every key is\n\
         # explained in tandem.example.toml. Lines with # in front are suggestions.\n\n[import]\n",
    );
    let first = looks.first();
    // Writing into a String cannot fail.
    let mut line = |args: std::fmt::Arguments<'_>| {
        let _ = text.write_fmt(args);
        text.push('\n');
    };
    let has = |column| {
        looks
            .iter()
            .any(|look| look.columns.iter().any(|found| found.column == column))
    };
    if !has(OrderColumn::Currency) && has(OrderColumn::Price) {
        match data.currency {
            Some(currency) => line(format_args!(
                "# Read off the prices.\ncurrency = {}",
                quoted(currency.code())
            )),
            None => line(format_args!(
                "# The export does not say which currency its prices are in.\n# currency = \"GBP\""
            )),
        }
    }
    if let Some(look) = looks.iter().find(|look| look.ambiguous_date.is_some()) {
        let example = look.ambiguous_date.as_deref().unwrap_or_default();
        line(format_args!(
            "# Dates such as {example} could be read either way.\n# dates = \"day-first\""
        ));
    }
    line(format_args!(
        "# The largest share of lines that may be unreadable; here it is {} of {} lines.\nmax_bad_share = {:?}",
        grouped(data.report.bad_lines),
        grouped(data.report.lines_read),
        Settings::default().import.max_bad_share,
    ));
    line(format_args!(
        "\n# Which column is which. \"auto\": recognised by its header.\n[import.columns]"
    ));
    for column in OrderColumn::ALL {
        let found = |look: &Survey| {
            let found = look.columns.iter().find(|found| found.column == column);
            found.map(|found| (found.name.clone(), found.samples.join(" · ")))
        };
        let Some((name, samples)) = first.and_then(found) else {
            continue;
        };
        let samples = match samples.as_str() {
            "" => String::new(),
            samples => format!(" # {samples}"),
        };
        // Files of different make are recognised one by one.
        let alike = looks
            .iter()
            .all(|look| found(look).is_some_and(|(other, _)| other == name));
        let value = if alike { quoted(&name) } else { quoted("auto") };
        line(format_args!("{} = {value}{samples}", column.key()));
    }
    let floor = MineSettings::floor_for(data.orders.len());
    line(format_args!(
        "\n[mine]\n# A pair must have been bought together in so many orders, by so many customers:\n# {} and {} for a shop of this size.\nmin_pair_orders = \"auto\"\nmin_pair_customers = \"auto\"",
        floor, floor,
    ));
    line(format_args!(
        "\n[catalog]\n# Where an item's page is, if --catalog does not say.\n# url = \"/products/{{sku}}\""
    ));
    if shouts(data) {
        line(format_args!(
            "# The descriptions are all capitals.\ntitle_case = \"sentence\""
        ));
    }
    text
}

fn shouts(data: &Dataset) -> bool {
    let loud = data
        .items
        .iter()
        .filter(|item| !item.title.chars().any(char::is_lowercase))
        .count();
    loud * 2 > data.items.len()
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Writes a file as a whole or not at all: a draft beside it, then a rename.
fn write_whole(file: &Path, text: &str) -> Result<(), Failure> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".draft");
    let draft = file.with_file_name(name);
    let written = fs::File::create(&draft).and_then(|mut open| {
        open.write_all(text.as_bytes())?;
        open.sync_all()
    });
    written
        .and_then(|()| fs::rename(&draft, file))
        .map_err(|error| {
            let _ = fs::remove_file(&draft);
            Failure::told(format!("{}: cannot be written ({error})", file.display()))
        })
}
