//! Chores that open the built pages in a browser: pictures, measurements, load.

use anyhow::{Result, bail};

use crate::{
    checks,
    command::Command,
    demo, dist, layout,
    setup::{self, Machine, Tool},
};

/// Holds each box against the picture that is kept of it, or with `TANDEM_BLESS` set keeps it as it
/// is now; then takes screenshots for people to look at, and those of README and guides.
pub(crate) fn pictures() -> Result<()> {
    let machine = built(&[Tool::Chromium, Tool::Oscar])?;
    let compared = checks::suites("tests/pictures", &machine)?.run();
    script("tests/e2e/pictures.mjs", &machine).run()?;
    with_shop("tests/oscar/picture.mjs", &machine)?.run()?;
    compared
}

/// What the tag costs a page of a real shop.
pub(crate) fn vitals() -> Result<()> {
    let machine = built(&[Tool::Chromium, Tool::Oscar])?;
    let lighthouse = setup::lighthouse()?;
    with_shop("tests/oscar/vitals.mjs", &machine)?
        .env("LIGHTHOUSE", lighthouse.display().to_string())
        .run()
}

/// Page views of every shop's host, with faults by chance.
pub(crate) fn load(arguments: &[String]) -> Result<()> {
    if let Some(number) = arguments.first()
        && number.parse::<u32>().is_err()
    {
        bail!("`{number}` is no number of page views");
    }
    let machine = built(&[Tool::Chromium])?;
    script("tests/e2e/load.mjs", &machine)
        .arguments(arguments.iter().cloned())
        .run()
}

/// The machine with these tools, and `dist` as it would be published.
fn built(tools: &[Tool]) -> Result<Machine> {
    let machine = setup::ensure(&[dist::TOOLS, tools].concat())?;
    demo::build()?;
    dist::build(&machine)?;
    Ok(machine)
}

fn script(path: &str, machine: &Machine) -> Command {
    let command = Command::new("node").arguments([path]);
    match &machine.browser {
        Some(browser) => command.env("CHROME", browser.program.display().to_string()),
        None => command,
    }
}

/// A script that needs a django-oscar shop.
fn with_shop(path: &str, machine: &Machine) -> Result<Command> {
    let Some(python) = &machine.oscar else {
        bail!("there is no Python with django-oscar");
    };
    Ok(script(path, machine)
        .env("OSCAR_PYTHON", python.display().to_string())
        .env("TANDEM", layout::tandem().display().to_string()))
}
