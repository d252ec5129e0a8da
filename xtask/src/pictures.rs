//! Screenshots of the demo shop, for people to look at.

use anyhow::{Result, bail};

use crate::{command::Command, demo, dist, setup};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("`pictures` takes no `{argument}`");
    }
    let mut tools = dist::TOOLS.to_vec();
    tools.push(setup::Tool::Chromium);
    let machine = setup::ensure(&tools)?;
    demo::build()?;
    dist::build(&machine)?;
    let mut command = Command::new("node").arguments(["tests/e2e/pictures.mjs"]);
    if let Some(browser) = &machine.browser {
        command = command.env("CHROME", browser.program.display().to_string());
    }
    command.run()
}
