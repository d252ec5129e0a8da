//! What the tag costs a page of a real shop, measured in a browser.

use anyhow::{Result, bail};

use crate::{command::Command, demo, dist, layout, setup};

pub(crate) fn run() -> Result<()> {
    let mut tools = dist::TOOLS.to_vec();
    tools.extend([setup::Tool::Chromium, setup::Tool::Oscar]);
    let machine = setup::ensure(&tools)?;
    demo::build()?;
    dist::build(&machine)?;
    let Some(python) = &machine.oscar else {
        bail!("there is no Python with django-oscar");
    };
    let mut command = Command::new("node")
        .arguments(["tests/oscar/vitals.mjs"])
        .env("OSCAR_PYTHON", python.display().to_string())
        .env("TANDEM", layout::tandem().display().to_string())
        .env("LIGHTHOUSE", setup::lighthouse()?.display().to_string());
    if let Some(browser) = &machine.browser {
        command = command.env("CHROME", browser.program.display().to_string());
    }
    command.run()
}
