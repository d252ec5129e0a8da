//! Installing what a chore needs and is missing, and nothing else.
//!
//! Each step looks first, says what it does and how long that usually takes, and tells the remedy
//! when it fails. With everything in place all of them together take under a second.

use std::{
    env,
    ffi::OsString,
    fs,
    path::PathBuf,
    time::{Instant, SystemTime},
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{Command, cargo, duration, find},
    layout, python,
    wasm::{DEBIAN_PACKAGES, TARGET, WasmToolchain},
};

/// The release of trunk that builds with the Rust of `rust-toolchain.toml`.
const TRUNK: &str = "0.21.14";

/// What the shop of the tests is made of.
const OSCAR_PACKAGES: &str = "tests/oscar/requirements.txt";

/// The newest Lighthouse for [`NODE_MAJOR`].
const LIGHTHOUSE: &str = "12.8.2";

/// The oldest Node with all that the tools and tests use.
const NODE_MAJOR: u32 = 20;

/// Something that a chore needs on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    WasmTarget,
    /// The source of the standard library, which makes the release build smaller; where it is not to
    /// be had, that is built without.
    StdSource,
    WasmBindgen,
    Trunk,
    /// The pinned tools of `package.json`, and Node itself.
    Npm,
    /// Chromium and its driver.
    Chromium,
    Firefox,
    /// The driver of GTK's WebKit, and a screen to run it on.
    Webkit,
    Valgrind,
    /// A Python with django-oscar, a real shop to test in.
    Oscar,
}

impl Tool {
    /// What `preview` and `test` need between them.
    pub(crate) const ALL: &[Self] = &[
        Self::Rustfmt,
        Self::Clippy,
        Self::WasmTarget,
        Self::StdSource,
        Self::Npm,
        Self::WasmBindgen,
        Self::Trunk,
        Self::Chromium,
        Self::Firefox,
        Self::Webkit,
        Self::Valgrind,
        Self::Oscar,
    ];
}

/// What `ensure` found or made.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    /// There is one wherever [`Tool::WasmTarget`] was asked for.
    pub(crate) wasm: WasmToolchain,
    /// The browser and its driver, where [`Tool::Chromium`] was asked for.
    pub(crate) browser: Option<Browser>,
    /// The Python that runs a shop, where [`Tool::Oscar`] was asked for.
    pub(crate) oscar: Option<PathBuf>,
}

/// Where the browser and its driver are.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) program: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Makes sure that these tools are here.
pub(crate) fn ensure(tools: &[Tool]) -> Result<Machine> {
    let started = Instant::now();
    let mut machine = Machine {
        wasm: WasmToolchain::Installed,
        browser: None,
        oscar: None,
    };
    // In the order of `ALL`: what is quick first.
    for tool in Tool::ALL.iter().filter(|tool| tools.contains(tool)) {
        match tool {
            Tool::Rustfmt => component("rustfmt", "fmt")?,
            Tool::Clippy => component("clippy", "clippy")?,
            Tool::WasmTarget => machine.wasm = wasm_target()?,
            Tool::StdSource => std_source(&machine.wasm),
            Tool::WasmBindgen => wasm_bindgen()?,
            Tool::Trunk => trunk()?,
            Tool::Npm => npm()?,
            Tool::Chromium => machine.browser = Some(chromium()?),
            Tool::Firefox => firefox()?,
            Tool::Webkit => webkit()?,
            Tool::Valgrind => valgrind()?,
            Tool::Oscar => machine.oscar = Some(oscar()?),
        }
    }
    println!("setup: ready in {}", duration(started.elapsed()));
    Ok(machine)
}

/// One step: `present` names what is here, `install` brings it.
fn step<T>(
    what: &str,
    usually: &str,
    present: impl Fn() -> Option<(T, String)>,
    install: impl FnOnce() -> Result<()>,
) -> Result<T> {
    if let Some((value, found)) = present() {
        println!("setup: {what}: {found}");
        return Ok(value);
    }
    println!("setup: installing {what}: usually {usually}");
    let started = Instant::now();
    install().with_context(|| format!("cannot install {what}"))?;
    match present() {
        Some((value, found)) => {
            println!("setup: {what}: {found}, in {}", duration(started.elapsed()));
            Ok(value)
        }
        None => {
            bail!("{what} was installed, but still cannot be found: is its folder on the PATH?")
        }
    }
}

fn component(name: &str, verb: &str) -> Result<()> {
    step(
        name,
        "a few seconds",
        || {
            let version = cargo([verb, "--version"]).capture().ok()?;
            Some(((), version.trim().to_owned()))
        },
        || {
            Command::new("rustup")
                .arguments(["component", "add", name])
                .run_logged(name)
                .with_context(|| {
                    format!(
                        "install {name} for this Rust by hand (Debian: `apt-get install rust{}`)",
                        if name == "clippy" { "-clippy" } else { "fmt" }
                    )
                })
        },
    )
}

fn wasm_target() -> Result<WasmToolchain> {
    step(
        "wasm for Rust",
        "a few seconds; up to a minute where Debian's packages stand in",
        || {
            let toolchain = WasmToolchain::detect()?;
            let found = toolchain.describe();
            Some((toolchain, found))
        },
        || {
            let added = Command::new("rustup")
                .arguments(["target", "add", TARGET])
                .run_logged("wasm-target");
            let Err(reason) = added else {
                return Ok(());
            };
            println!(
                "     rustup cannot add the target ({})",
                first_line(&reason)
            );
            println!("     building the standard library from Debian's source package instead:");
            println!("     each wasm build's first run takes about a minute longer");
            apt(DEBIAN_PACKAGES)
                .with_context(|| format!("make `rustup target add {TARGET}` work, then try again"))
        },
    )
}

fn std_source(wasm: &WasmToolchain) {
    let found = step(
        "the source of Rust's standard library",
        "a few seconds",
        || wasm.has_source().then(|| ((), "already here".to_owned())),
        || {
            Command::new("rustup")
                .arguments(["component", "add", "rust-src"])
                .run_logged("rust-src")
        },
    );
    if let Err(reason) = found {
        println!(
            "     ({}): the release build will be larger than its budget",
            first_line(&reason)
        );
    }
}

fn wasm_bindgen() -> Result<()> {
    let version = locked_version("wasm-bindgen")?;
    let what = format!("wasm-bindgen-cli {version}");
    step(
        &what,
        "3 to 5 minutes",
        || {
            find("wasm-bindgen-test-runner")?;
            version_of("wasm-bindgen", &version)
        },
        || {
            // Without its own lock file: that may name releases which are no longer served.
            install_program(&["wasm-bindgen-cli", "--version", &format!("={version}")])
        },
    )
}

fn trunk() -> Result<()> {
    step(
        &format!("trunk {TRUNK}"),
        "4 to 8 minutes",
        || version_of("trunk", TRUNK),
        || {
            install_program(&[
                "trunk",
                "--version",
                TRUNK,
                "--locked",
                "--no-default-features",
                "--features",
                "rustls",
            ])
        },
    )
}

/// `cargo install`, with little optimisation: these tools run for seconds, and their own release
/// profiles take three times as long to build.
fn install_program(arguments: &[&str]) -> Result<()> {
    let name = arguments.first().copied().unwrap_or("program");
    let shared = layout::target().join("tools-build");
    cargo(["install", "--force"])
        .arguments(arguments.iter().copied())
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_TARGET_DIR", shared.display().to_string())
        .run_logged(name)
}

fn version_of(program: &str, wanted: &str) -> Option<((), String)> {
    let printed = Command::new(program)
        .arguments(["--version"])
        .capture()
        .ok()?;
    (printed.split_whitespace().nth(1)? == wanted).then(|| ((), "already here".to_owned()))
}

/// The version of a package in `Cargo.lock`: the tool must match the library exactly.
fn locked_version(package: &str) -> Result<String> {
    let lock =
        fs::read_to_string(layout::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in_lock(&lock, package).with_context(|| format!("{package} is not in Cargo.lock"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

fn npm() -> Result<()> {
    let version = Command::new("node")
        .arguments(["--version"])
        .capture()
        .with_context(|| format!("install Node {NODE_MAJOR} or newer, with npm"))?;
    if node_major(&version).is_none_or(|major| major < NODE_MAJOR) {
        bail!(
            "Node is {}, and the tools need {NODE_MAJOR} or newer",
            version.trim()
        );
    }
    step(
        "the npm tools",
        "10 to 30 seconds",
        || {
            let asked = modified(&layout::root().join("package-lock.json"))?;
            let done = modified(&layout::root().join("node_modules/.package-lock.json"))?;
            (done >= asked).then(|| ((), "already here".to_owned()))
        },
        || {
            Command::new("npm")
                .arguments(["ci", "--no-audit", "--no-fund"])
                .run_logged("npm")
        },
    )
}

fn node_major(version: &str) -> Option<u32> {
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn modified(path: &std::path::Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn chromium() -> Result<Browser> {
    step(
        "Chromium and its driver",
        "half a minute to a minute",
        || {
            let browser = browser()?;
            let found = browser.program.display().to_string();
            Some((browser, found))
        },
        || {
            apt(&["chromium", "chromium-driver"]).context(
                "install Chromium (or Chrome) and the chromedriver of the same release, \
                 or name them in the variables CHROME and CHROMEDRIVER",
            )
        },
    )
}

fn browser() -> Option<Browser> {
    let named = |variable: &str, programs: &[&str]| {
        env::var_os(variable)
            .map(PathBuf::from)
            .or_else(|| programs.iter().find_map(|program| find(program)))
    };
    Some(Browser {
        program: named("CHROME", &["chromium", "chromium-browser", "google-chrome"])?,
        driver: named("CHROMEDRIVER", &["chromedriver"])?,
    })
}

fn firefox() -> Result<()> {
    step(
        "Firefox",
        "half a minute",
        || found(env::var_os("FIREFOX"), &["firefox-esr"]),
        || {
            apt(&["firefox-esr"])
                .context("install Firefox by hand, and name it in the variable FIREFOX")
        },
    )
}

fn webkit() -> Result<()> {
    step(
        "WebKit's driver and a screen for it",
        "half a minute",
        || {
            find("xvfb-run")?;
            found(env::var_os("WEBKIT_DRIVER"), &["WebKitWebDriver"])
        },
        || {
            apt(&["webkit2gtk-driver", "xvfb"]).context(
                "install WebKitGTK's WebKitWebDriver and xvfb-run by hand, and name the first in \
                 the variable WEBKIT_DRIVER",
            )
        },
    )
}

/// The program that a variable names, or the first of these that is on the path.
fn found(named: Option<OsString>, programs: &[&str]) -> Option<((), String)> {
    let path = named
        .map(PathBuf::from)
        .or_else(|| programs.iter().find_map(|program| find(program)))?;
    Some(((), path.display().to_string()))
}

fn valgrind() -> Result<()> {
    step(
        "valgrind",
        "half a minute",
        || find("valgrind").map(|path| ((), path.display().to_string())),
        || apt(&["valgrind"]).context("install valgrind by hand: it counts instructions"),
    )
}

fn oscar() -> Result<PathBuf> {
    let folder = layout::target().join("oscar");
    let list = fs::read_to_string(layout::root().join(OSCAR_PACKAGES))
        .with_context(|| format!("cannot read {OSCAR_PACKAGES}"))?;
    let packages: Vec<&str> = list.lines().filter(|line| !line.is_empty()).collect();
    step(
        "django-oscar",
        "a minute",
        || {
            let python = python::present(&folder, &packages)?;
            let found = python.display().to_string();
            Some((python, found))
        },
        || {
            fs::create_dir_all(&folder)?;
            if python::environment(&folder, &packages).is_err() {
                // Debian's Python comes without the means to make an environment.
                apt(&["python3-venv"])
                    .context("install Python 3 with its module `venv`, or name one in PYTHON")?;
                python::environment(&folder, &packages)?;
            }
            Ok(())
        },
    )
}

/// The folder of Lighthouse. Only one chore needs it, and it is larger than all other npm tools together:
/// it has a place of its own below `target`.
pub(crate) fn lighthouse() -> Result<PathBuf> {
    let place = layout::target().join("lighthouse");
    let folder = place.join("node_modules/lighthouse");
    step(
        &format!("Lighthouse {LIGHTHOUSE}"),
        "20 seconds",
        || {
            let package = fs::read_to_string(folder.join("package.json")).ok()?;
            let is_wanted = package.contains(&format!("\"version\": \"{LIGHTHOUSE}\""));
            is_wanted.then(|| (folder.clone(), folder.display().to_string()))
        },
        || {
            fs::create_dir_all(&place)?;
            Command::new("npm")
                .arguments([
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--no-save",
                    "--prefix",
                ])
                .arguments([place.display().to_string()])
                .arguments([format!("lighthouse@{LIGHTHOUSE}")])
                .run_logged("lighthouse")
        },
    )
}

/// Debian's packages, without asking.
fn apt(packages: &[&str]) -> Result<()> {
    if find("apt-get").is_none() {
        bail!(
            "this is not Debian or a relative of it, so {} must be installed by hand",
            packages.join(", ")
        );
    }
    let root = Command::new("id")
        .arguments(["-u"])
        .capture()
        .is_ok_and(|id| id.trim() == "0");
    if !root && find("sudo").is_none() {
        bail!(
            "as root, run: apt-get update && apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        );
    }
    let apt_get = || {
        let command = if root {
            Command::new("apt-get")
        } else {
            Command::new("sudo").arguments(["apt-get"])
        };
        command.env("DEBIAN_FRONTEND", "noninteractive")
    };
    apt_get().arguments(["update"]).run_logged("apt-update")?;
    apt_get()
        .arguments(["install", "-y", "--no-install-recommends"])
        .arguments(packages.iter().copied())
        .run_logged("apt-install")
}

fn first_line(error: &anyhow::Error) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tool_follows_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(
            version_in_lock(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version_in_lock(lock, "bindgen"), None);
    }

    #[test]
    fn this_lock_file_names_it() {
        assert!(locked_version("wasm-bindgen").unwrap().starts_with("0.2."));
    }

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("?"), None);
    }
}
