//! The manifest and what it names: there, whole, of today, served as it should be.

use jiff::Timestamp;
use url::Url;

use super::{
    assets::{self, Wanted},
    fetch::Answer,
    proof,
    visit::Visit,
};
use crate::{
    compile::{FileEntry, MANIFEST_FORMAT, Manifest},
    table::Table,
};

/// A manifest's largest size, as the widget has it.
const MAX_MANIFEST_BYTES: u64 = 1 << 20;

/// The largest file that a manifest may name, as the widget has it.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// How many times its packed size a file may unpack to, as the widget has it.
const MAX_GROWTH: u64 = 64;

const UPLOAD: &str = "upload what `tandem build` wrote, whole, the manifest last";

/// The products that the table knows.
pub(super) struct Known(Table<Vec<u8>>);

impl Known {
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.find_any(key).is_some()
    }
}

/// Looks at the manifest, at its signature where the tag has a key, and at each file it names. `None` where the
/// table cannot be read.
pub(super) fn look(visit: &mut Visit<'_>, url: &Url, key: Option<&str>) -> Option<Known> {
    let what = "the manifest";
    let wanted = Wanted {
        what,
        code: "no-manifest",
        most_bytes: MAX_MANIFEST_BYTES,
        is_cross_checked: true,
    };
    let answer = assets::fetch(visit, url, &wanted)?;
    let manifest = read(visit, &answer)?;
    assets::json(visit, &answer, what);
    assets::short_lived(visit, &answer, what);
    proof::of_key(visit, key, &answer);
    age(visit, &answer, &manifest);
    let rules = &manifest.rules.entry;
    let bytes = file(visit, &answer.url, rules, "the rule table", false);
    for shard in &manifest.catalog.shards {
        file(visit, &answer.url, &shard.entry, "a catalogue part", true);
    }
    for own in &manifest.labelled {
        let what = "a rule table for a segment or tier";
        file(visit, &answer.url, &own.rules.entry, what, false);
        for shard in &own.catalog.shards {
            file(visit, &answer.url, &shard.entry, "a catalogue part", true);
        }
    }
    let at = || {
        answer
            .url
            .join(&rules.file)
            .map_or_else(|_| rules.file.clone(), |url| visit.site.name(&url))
    };
    match Table::open(bytes?) {
        Ok(table) => Some(Known(table)),
        Err(fault) => {
            let at = at();
            let said = format!("the rule table does not open: {fault}");
            visit.findings.error("changed", &at, said, UPLOAD);
            None
        }
    }
}

fn read(visit: &mut Visit<'_>, answer: &Answer) -> Option<Manifest> {
    let at = visit.site.name(&answer.url);
    let format = serde_json::from_slice::<serde_json::Value>(&answer.body);
    let format = format.map(|json| json.get("format").and_then(serde_json::Value::as_u64));
    let said = match format {
        Ok(Some(format)) if format > u64::from(MANIFEST_FORMAT) => {
            let said = format!("the manifest has format {format}, newer than {MANIFEST_FORMAT}");
            let remedy = "install a newer `tandem`, and upload the embed files that came with it";
            visit.findings.error("bad-manifest", &at, said, remedy);
            return None;
        }
        Err(_) if answer.body.trim_ascii_start().starts_with(b"<") => {
            "the host answers with a web page in place of the manifest".to_owned()
        }
        Err(error) => format!("the manifest is no JSON: {error}"),
        Ok(_) => match serde_json::from_slice(&answer.body) {
            Ok(manifest) => return Some(manifest),
            Err(error) => format!("this is no manifest of Tandem: {error}"),
        },
    };
    visit.findings.error("bad-manifest", &at, said, UPLOAD);
    None
}

fn age(visit: &mut Visit<'_>, answer: &Answer, manifest: &Manifest) {
    let Ok(built) = manifest.built_at.parse::<Timestamp>() else {
        return;
    };
    let seconds = visit.now.as_second().saturating_sub(built.as_second());
    let age_days = seconds.div_euclid(86_400);
    if age_days > visit.max_age_days {
        let at = visit.site.name(&answer.url);
        let said = format!(
            "the table was built {age_days} days ago, from orders until {}",
            manifest.data.until
        );
        let remedy = "export newer orders, build again and upload; a schedule does it by itself";
        visit.findings.warning("old-table", &at, said, remedy);
    }
}

/// A file that the manifest names, where it is the one that was built.
fn file(
    visit: &mut Visit<'_>,
    manifest: &Url,
    entry: &FileEntry,
    what: &'static str,
    may_be_packed: bool,
) -> Option<Vec<u8>> {
    let is_plain = !entry.file.is_empty() && !entry.file.contains(['/', '\\', ':', '?', '#', '%']);
    if !is_plain || entry.file.starts_with('.') || entry.bytes > MAX_FILE_BYTES {
        let at = visit.site.name(manifest);
        let said = format!(
            "the manifest names {:?}, {} bytes, which no build writes",
            entry.file, entry.bytes
        );
        visit.findings.error("bad-manifest", &at, said, UPLOAD);
        return None;
    }
    let url = manifest.join(&entry.file).ok()?;
    let growth = if may_be_packed { MAX_GROWTH } else { 1 };
    let wanted = Wanted {
        what,
        code: "file-unreachable",
        // One more, so that a longer file is told by its size and not by a limit.
        most_bytes: entry.bytes.saturating_mul(growth).saturating_add(4_096),
        is_cross_checked: true,
    };
    let answer = assets::fetch(visit, &url, &wanted)?;
    assets::kept_for_good(visit, &answer, what);
    // What the host had unpacked on the way is told by its content, as in the page.
    let was_unpacked = may_be_packed && !answer.body.starts_with(&[0x1f, 0x8b]);
    let is_same = if was_unpacked {
        serde_json::from_slice::<serde_json::Value>(&answer.body).is_ok()
    } else {
        entry.is_of(&answer.body)
    };
    if is_same {
        return Some(answer.body);
    }
    let at = visit.site.name(&answer.url);
    let found = answer.body.len() as u64;
    let said = if answer.body.trim_ascii_start().starts_with(b"<") {
        format!("the host answers with a web page in place of {what}")
    } else if found == entry.bytes {
        format!("{what} is not the file that was built: its SHA-256 differs from the manifest's")
    } else {
        format!(
            "{what} has {found} bytes where the manifest says {}",
            entry.bytes
        )
    };
    visit.findings.error("changed", &at, said, UPLOAD);
    None
}
