//! `tandem doctor URL|DIR`: looks at a shop's page and at Tandem's files as a browser would, and says
//! what is wrong and what to do about it.
//!
//! | module | holds |
//! |---|---|
//! | `fetch` | one file from a host or a folder, bounded in size, time and redirects |
//! | `page` | what a page has of Tandem, read from its HTML |
//! | `hooked` | the product, by the forms of shop systems |
//! | `policy` | `Content-Security-Policy` |
//! | `assets` | how a file is served: type, CORS, compression, caching |
//! | `artefacts` | the manifest and what it names |
//! | `visit` | a page, and all it leads to |
//! | `finding` | codes, levels, sentences |
//!
//! Nothing is sent but GET requests, and no script is run: what a page's scripts put in is not seen.

mod artefacts;
mod assets;
mod fetch;
mod finding;
mod hooked;
mod page;
mod policy;
mod proof;
mod visit;

use std::{io::Write, path::Path, time::Duration};

use serde::Serialize;
use url::Url;

use self::{
    fetch::Site,
    finding::{Finding, Findings, Level},
    visit::Visit,
};
use super::{args::DoctorArguments, clock, failure::Failure};
use crate::compile::{MANIFEST_FILE, Published, verify};

/// The answer of `--json`.
#[derive(Serialize)]
struct Report<'a> {
    target: &'a str,
    errors: usize,
    warnings: usize,
    findings: &'a [Finding],
}

pub(super) fn run(arguments: &DoctorArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let target = arguments.target.as_str();
    let mut findings = Findings::default();
    let timeout = Duration::from_secs(arguments.timeout.get());
    let (site, pages) = opened(target, timeout)?;
    for page in pages {
        let mut visit = Visit {
            site: &site,
            page,
            timeout,
            now: clock::now()?,
            max_age_days: i64::from(arguments.max_age),
            findings: &mut findings,
        };
        if visit.page.path().ends_with(MANIFEST_FILE) {
            let url = visit.page.clone();
            artefacts::look(&mut visit, &url, None);
            if let Site::Folder(folder) = &site {
                records(folder, &mut findings);
            }
        } else {
            visit::page(&mut visit);
        }
    }
    let errors = findings.count(Level::Error);
    let warnings = findings.count(Level::Warning);
    let found = findings.sorted();
    if arguments.json {
        let report = Report {
            target,
            errors,
            warnings,
            findings: &found,
        };
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
    } else {
        print(target, &found, out)?;
    }
    out.flush()?;
    if errors + warnings == 0 {
        return Ok(());
    }
    Err(Failure::told(format!(
        "{target}: {} and {}, named above with what to do",
        counted(errors, "error"),
        counted(warnings, "warning"),
    )))
}

fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// Where to look, and at which pages.
fn opened(target: &str, timeout: Duration) -> Result<(Site, Vec<Url>), Failure> {
    if let Ok(url) = Url::parse(target)
        && matches!(url.scheme(), "http" | "https")
    {
        return Ok((Site::web(timeout), vec![url]));
    }
    let folder = Path::new(target);
    if !folder.is_dir() {
        return Err(Failure::told(format!(
            "{target} is neither a web address nor a folder: give the address of a product page, \
             https://…, or the folder that `tandem build` wrote"
        )));
    }
    let names = std::fs::read_dir(folder)
        .map_err(|error| Failure::told(format!("{target} cannot be read: {error}")))?;
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".html") && name != "report.html")
        .collect();
    names.sort();
    if folder.join(MANIFEST_FILE).is_file() || names.is_empty() {
        names.push(MANIFEST_FILE.to_owned());
    }
    let (site, base) = Site::folder(folder).ok_or_else(|| Failure::told("no such folder"))?;
    let pages = names.iter().filter_map(|name| base.join(name).ok());
    Ok((site, pages.collect()))
}

/// What only a folder can be asked for: every record of its table and catalogue.
fn records(folder: &Path, findings: &mut Findings) {
    // A manifest that cannot be read was told already.
    if Published::open(folder).is_err() {
        return;
    }
    for fault in verify(folder) {
        findings.error(
            "changed",
            &folder.display().to_string(),
            fault.to_string(),
            "copy the folder again, whole, or build it again",
        );
    }
}

fn print(target: &str, found: &[Finding], out: &mut dyn Write) -> Result<(), Failure> {
    for finding in found {
        let level = finding.level.as_str();
        writeln!(out, "{level}[{}]: {}", finding.code, finding.message)?;
        writeln!(out, "  at: {}", finding.at)?;
        writeln!(out, "  do: {}", finding.remedy)?;
    }
    if found.iter().all(|finding| finding.level == Level::Note) {
        writeln!(out, "{target}: nothing wrong")?;
    }
    Ok(())
}
