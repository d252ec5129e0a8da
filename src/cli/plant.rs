//! `tandem plant --out DIR`: grows a made-up shop.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::failure::Failure;
use crate::mine::{
    import::grouped,
    plant::{Plan, Shop},
};

pub(super) const PLANT_HELP: &str = "\
Examples:
  tandem plant --out shop
  tandem plant --out shop --orders 100000 --seed 7
  tandem build --orders shop/orders.csv --catalog shop/catalog.csv --out public

Writes orders.csv and catalog.csv as a shop would export them, and truth.csv: which products were
planted as complements, variants and substitutes. The same options give the same bytes.";

/// Grow a made-up shop of which the truth is known, to try things on.
#[derive(Debug, Args)]
#[command(after_help = PLANT_HELP)]
pub(super) struct PlantArguments {
    /// The folder to write to; files of these names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many orders.
    #[arg(long, default_value_t = 5_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    orders: u32,
    /// About how many products [default: what suits the orders].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    products: Option<u32>,
    /// Only the first so many departments: cameras, coffee, phones, then garden, painting, tea,
    /// cycling and baking [default: all].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=8))]
    departments: Option<u32>,
    /// Grows another shop.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// The share of orders that bots place.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    bots: Option<f64>,
    /// The share of orders that wholesale buyers place.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    wholesale: Option<f64>,
    /// The share of orders that one customer with a habit places.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    regular: Option<f64>,
    /// The share of orders with a carrier bag on top.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    bag: Option<f64>,
}

pub(super) fn run(arguments: &PlantArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let mut plan = Plan::new(arguments.seed, arguments.orders);
    plan.products = arguments.products.unwrap_or(plan.products);
    plan.departments = arguments.departments.unwrap_or(plan.departments);
    plan.bot_share = arguments.bots.unwrap_or(plan.bot_share);
    plan.wholesale_share = arguments.wholesale.unwrap_or(plan.wholesale_share);
    plan.regular_share = arguments.regular.unwrap_or(plan.regular_share);
    plan.bag_share = arguments.bag.unwrap_or(plan.bag_share);
    let shop = Shop::new(plan);
    fs::create_dir_all(&arguments.out)
        .map_err(|error| Failure::told(format!("{}: {error}", arguments.out.display())))?;
    let folder = &arguments.out;
    put(folder, "orders.csv", |file| shop.write_orders(file))?;
    put(folder, "catalog.csv", |file| shop.write_catalog(file))?;
    put(folder, "truth.csv", |file| shop.write_truth(file))?;
    writeln!(
        out,
        "wrote {}: {} orders of {} products, with orders.csv, catalog.csv and truth.csv",
        arguments.out.display(),
        grouped(arguments.orders.into()),
        grouped(shop.products().len() as u64),
    )?;
    Ok(())
}

/// Writes a file beside its place, then moves it there: nothing half-written under a name that
/// others read.
fn put(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let (place, part) = (folder.join(name), folder.join(format!("{name}.part")));
    let done = fs::File::create(&part).and_then(|file| {
        let mut file = io::BufWriter::new(file);
        write(&mut file)?;
        file.flush()?;
        fs::rename(&part, &place)
    });
    done.map_err(|error| Failure::told(format!("{}: {error}", place.display())))
}

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "it must be a number".to_owned())?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("it must be from 0 to 1".to_owned())
    }
}
