//! How many instructions it takes to open a table and to score a basket: a gate, not a clock, as
//! wall time on shared machines misleads.
//!
//! ```text
//! cargo bench --profile native --bench open_score [-- TABLE.tdm]
//! ```
//!
//! Without a table it makes one from a seed: 4,000 items of 16 rules in two planes. It runs itself
//! under `valgrind --tool=callgrind`, once with few rounds and once with many, and takes the
//! difference, so that start-up and the making of the table do not count. One line for each figure,
//! in columns parted by tabs: name, instructions a round, gate. Exit codes: 0 all within their
//! gates, 1 something over its gate, 2 valgrind is not there or the run under it failed. The gates hold for
//! the made table; with a given one the figures are printed and nothing fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench fails loudly"
)]

use std::{
    env, fs,
    hint::black_box,
    process::{Command, ExitCode},
};

use tandem_widget::{
    domain::{ItemId, KeyKind},
    score::{Fallback, RankOptions, rank},
    table::{
        Meta, Table,
        write::{ItemInput, RuleInput, write},
    },
};

/// What is measured, and the most instructions that a round may take. Ratchet down, never up.
const GATES: [(&str, u64); 4] = [
    ("open", 1_500),
    ("find", 4_700),
    ("score-page", 38_500),
    ("open-and-score-cart-of-20", 800_000),
];

const FEW_ROUNDS: u64 = 5;
const MANY_ROUNDS: u64 = 105;

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<_> = env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.as_slice() {
        [flag, what, rounds, table @ ..] if flag == "--rounds" => {
            let bytes = table.first().map_or_else(made_table, |path| {
                fs::read(path).expect("the table can be read")
            });
            run(what, rounds.parse().expect("a number of rounds"), &bytes);
            ExitCode::SUCCESS
        }
        [] => gate(None),
        [table] => gate(Some(table)),
        _ => {
            eprintln!("usage: cargo bench --profile native --bench open_score [-- TABLE.tdm]");
            ExitCode::from(2)
        }
    }
}

fn gate(table: Option<&str>) -> ExitCode {
    let mut worst = ExitCode::SUCCESS;
    for (what, most) in GATES {
        let few = instructions(what, FEW_ROUNDS, table);
        let many = instructions(what, MANY_ROUNDS, table);
        let (Some(few), Some(many)) = (few, many) else {
            eprintln!(
                "no instruction count of {what}: is valgrind installed (apt-get install valgrind), \
                 and is the table of this version?"
            );
            return ExitCode::from(2);
        };
        let each = many.saturating_sub(few) / (MANY_ROUNDS - FEW_ROUNDS);
        println!("{what}\t{each}\t{most}");
        if table.is_none() && each > most {
            eprintln!("{what} takes {each} instructions, over its gate of {most}");
            worst = ExitCode::from(1);
        }
    }
    worst
}

/// Instructions of a whole run, as callgrind counts them.
fn instructions(what: &str, rounds: u64, table: Option<&str>) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().ok()?)
        .args(["--rounds", what, &rounds.to_string()])
        .args(table)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let log = String::from_utf8(output.stderr).ok()?;
    let (_, count) = log.split_once("Collected :")?;
    count.split_whitespace().next()?.parse().ok()
}

fn run(what: &str, rounds: u64, bytes: &[u8]) {
    let table = Table::open(bytes).expect("a table");
    let options = RankOptions {
        limit: 4,
        fallback: Fallback::None,
    };
    let mut sequence = Sequence(1);
    for _ in 0..rounds {
        let basket: [ItemId; 20] =
            core::array::from_fn(|_| ItemId(sequence.below(table.item_count())));
        match what {
            "open" => {
                black_box(Table::open(black_box(bytes))).expect("a table");
            }
            "find" => {
                black_box(table.find(KeyKind::Sku, black_box("85123A")));
            }
            "score-page" => {
                black_box(rank(&table, black_box(&basket[..1]), &options));
            }
            _ => {
                let table = Table::open(black_box(bytes)).expect("a table");
                black_box(rank(&table, black_box(&basket), &options));
            }
        }
    }
}

/// Marsaglia's xorshift64*: baskets and tables that never change.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * u64::from(end)) >> 32) as u32
    }
}

fn made_table() -> Vec<u8> {
    const ITEMS: u32 = 4_000;
    let mut sequence = Sequence(2);
    let meta = Meta {
        order_count: 20_000,
        customer_count: 4_000,
        min_pair_orders: 3,
        min_pair_customers: 3,
        data_from_day: 14_944,
        data_until_day: 15_317,
        planes: 2,
        rules_per_item: 16,
    };
    let items: Vec<_> = (0..ITEMS)
        .map(|item| {
            let mut consequents: Vec<_> = (0..20)
                .map(|_| sequence.below(ITEMS).min(sequence.below(ITEMS)))
                .filter(|consequent| *consequent != item)
                .collect();
            consequents.sort_unstable();
            consequents.dedup();
            consequents.truncate(16);
            let mut score = || f64::from(1 + sequence.below(1_000)).powi(2) * 1e-7;
            ItemInput {
                keys: vec![(KeyKind::Sku, format!("{}", 10_000 + item))],
                orders: 10_000 - item,
                rules: consequents
                    .into_iter()
                    .map(|consequent| RuleInput {
                        consequent: ItemId(consequent),
                        page: score(),
                        cart: Some(score()),
                        pair_orders: 3 + consequent % 50,
                    })
                    .collect(),
            }
        })
        .collect();
    write(&meta, &items).expect("a table")
}
