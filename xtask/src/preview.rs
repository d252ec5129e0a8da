//! The demo shop in a browser, from a fresh clone, in one command.

use std::net::TcpListener;

use anyhow::{Context, Result, bail};

use crate::{command::Command, demo, dist, setup};

const PORT: u16 = 8080;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    let machine = setup::ensure(dist::TOOLS)?;
    demo::build()?;

    let trunk = |verb: &str| Command::new("trunk").arguments([verb]);
    if !options.serve {
        println!("preview: building the widget (the first time usually 2 to 3 minutes)");
        machine.wasm.on_path(trunk("build"))?.run()?;
        println!("preview: ready; `trunk serve` shows it");
        return Ok(());
    }

    let port = options.port;
    if TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!("port {port} is taken: stop what uses it, or choose another with `--port N`");
    }
    println!();
    println!("  the demo shop    http://localhost:{port}/");
    println!("  the playground   http://localhost:{port}/playground.html");
    println!("  your own design  http://localhost:{port}/headless.html");
    println!("  the embed page   http://localhost:{port}/embed.html");
    println!(
        "                   from another origin than the widget: http://127.0.0.1:{port}/embed.html"
    );
    println!("  other shop systems, as soon as the widget is built:");
    println!();
    println!(
        "  The first build of the widget usually takes 2 to 3 minutes. Ctrl-C stops the server;"
    );
    println!("  after this, plain `trunk serve` works too.");
    println!();
    let port = port.to_string();
    let demo = format!("http://localhost:{port}/");
    Command::new("node")
        .arguments(["tests/hosts/preview.mjs", "dist", &demo])
        .start()?;
    machine
        .wasm
        .on_path(trunk("serve").arguments(["--port", &port]))?
        .become_it()
}

#[derive(Debug, PartialEq, Eq)]
struct Options {
    port: u16,
    serve: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            port: PORT,
            serve: true,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--no-serve" => options.serve = false,
                "--port" => {
                    let value = rest.next().context("`--port` needs a number")?;
                    options.port = value
                        .parse()
                        .with_context(|| format!("`{value}` is no port number"))?;
                }
                other => bail!("`preview` takes `--port N` and `--no-serve`, not `{other}`"),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        Options::parse(
            &line
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn options_are_read() {
        let (port, serve) = (8080, true);
        assert_eq!(parse("").unwrap(), Options { port, serve });
        assert_eq!(parse("--port 9000").unwrap().port, 9000);
        assert!(!parse("--no-serve").unwrap().serve);
    }

    #[test]
    fn what_is_not_an_option_is_refused() {
        assert!(parse("--port").is_err());
        assert!(parse("--port many").is_err());
        assert!(parse("--open").is_err());
    }
}
