//! Every chore of the repository, by name: `cargo xtask NAME`.
//!
//! A file for each chore. `setup` installs what a chore needs and is missing, `checks` is the one
//! list of everything that `test` runs, `command` prints each command so that a person can copy it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this program talks to a person at a terminal"
)]

mod audit;
mod bench;
mod checks;
mod command;
mod demo;
mod dist;
mod layout;
mod node;
mod pack;
mod pages;
mod peers;
mod preview;
mod python;
mod setup;
mod shorten;
mod size;
mod test;
mod wasm;

use std::{env, process::ExitCode};

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask NAME

  preview   install what is missing, build the demo's tables, serve its shops
            --port N (8080)   --no-serve: prepare everything, then stop
  test      install what is missing, then run every check
            --only NAME,NAME   --list

  setup     install what is missing, and stop
  fmt       lay out all Rust code
  demo      build the tables and products of the demo's two shops into www/demo and www/planted
  dist      the release build, in dist
  size      raw, gzip and brotli size of every shipped file, against the budgets
  bench     instructions to open a table and score a cart; throughput of mining
  peers     time and memory of mining beside implicit, rusket and sparse_dot_topn, which it
            installs in an environment of its own; a number of lines may follow (10,000,000)
  vitals    a django-oscar page with and without the tag: paint, shifts, long tasks, interactions, Lighthouse
  load      page views of every shop's host, with faults by chance: every cart is held against what
            its shopper was told; a number of views may follow (1,000)
  pictures  every box against the picture kept of it, then screenshots of every state for people to
            look at; TANDEM_BLESS=1 keeps the pictures as they are now
  pack      lay out the embed files; trunk runs this after each build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (verb, rest) = match arguments.split_first() {
        Some((verb, rest)) => (verb.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    match verb {
        "preview" => preview::run(rest)?,
        "test" => return test::run(rest),
        "setup" => {
            none(rest)?;
            setup::ensure(setup::Tool::ALL)?;
        }
        "fmt" => {
            none(rest)?;
            setup::ensure(&[setup::Tool::Rustfmt])?;
            command::cargo(["fmt", "--all"]).run()?;
        }
        "demo" => {
            none(rest)?;
            setup::ensure(&[setup::Tool::Npm])?;
            demo::build()?;
        }
        "dist" => {
            none(rest)?;
            let toolchain = setup::ensure(dist::TOOLS)?;
            demo::build()?;
            dist::build(&toolchain)?;
            size::print()?;
        }
        "size" => {
            none(rest)?;
            let toolchain = setup::ensure(dist::TOOLS)?;
            demo::build()?;
            dist::build(&toolchain)?;
            size::check()?;
        }
        "bench" => bench::run(rest)?,
        "peers" => peers::run(rest)?,
        "vitals" => {
            none(rest)?;
            pages::vitals()?;
        }
        "pictures" => {
            none(rest)?;
            pages::pictures()?;
        }
        "load" => pages::load(rest)?,
        "pack" => {
            none(rest)?;
            pack::run()?;
        }
        "help" | "--help" | "-h" => print!("{HELP}"),
        other => bail!("there is no chore called `{other}`\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn none(rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(argument) => bail!("`{argument}` is one argument too many\n\n{HELP}"),
        None => Ok(()),
    }
}
