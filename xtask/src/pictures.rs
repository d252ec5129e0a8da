//! Screenshots of the demo shop, for people to look at.

use anyhow::{Result, bail};

use crate::{command::Command, demo, dist, layout, setup};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("`pictures` takes no `{argument}`");
    }
    let mut tools = dist::TOOLS.to_vec();
    tools.extend([setup::Tool::Chromium, setup::Tool::Oscar]);
    let machine = setup::ensure(&tools)?;
    demo::build()?;
    dist::build(&machine)?;
    let Some(python) = &machine.oscar else {
        bail!("there is no Python with django-oscar");
    };
    for script in ["tests/e2e/pictures.mjs", "tests/oscar/picture.mjs"] {
        let mut command = Command::new("node")
            .arguments([script])
            .env("OSCAR_PYTHON", python.display().to_string())
            .env("TANDEM", layout::tandem().display().to_string());
        if let Some(browser) = &machine.browser {
            command = command.env("CHROME", browser.program.display().to_string());
        }
        command.run()?;
    }
    Ok(())
}
