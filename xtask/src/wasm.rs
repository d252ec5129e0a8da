//! How Rust becomes wasm on this machine.
//!
//! Usually rustup's `wasm32-unknown-unknown` target. Where rustup is missing or cannot fetch it,
//! Debian's packages `rustc-web`, `cargo-web` and `rust-web-src` build the standard library from
//! source; the choice is made once, in `setup`, and every wasm build goes through here.
//!
//! What ships has its standard library from source either way, where the source is there: see
//! [`WasmToolchain::small`].

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{Command, find},
    layout,
};

/// The target triple.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The Debian packages of the fallback; `lld` for where no `rust-lld` is installed.
pub(crate) const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld"];

const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// Where a toolchain keeps the source of its standard library.
const SOURCE: &str = "lib/rustlib/src/rust/library/std/Cargo.toml";

/// The parts of the standard library that a build from source makes.
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";

/// Of several ways to do a thing, the standard library takes the smaller.
const SMALL_STD: &str = "-Zbuild-std-features=optimize_for_size";

/// The compiler's flags for a build that ships: a panic ends the program at once, without a text. Nobody
/// reads it there, and the texts with what formats them are an eighth of the download.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort";

/// Which compiler makes wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The `cargo` on the PATH has the target.
    Installed,
    /// Debian's, with the standard library built from source and this linker.
    Debian { linker: PathBuf },
}

impl WasmToolchain {
    /// What is here already.
    pub(crate) fn detect() -> Option<Self> {
        if installed_target() {
            return Some(Self::Installed);
        }
        let complete = [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_SOURCE]
            .iter()
            .all(|path| Path::new(path).exists());
        if !complete {
            return None;
        }
        Some(Self::Debian { linker: linker()? })
    }

    /// A cargo call for the wasm target. The verb comes first: `build`, `test`, `clippy`.
    pub(crate) fn cargo(&self, verb: &str, arguments: &[&str]) -> Command {
        let (program, arguments_after_verb) = match self {
            Self::Installed => ("cargo", [].as_slice()),
            Self::Debian { .. } => (DEBIAN_CARGO, [BUILD_STD].as_slice()),
        };
        let mut command = Command::new(program)
            .arguments([verb, "--target", TARGET])
            .arguments(arguments_after_verb.iter().copied())
            .arguments(arguments.iter().copied());
        if let Self::Debian { linker } = self {
            for (name, value) in environment(Some(linker)) {
                command = command.env(name, value);
            }
            command = command.without_env("LD_LIBRARY_PATH");
        }
        command
    }

    /// Makes a command that starts `cargo` itself, as trunk does, find the right one.
    pub(crate) fn on_path(&self, command: Command) -> Result<Command> {
        match self {
            Self::Installed => Ok(command),
            Self::Debian { .. } => self.make_std(command),
        }
    }

    /// The same for what ships: with its standard library from source, and without the texts of
    /// panics, where the source is there. `flags` are the compiler's beside.
    pub(crate) fn small(&self, command: Command, flags: &str) -> Result<Command> {
        let variable = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
        if *self == Self::Installed && !has_source() {
            return Ok(command.env(variable, flags));
        }
        self.make_std(command.env(variable, format!("{flags} {SMALL}")))
    }

    /// Whether [`Self::small`] can do what it says.
    pub(crate) fn has_source(&self) -> bool {
        *self != Self::Installed || has_source()
    }

    fn make_std(&self, command: Command) -> Result<Command> {
        let Some(usual) = find("cargo") else {
            bail!("cargo is not on the PATH");
        };
        let text = match self {
            Self::Installed => shim(&environment(None), &usual.display().to_string(), &usual),
            Self::Debian { linker } => shim(&environment(Some(linker)), DEBIAN_CARGO, &usual),
        };
        Ok(command.path_first(write_shim(&text)?))
    }

    /// Whether clippy can look at wasm code: it needs a standard library of its own compiler's
    /// making, which the fallback has not.
    pub(crate) fn has_clippy(&self) -> bool {
        *self == Self::Installed
    }

    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Installed => format!("target {TARGET}"),
            Self::Debian { linker } => format!(
                "Debian's Rust with its standard library from source, linked by {}",
                linker.display()
            ),
        }
    }
}

fn installed_target() -> bool {
    Command::new("rustc")
        .arguments(["--print", "target-libdir", "--target", TARGET])
        .capture()
        .is_ok_and(|folder| {
            fs::read_dir(folder.trim()).is_ok_and(|mut entries| entries.next().is_some())
        })
}

/// The wasm linker: `rust-lld` of the installed toolchain, else LLVM's `wasm-ld`.
fn linker() -> Option<PathBuf> {
    let sysroot = Command::new("rustc")
        .arguments(["--print", "sysroot"])
        .capture();
    let host = Command::new("rustc").arguments(["-vV"]).capture();
    if let (Ok(sysroot), Ok(version)) = (sysroot, host)
        && let Some(host) = host_of(&version)
    {
        let lld = Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(host)
            .join("bin/rust-lld");
        if lld.is_file() {
            return Some(lld);
        }
    }
    find("rust-lld").or_else(|| find("wasm-ld"))
}

fn host_of(version: &str) -> Option<&str> {
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::trim)
}

/// Whether the installed toolchain has the source of its standard library.
fn has_source() -> bool {
    let sysroot = Command::new("rustc")
        .arguments(["--print", "sysroot"])
        .capture();
    sysroot.is_ok_and(|sysroot| Path::new(sysroot.trim()).join(SOURCE).is_file())
}

/// `-Z` flags work on a stable compiler only with `RUSTC_BOOTSTRAP`; the standard library's own
/// source needs it too. A linker is named where the compiler is Debian's.
fn environment(linker: Option<&Path>) -> Vec<(String, String)> {
    let mut all = vec![("RUSTC_BOOTSTRAP".into(), "1".into())];
    if let Some(linker) = linker {
        all.insert(0, ("RUSTC".into(), DEBIAN_RUSTC.into()));
        all.push((
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER".into(),
            linker.display().to_string(),
        ));
    }
    all
}

/// A `cargo` that builds wasm by `cargo`, with the standard library from source, and everything else
/// by the usual one.
fn shim(environment: &[(String, String)], cargo: &str, usual: &Path) -> String {
    let mut exports = String::new();
    for (name, value) in environment {
        exports.push_str(&format!("    export {name}='{value}'\n"));
    }
    format!(
        "#!/bin/sh
# Made by `cargo xtask`: trunk starts `cargo`, and a wasm build here makes its standard library too.
case \" $* \" in
*{TARGET}*)
    unset LD_LIBRARY_PATH
{exports}    verb=$1
    shift
    exec '{cargo}' \"$verb\" {BUILD_STD} {SMALL_STD} \"$@\"
    ;;
esac
exec '{}' \"$@\"
",
        usual.display()
    )
}

fn write_shim(text: &str) -> Result<PathBuf> {
    let folder = layout::scratch().join("wasm-cargo");
    fs::create_dir_all(&folder)?;
    let path = folder.join("cargo");
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    make_executable(&path)?;
    Ok(folder)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> Result<()> {
    bail!("the fallback without rustup's wasm target is for Debian only")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn debian() -> WasmToolchain {
        WasmToolchain::Debian {
            linker: PathBuf::from("/lld/rust-lld"),
        }
    }

    #[test]
    fn the_usual_toolchain_only_names_the_target() {
        let line = WasmToolchain::Installed
            .cargo("build", &["--release"])
            .line();
        assert_eq!(
            line,
            "cargo build --target wasm32-unknown-unknown --release"
        );
    }

    #[test]
    fn the_fallback_builds_the_standard_library_with_its_own_linker() {
        let line = debian().cargo("test", &["--lib"]).line();
        assert_eq!(
            line,
            "RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
             CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/lld/rust-lld \
             /usr/bin/cargo test --target wasm32-unknown-unknown \
             -Zbuild-std=std,panic_abort --lib"
        );
    }

    #[test]
    fn the_shim_parses_and_sends_each_build_to_its_cargo() {
        let text = shim(
            &environment(Some(Path::new("/lld/rust-lld"))),
            DEBIAN_CARGO,
            Path::new("/home/me/.cargo/bin/cargo"),
        );
        assert!(text.starts_with("#!/bin/sh\n"));
        assert!(
            text.contains("exec '/usr/bin/cargo' \"$verb\" -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size \"$@\"")
        );
        assert!(text.contains("export RUSTC='/usr/bin/rustc'\n"));
        assert!(text.ends_with("exec '/home/me/.cargo/bin/cargo' \"$@\"\n"));
        let parsed = std::process::Command::new("sh")
            .args(["-n", "-c", &text])
            .status();
        assert!(parsed.is_ok_and(|status| status.success()));
    }

    #[test]
    fn the_shim_runs_the_usual_cargo_for_everything_else() {
        // `echo` stands in for cargo: it prints the arguments it was given.
        let text = shim(&environment(None), "/bin/false", Path::new("/bin/echo"));
        let output = std::process::Command::new("sh")
            .args(["-c", &text, "cargo", "metadata", "--no-deps"])
            .output()
            .unwrap();
        assert_eq!(output.stdout, b"metadata --no-deps\n");
    }

    #[test]
    fn the_shim_runs_wasm_builds_from_source_by_the_installed_cargo() {
        let text = shim(&environment(None), "/bin/echo", Path::new("/bin/false"));
        let output = std::process::Command::new("sh")
            .args(["-c", &text, "cargo", "build", "--target", TARGET])
            .output()
            .unwrap();
        let told = "build -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size --target wasm32-unknown-unknown\n";
        assert_eq!(String::from_utf8_lossy(&output.stdout), told);
        assert!(text.contains("export RUSTC_BOOTSTRAP='1'\n") && !text.contains("RUSTC='"));
    }

    #[test]
    fn the_host_is_read_from_the_compilers_own_words() {
        assert_eq!(
            host_of("rustc 1.95.0\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\n"),
            Some("x86_64-unknown-linux-gnu")
        );
        assert_eq!(host_of("rustc 1.95.0"), None);
    }

    #[test]
    fn clippy_needs_the_usual_toolchain() {
        assert!(WasmToolchain::Installed.has_clippy());
        assert!(!debian().has_clippy());
    }
}
