//! How fast orders become rules: wall time and CPU time of each step.
//!
//! ```text
//! cargo bench --profile native --bench mine [-- LINES | EXPORT.csv.gz | EXPORT.csv THREADS LISTS]
//! ```
//!
//! Without an argument it makes 2,000,000 order lines from a seed: 20,000 items whose sales fall off
//! as 1/rank, orders of 1 to 40 lines, 60,000 customers. With a number it makes that many lines; with
//! a file it reads an order export, and the reading is a step too.
//!
//! One line a step, in columns parted by tabs: step, wall seconds, CPU seconds, lines a CPU second.
//! With a number of threads and a place for lists it does what the libraries of `peers.py` do: each
//! item's 20 nearest by cosine, every pair counted, no floor. It prints one line of JSON, like them.
//!
//! CPU time comes from `/proc`, in hundredths of a second; elsewhere it is the wall time. A clock on
//! a shared machine misleads: compare CPU seconds, and those with care. Nothing here can fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench is for people"
)]

use std::{env, fmt::Write as _, fs, hint::black_box, path::PathBuf, time::Instant};

use tandem_widget::{
    domain::ItemId,
    mine::{
        config::{OrderWeight, Settings},
        count::{Admitted, Baskets, Floors, PairRanker, Purchase, RidgeSettings, map_best, mine},
        import,
    },
};

const DEFAULT_LINES: usize = 2_000_000;
const ITEMS: usize = 20_000;
const CUSTOMERS: u64 = 60_000;

/// Items and customer of each order, with the SKUs that the items stand for.
struct Orders {
    skus: Vec<String>,
    orders: Vec<(Vec<u32>, Option<u32>)>,
    lines: usize,
}

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [export, threads, lists] = arguments.as_slice() {
        return nearest(export, threads.parse().expect("a number"), lists);
    }
    let argument = arguments.into_iter().next();
    println!("step\twall s\tCPU s\tlines per CPU s");
    let data = match argument {
        None => made(DEFAULT_LINES),
        Some(text) => match text.parse() {
            Ok(lines) => made(lines),
            Err(_) => read(PathBuf::from(text)),
        },
    };
    let baskets = step("lay out", data.lines, || {
        let purchases = data.orders.iter().map(|(items, customer)| Purchase {
            items,
            customer: *customer,
        });
        Baskets::new(&data.skus, purchases, true, OrderWeight::InverseSqrt)
    });
    let floors = Floors {
        min_pair_orders: 3,
        min_pair_customers: 3,
    };
    let rows = step("count, rank, keep 16", data.lines, || {
        mine(
            &baskets,
            &PairRanker::default().of(&baskets),
            floors,
            &|_| true,
            16,
        )
    });
    let counts = step("pairs that clear floors", data.lines, || {
        Admitted::new(&baskets, floors)
    });
    let items = baskets.item_count();
    let ridge = RidgeSettings {
        strength: 0.6,
        neighbours: 100,
    };
    let ridge = step(&format!("ridge of {items} items"), data.lines, || {
        counts.ridge_weights(ridge)
    });
    black_box(ridge);
    let pairs: u64 = rows.iter().map(|row| u64::from(row.pairs_seen)).sum();
    let rules: usize = rows.iter().map(|row| row.rules.len()).sum();
    let increments: usize = baskets.rows().map(|row| row.len() * row.len()).sum();
    println!(
        "# {} lines, {} orders, {} items: {increments} increments, {pairs} directed pairs, {rules} rules",
        data.lines,
        baskets.order_count(),
        baskets.item_count(),
    );
    black_box(rows);
}

/// Each item's 20 nearest by cosine, from the file to the lists.
fn nearest(export: &str, threads: usize, lists: &str) {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .expect("the first pool");
    let start = Instant::now();
    let dataset = import::read(
        &[export.into()],
        &Settings::default().import,
        &import::Silent,
    )
    .expect("an order export");
    let reading = cpu_seconds().unwrap_or(0.0);
    let (baskets, items) = Baskets::from_dataset(dataset, OrderWeight::Equal);
    let skus: Vec<String> = items.into_iter().map(|item| item.sku).collect();
    let cosine = PairRanker {
        antecedent_exponent: 0.5,
        consequent_exponent: 0.5,
    }
    .of(&baskets);
    let all = Floors {
        min_pair_orders: 1,
        min_pair_customers: 1,
    };
    let rows = map_best(
        &baskets,
        &cosine,
        all,
        20,
        |_, rules| -> Box<[(ItemId, f32)]> {
            let rules = rules.iter();
            rules
                .map(|rule| (rule.neighbour.item, rule.scores.page as f32))
                .collect()
        },
    );
    let wall = start.elapsed().as_secs_f64();
    let cpu = cpu_seconds().unwrap_or(wall);
    println!(
        r#"{{"name": "tandem", "threads": {threads}, "wall": {wall}, "cpu": {cpu}, "reading": {reading}, "bytes": {}}}"#,
        peak_bytes().unwrap_or(0)
    );
    let sku = |item| &skus[baskets.source_of(item).expect("an item of the list") as usize];
    let mut lines: Vec<String> = (0..)
        .map(ItemId)
        .zip(&rows)
        .map(|(item, row)| {
            let mut line = sku(item).clone();
            for (_, score) in row {
                write!(line, "\t{score:.7}").expect("a string takes it");
            }
            line + "\n"
        })
        .collect();
    lines.sort_unstable_by(|a, b| a.split('\t').next().cmp(&b.split('\t').next()));
    fs::write(lists, lines.concat()).expect("a place for the lists");
}

/// The most memory the process ever had, where the system says.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn step<T>(name: &str, lines: usize, work: impl FnOnce() -> T) -> T {
    let (wall, cpu) = (Instant::now(), cpu_seconds());
    let done = work();
    let wall = wall.elapsed().as_secs_f64();
    let cpu = cpu
        .zip(cpu_seconds())
        .map_or(wall, |(before, after)| (after - before).max(0.01));
    println!("{name}\t{wall:.2}\t{cpu:.2}\t{:.0}", lines as f64 / cpu);
    done
}

/// User and system time of the process so far, where the system says.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the program's name, which may hold spaces: utime and stime are the 12th and 13th.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn read(file: PathBuf) -> Orders {
    let bytes = fs::metadata(&file).map_or(0, |metadata| metadata.len());
    let (wall, cpu) = (Instant::now(), cpu_seconds());
    let dataset = import::read(&[file], &Settings::default().import, &import::Silent)
        .expect("an order export");
    let lines = dataset.report.lines_read;
    let wall = wall.elapsed().as_secs_f64();
    let cpu = cpu
        .zip(cpu_seconds())
        .map_or(wall, |(before, after)| after - before);
    println!(
        "read {bytes} bytes\t{wall:.2}\t{cpu:.2}\t{:.0}",
        lines as f64 / cpu
    );
    let orders = dataset.orders.iter().map(|order| {
        (
            order.items.to_vec(),
            order.customer.map(|customer| customer.0),
        )
    });
    Orders {
        skus: dataset.items.into_iter().map(|item| item.sku).collect(),
        orders: orders.collect(),
        lines: usize::try_from(lines).expect("a count"),
    }
}

fn made(lines: usize) -> Orders {
    let mut random = Random(1);
    // Cumulated weights of 1/rank.
    let mut total = 0.0;
    let cumulated: Vec<f64> = (1..=ITEMS)
        .map(|rank| {
            total += 1.0 / rank as f64;
            total
        })
        .collect();
    let mut made = 0;
    let mut orders = Vec::new();
    while made < lines {
        // The product of two draws: many small orders, few large ones.
        let length = 1 + random.below(40) * random.below(40) / 40;
        let mut items: Vec<u32> = (0..length)
            .map(|_| {
                let place = random.unit() * total;
                let item = cumulated.partition_point(|sum| *sum < place);
                u32::try_from(item.min(ITEMS - 1)).expect("an item")
            })
            .collect();
        items.sort_unstable();
        items.dedup();
        made += items.len();
        let customer = u32::try_from(random.below(CUSTOMERS)).expect("a customer");
        orders.push((items, Some(customer)));
    }
    Orders {
        skus: (0..ITEMS).map(|item| format!("{item:05}")).collect(),
        orders,
        lines: made,
    }
}

/// Steele, Lea and Flood's `SplitMix64` (2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
