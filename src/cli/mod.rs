//! The `tandem` command: what a person typed becomes calls of the layers below, and what they answer
//! becomes text.
//!
//! A verb a file, each with one `run`. Results go to standard output; errors, warnings and progress
//! to standard error, an error as one sentence that says what to do. Exit codes: 0 done, 1 the data
//! or the settings are wrong, 2 the command was not understood. A reader that goes away early
//! (`| head`) ends the command quietly.

mod args;
mod build;
mod clock;
mod doctor;
mod eval;
mod failure;
mod folder;
mod init;
mod input;
mod inspect;
mod pack;
mod plant;
mod presets;
mod progress;
mod render;
mod score;
mod sign;
mod verify;

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use clap::Parser as _;

use self::{
    args::{Arguments, Verb},
    failure::Failure,
};

/// Runs the command on the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too. Nothing can be done about a closed terminal.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = run(&arguments, &mut out).and_then(|()| Ok(out.flush()?));
    match outcome {
        Ok(()) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("error: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<(), Failure> {
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .build_global()
            .map_err(|error| Failure::told(format!("cannot start {threads} threads: {error}")))?;
    }
    match &arguments.verb {
        Verb::Init(arguments) => init::run(arguments, out),
        Verb::Build(arguments) => build::run(arguments, out),
        Verb::Inspect(arguments) => inspect::run(arguments, out),
        Verb::Verify(arguments) => verify::run(arguments, out),
        Verb::Sign(arguments) => sign::run(arguments, out),
        Verb::Doctor(arguments) => doctor::run(arguments, out),
        Verb::Score(arguments) => score::run(arguments, out),
        Verb::Eval(arguments) => eval::run(arguments, out),
        Verb::Render(arguments) => render::run(arguments, out),
        Verb::Plant(arguments) => plant::run(arguments, out),
        Verb::Pack(arguments) => pack::run(arguments, out),
    }
}

/// A line on standard error. That nobody listens there is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
