//! What the rules of a table would weigh in other forms, and what no form can go below.
//!
//! ```text
//! cargo bench --bench table_bytes -- TABLE.tdm
//! ```
//!
//! One line a form, in columns parted by tabs: form, bytes a rule, after gzip -9, after brotli 11.
//! Every form holds the same: each item's consequents with their codes in each plane, and the row's
//! scales. Keys and evidence are in none, but for the first, which names items by SKU.
//!
//! The two bounds count bits without writing any. *Uniform*: ids as any set of so many items would
//! cost, log2 C(N - 1, k), and codes by their frequency in the whole table. *Adaptive*: what a coder
//! would need that learns while it goes (Krichevsky and Trofimov, 1981) and sees what the table's own
//! coder sees: for a gap the class before it, for a code the one before it, and for a cart code the
//! rule's page code as well. Nothing here can fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench is for people"
)]

use std::{collections::HashMap, env, fs, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use tandem_widget::{
    domain::ItemId,
    table::{Plane, Table},
};

/// One item's rules: scales, consequents ascending, codes of each plane.
#[derive(Serialize)]
struct Row {
    scales: Vec<u8>,
    rules: Vec<(u32, Vec<u8>)>,
}

fn main() {
    let path = env::args().skip(1).find(|argument| argument != "--bench");
    let Some(path) = path else {
        println!("give a table: cargo bench --bench table_bytes -- TABLE.tdm");
        return;
    };
    let bytes = fs::read(&path).expect("the table can be read");
    let table = Table::open(bytes.as_slice()).expect("a table");
    let rows = rows(&table);
    let rules = f64::from(table.rule_count());
    println!("form\tbytes a rule\tgzip\tbrotli");
    let show = |name: &str, bytes: &[u8]| {
        let [gzip, brotli] = [gzip(bytes), brotli(bytes)].map(|size| size as f64 / rules);
        let raw = bytes.len() as f64 / rules;
        println!("{name}\t{raw:.2}\t{gzip:.2}\t{brotli:.2}");
    };
    show("JSON by SKU, keys included", &by_sku(&rows));
    show("JSON by id", &serde_json::to_vec(&rows).expect("JSON"));
    show(
        "MessagePack",
        &rmp_serde::to_vec(&rows).expect("MessagePack"),
    );
    show("postcard", &postcard::to_stdvec(&rows).expect("postcard"));
    show("fixed width", &fixed_width(&rows));
    // Sections follow one another in this order.
    let mut own = Vec::new();
    let mut rest = bytes.as_slice();
    for section in table.sections() {
        let (these, after) = rest.split_at(section.bytes as usize);
        if ["CODE", "ROWS"].contains(&section.tag) {
            own.extend_from_slice(these);
        }
        rest = after;
    }
    show("this table", &own);

    let adaptive = adaptive(&rows) / 8.0;
    println!("bound, uniform\t{:.2}", uniform(&rows) / 8.0 / rules);
    println!("bound, adaptive\t{:.2}", adaptive / rules);
    let over = own.len() as f64 / adaptive * 100.0 - 100.0;
    println!("this table over the adaptive bound\t{over:+.1} %");
}

fn rows(table: &Table<&[u8]>) -> Vec<Row> {
    let planes = match table.meta().planes {
        1 => vec![Plane::Page],
        _ => vec![Plane::Page, Plane::Cart],
    };
    (0..table.item_count())
        .map(|item| {
            let row = table.rules(ItemId(item)).expect("a row");
            let codes: Vec<Vec<u8>> = planes
                .iter()
                .map(|plane| row.codes(*plane).collect())
                .collect();
            Row {
                scales: planes.iter().map(|plane| row.scale(*plane)).collect(),
                rules: row
                    .consequents()
                    .enumerate()
                    .map(|(at, id)| (id.0, codes.iter().map(|codes| codes[at]).collect()))
                    .collect(),
            }
        })
        .collect()
}

/// Scales, and codes by SKU.
type Named = (Vec<u8>, HashMap<String, Vec<u8>>);

/// `{"sku": {"scales": …, "rules": {"sku": codes}}}`, with SKUs of five digits, as this shop's are.
fn by_sku(rows: &[Row]) -> Vec<u8> {
    let sku = |id: usize| format!("{}", 20_000 + id);
    let all: HashMap<String, Named> = rows
        .iter()
        .enumerate()
        .map(|(id, row)| {
            let rules = row.rules.iter();
            let rules = rules.map(|(id, codes)| (sku(*id as usize), codes.clone()));
            (sku(id), (row.scales.clone(), rules.collect()))
        })
        .collect();
    serde_json::to_vec(&all).expect("JSON")
}

/// Columns, as FlatBuffers or Arrow would lay them: starts, scales, ids of 32 bits, codes of 8.
fn fixed_width(rows: &[Row]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut start = 0_u32;
    for row in rows {
        out.extend(start.to_le_bytes());
        start += row.rules.len() as u32;
    }
    rows.iter().for_each(|row| out.extend(&row.scales));
    let rules = || rows.iter().flat_map(|row| &row.rules);
    rules().for_each(|(id, _)| out.extend(id.to_le_bytes()));
    rules().for_each(|(_, codes)| out.extend(codes));
    out
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory").len()
}

fn brotli(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).expect("memory");
    out.len()
}

fn uniform(rows: &[Row]) -> f64 {
    let all = rows.len() as f64 - 1.0;
    let mut bits = 0.0;
    let mut counts: HashMap<(usize, u8), f64> = HashMap::new();
    for row in rows {
        for at in 0..row.rules.len() {
            bits += ((all - at as f64) / (at as f64 + 1.0)).log2();
        }
        for (_, codes) in &row.rules {
            for (plane, code) in codes.iter().enumerate() {
                *counts.entry((plane, *code)).or_default() += 1.0;
            }
        }
    }
    let planes = counts.keys().map(|(plane, _)| plane + 1).max().unwrap_or(0);
    for plane in 0..planes {
        let of: Vec<f64> = counts
            .iter()
            .filter(|((of, _), _)| *of == plane)
            .map(|(_, count)| *count)
            .collect();
        let sum: f64 = of.iter().sum();
        bits += of
            .iter()
            .map(|count| count * (sum / count).log2())
            .sum::<f64>();
    }
    bits
}

/// Counts of symbols in a context, each begun at one half.
#[derive(Default)]
struct Learner(HashMap<(u32, u32, u32), HashMap<u32, f64>>);

impl Learner {
    fn bits(&mut self, context: (u32, u32, u32), symbol: u32, alphabet: f64) -> f64 {
        let seen = self.0.entry(context).or_default();
        let sum: f64 = seen.values().sum::<f64>() + alphabet / 2.0;
        let count = seen.entry(symbol).or_default();
        let bits = (sum / (*count + 0.5)).log2();
        *count += 1.0;
        bits
    }
}

fn adaptive(rows: &[Row]) -> f64 {
    let mut learner = Learner::default();
    let mut bits = 0.0;
    for (item, row) in (0_u32..).zip(rows) {
        bits += learner.bits((0, 0, 0), row.rules.len() as u32, 33.0);
        let below = row.rules.iter().filter(|(id, _)| *id < item).count();
        bits += learner.bits((1, row.rules.len() as u32, 0), below as u32, 33.0);
        let mut scale_before = 0;
        for (plane, scale) in (0_u32..).zip(&row.scales) {
            let difference = u32::from(scale.wrapping_sub(scale_before));
            bits += learner.bits((2, plane, 0), difference, 256.0);
            scale_before = *scale;
        }
        let (down, up) = row.rules.split_at(below);
        let outward: [Vec<u32>; 2] = [
            down.iter().rev().map(|(id, _)| item - id).collect(),
            up.iter().map(|(id, _)| id - item).collect(),
        ];
        for side in outward {
            let (mut before, mut class_before) = (0, 0);
            for distance in side {
                let class = 31 - (distance - before).leading_zeros();
                bits += learner.bits((3, class_before, 0), class, 17.0) + f64::from(class);
                (before, class_before) = (distance, class + 1);
            }
        }
        let mut last = [16_u32; 2];
        for (_, codes) in &row.rules {
            let page = codes.first().copied().unwrap_or(0);
            for (plane, code) in (0_u32..).zip(codes) {
                let beside = if plane == 0 { 0 } else { u32::from(page) + 1 };
                let context = (4 + plane, last[plane as usize], beside);
                bits += learner.bits(context, u32::from(*code), 16.0);
                last[plane as usize] = u32::from(*code);
            }
        }
    }
    bits
}
