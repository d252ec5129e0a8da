//! Running other programs, visibly.
//!
//! Every command prints itself as a person would type it at the root of the repository.

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs::{self, File},
    io::{BufRead, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command as Process, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::layout;

/// How often a long quiet step says that it is still alive.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// A program, its arguments and what differs in its environment.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    program: String,
    arguments: Vec<String>,
    set: Vec<(String, String)>,
    unset: Vec<String>,
    path_first: Vec<PathBuf>,
}

/// How a command with a captured standard output ended.
pub(crate) struct Ran {
    pub(crate) success: bool,
    /// In words: an exit code or a signal.
    pub(crate) status: String,
    pub(crate) stdout: String,
}

/// `cargo` with these arguments.
pub(crate) fn cargo<S: Into<String>>(arguments: impl IntoIterator<Item = S>) -> Command {
    Command::new("cargo").arguments(arguments)
}

impl Command {
    pub(crate) fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            set: Vec::new(),
            unset: Vec::new(),
            path_first: Vec::new(),
        }
    }

    pub(crate) fn arguments<S: Into<String>>(
        mut self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without_env(mut self, name: impl Into<String>) -> Self {
        self.unset.push(name.into());
        self
    }

    /// Looks for programs in this folder before all others.
    pub(crate) fn path_first(mut self, folder: PathBuf) -> Self {
        self.path_first.push(folder);
        self
    }

    /// The command as a person would type it.
    pub(crate) fn line(&self) -> String {
        let mut line = String::new();
        for folder in &self.path_first {
            let _ = write!(line, "PATH={}:$PATH ", relative(folder));
        }
        for (name, value) in &self.set {
            let _ = write!(line, "{name}={} ", quoted(value));
        }
        line.push_str(&quoted(&self.program));
        for argument in &self.arguments {
            line.push(' ');
            line.push_str(&quoted(argument));
        }
        line
    }

    /// Prints and runs; an error when it fails. What it prints goes to the terminal.
    pub(crate) fn run(&self) -> Result<()> {
        println!("$ {}", self.line());
        let status = self
            .process()?
            .status()
            .with_context(|| self.cannot_start())?;
        if status.success() {
            Ok(())
        } else {
            bail!("`{}` failed ({status})", self.line())
        }
    }

    /// Starts it beside this process. It has to see to its own end.
    pub(crate) fn start(&self) -> Result<()> {
        self.process()?
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| self.cannot_start())?;
        Ok(())
    }

    /// Prints and runs, and becomes the command where the system can do that, so that Ctrl-C
    /// reaches it and nothing stays behind.
    pub(crate) fn become_it(&self) -> Result<()> {
        println!("$ {}", self.line());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            Err(self.process()?.exec()).with_context(|| self.cannot_start())
        }
        #[cfg(not(unix))]
        {
            self.process()?
                .status()
                .with_context(|| self.cannot_start())?;
            Ok(())
        }
    }

    /// Runs in silence and gives standard output; an error when it fails.
    pub(crate) fn capture(&self) -> Result<String> {
        let output = self
            .process()?
            .stdin(Stdio::null())
            .output()
            .with_context(|| self.cannot_start())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            bail!(
                "`{}` failed ({}): {}",
                self.line(),
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            )
        }
    }

    /// Prints and runs, shows standard output as it comes and gives it back.
    pub(crate) fn tee(&self) -> Result<Ran> {
        println!("$ {}", self.line());
        let mut child = self
            .process()?
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| self.cannot_start())?;
        let mut stdout = String::new();
        if let Some(pipe) = child.stdout.take() {
            let mut reader = BufReader::new(pipe);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line)? > 0 {
                let text = String::from_utf8_lossy(&line);
                print!("{text}");
                stdout.push_str(&text);
                line.clear();
            }
            std::io::stdout().flush()?;
        }
        let status = child.wait()?;
        Ok(Ran {
            success: status.success(),
            status: status.to_string(),
            stdout,
        })
    }

    /// Prints and runs a long step with its output in a log file. Says now and then how far it is;
    /// the end of the log is in the error when it fails.
    pub(crate) fn run_logged(&self, log_name: &str) -> Result<()> {
        println!("     $ {}", self.line());
        fs::create_dir_all(layout::scratch())?;
        let log = layout::scratch().join(format!("{log_name}.log"));
        let out = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let started = Instant::now();
        let mut told = started;
        let mut child = self
            .process()?
            .stdin(Stdio::null())
            .stderr(out.try_clone()?)
            .stdout(out)
            .spawn()
            .with_context(|| self.cannot_start())?;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if told.elapsed() >= HEARTBEAT {
                told = Instant::now();
                let last = tail(&log, 1);
                println!("     {}: {}", duration(started.elapsed()), last.trim());
            }
            thread::sleep(Duration::from_millis(100));
        };
        if status.success() {
            Ok(())
        } else {
            bail!(
                "`{}` failed ({status}). The end of {}:\n{}",
                self.line(),
                relative(&log),
                tail(&log, 25)
            )
        }
    }

    fn cannot_start(&self) -> String {
        format!("cannot start `{}`: is it installed?", self.program)
    }

    /// The process, in the root of the repository, with the npm tools and cargo's own on the PATH
    /// and without what `cargo run` adds to the environment: build scripts that watch those
    /// variables would otherwise run again at each change between `cargo xtask` and plain `cargo`.
    fn process(&self) -> Result<Process> {
        let mut process = Process::new(&self.program);
        process.args(&self.arguments).current_dir(layout::root());
        for (name, _) in env::vars_os() {
            if of_cargo_run(&name.to_string_lossy()) {
                process.env_remove(name);
            }
        }
        for name in &self.unset {
            process.env_remove(name);
        }
        process.env("PATH", self.path()?);
        for (name, value) in &self.set {
            process.env(name, value);
        }
        Ok(process)
    }

    fn path(&self) -> Result<OsString> {
        let mut folders = self.path_first.clone();
        folders.push(layout::root().join("node_modules/.bin"));
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        if let Some(bin) = cargo_bin() {
            folders.push(bin);
        }
        env::join_paths(folders).context("a folder on PATH has a colon in its name")
    }
}

/// Where `cargo install` puts programs.
fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?;
        Some(PathBuf::from(home).join(".cargo"))
    })?;
    Some(home.join("bin"))
}

/// Finds a program on the PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    folders.extend(cargo_bin());
    folders
        .into_iter()
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file())
}

fn of_cargo_run(name: &str) -> bool {
    name.starts_with("CARGO_PKG_")
        || [
            "CARGO",
            "CARGO_BIN_NAME",
            "CARGO_CRATE_NAME",
            "CARGO_MANIFEST_DIR",
            "CARGO_MANIFEST_PATH",
            "CARGO_PRIMARY_PACKAGE",
        ]
        .contains(&name)
}

/// A path as seen from the root of the repository.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(layout::root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn quoted(word: &str) -> String {
    let root = format!("{}/", layout::root().display());
    let word = word.replace(&root, "");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./,:@%^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn tail(path: &Path, lines: usize) -> String {
    let text = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let skipped = all.len().saturating_sub(lines);
    all.into_iter().skip(skipped).collect::<Vec<_>>().join("\n")
}

/// `0.4 s`, `35 s`, `4 min 05 s`.
pub(crate) fn duration(length: Duration) -> String {
    let seconds = length.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else if seconds >= 10 {
        format!("{seconds} s")
    } else {
        format!("{:.1} s", length.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_prints_as_a_person_would_type_it() {
        let command = Command::new("cargo")
            .arguments(["clippy", "--", "-D", "warnings"])
            .env("A", "one two");
        assert_eq!(command.line(), "A='one two' cargo clippy -- -D warnings");
    }

    #[test]
    fn a_quote_in_an_argument_survives_the_shell() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn what_cargo_run_adds_is_not_passed_on() {
        assert!(of_cargo_run("CARGO_MANIFEST_DIR"));
        assert!(of_cargo_run("CARGO_PKG_VERSION"));
        assert!(!of_cargo_run("CARGO_HOME"));
        assert!(!of_cargo_run("CARGO_TARGET_DIR"));
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(Duration::from_millis(420)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(35)), "35 s");
        assert_eq!(duration(Duration::from_secs(245)), "4 min 05 s");
    }
}
