//! One file: does it come, may the page read it, is it served as what it is, packed, kept.

use url::Url;

use super::{
    fetch::Answer,
    visit::{Visit, missing},
};

/// What is fetched, for sentences and findings.
pub(super) struct Wanted {
    pub(super) what: &'static str,
    /// The finding's code where it does not come.
    pub(super) code: &'static str,
    pub(super) most_bytes: u64,
    /// Whether a browser asks for a CORS header where it is of another origin.
    pub(super) is_cross_checked: bool,
}

/// A day, in seconds.
const DAY: u64 = 86_400;

/// What is named by its content may be kept for at least so long.
const LEAST_KEPT_SECONDS: u64 = 30 * DAY;

/// What keeps its name from build to build may be kept for at most so long.
const MOST_KEPT_SECONDS: u64 = DAY;

/// Smaller files are not worth packing.
const WORTH_PACKING_BYTES: usize = 1_024;

/// Fetches a file, and says what stands in the way.
pub(super) fn fetch(visit: &mut Visit<'_>, url: &Url, wanted: &Wanted) -> Option<Answer> {
    let at = visit.site.name(url);
    let what = wanted.what;
    if visit.site.is_elsewhere(url) {
        let said = format!("{what} lies on a host, which a look at a folder does not ask");
        let remedy = "run tandem doctor on the address of the page";
        visit.findings.note("elsewhere", &at, said, remedy);
        return None;
    }
    if visit.page.scheme() == "https" && url.scheme() == "http" {
        visit.findings.error(
            "mixed-content",
            &at,
            format!("the page is https and {what} is http: browsers block it"),
            "write https:// in the tag, and serve the files by https",
        );
        return None;
    }
    let page_origin = visit.page.origin();
    let origin = page_origin.ascii_serialization();
    let is_foreign = wanted.is_cross_checked && url.origin() != page_origin;
    let asked = visit.site.get(
        url,
        wanted.most_bytes,
        is_foreign.then_some(origin.as_str()),
    );
    let answer = match asked {
        Ok(answer) => answer,
        Err(trouble) => {
            missing(visit, url, wanted, &trouble);
            return None;
        }
    };
    if answer.hops > 0 {
        let said = format!("{what} is redirected to {}", answer.url);
        let remedy = "write the final address, which saves shoppers the way round";
        if url == &visit.page {
            visit.findings.note("redirects", &at, said, "nothing to do");
        } else {
            visit.findings.warning("redirects", &at, said, remedy);
        }
        if visit.page.scheme() == "https" && answer.url.scheme() == "http" {
            visit.findings.error(
                "mixed-content",
                &at,
                format!("{what} is redirected from https to http: browsers block it"),
                "redirect to https, or not at all",
            );
        }
    }
    if !(200..300).contains(&answer.status) {
        visit.findings.error(
            wanted.code,
            &at,
            format!("the host answers {} for {what}", answer.status),
            match answer.status {
                401 | 403 => "let everybody read the file: shoppers are not logged in there",
                404 | 410 => "upload the file there, or correct the address",
                _ => "try again; if it stays so, look into the host's log",
            },
        );
        return None;
    }
    if wanted.is_cross_checked && answer.is_from_host() && answer.url.origin() != page_origin {
        cross_origin(visit, &answer, &at, &origin, what);
    }
    Some(answer)
}

fn cross_origin(visit: &mut Visit<'_>, answer: &Answer, at: &str, origin: &str, what: &str) {
    let allowed: Vec<&str> = answer
        .all("access-control-allow-origin")
        .map(str::trim)
        .collect();
    if matches!(allowed.as_slice(), [one] if *one == "*" || *one == origin) {
        return;
    }
    let said = match allowed.as_slice() {
        [] => format!(
            "the host lets no page of {origin} read {what}: it sends no Access-Control-Allow-Origin"
        ),
        other => format!(
            "the host lets no page of {origin} read {what}: Access-Control-Allow-Origin is {:?}",
            other.join(", ")
        ),
    };
    let remedy = "have the host send Access-Control-Allow-Origin: * for these files, once";
    visit.findings.error("no-cors", at, said, remedy);
}

/// Types that browsers take for scripts.
fn is_script(mime: &str) -> bool {
    matches!(
        mime,
        "text/javascript"
            | "application/javascript"
            | "application/x-javascript"
            | "text/ecmascript"
    )
}

fn mime(visit: &mut Visit<'_>, answer: &Answer, what: &str, right: &str, is_error: bool) {
    let at = visit.site.name(&answer.url);
    let given = match answer.mime() {
        given if given.is_empty() => "no type".to_owned(),
        given => given,
    };
    let remedy = format!("set the file's Content-Type to {right} on the host");
    if is_error {
        let said = format!("{what} is served as {given}, and browsers refuse it");
        visit.findings.error("mime", &at, said, &remedy);
    } else {
        let said = format!("{what} is served as {given}: it works, but not as well as it could");
        visit.findings.warning("mime", &at, said, &remedy);
    }
}

/// A script's type. Modules are refused for a wrong one, other scripts for some and by `nosniff`.
pub(super) fn script(visit: &mut Visit<'_>, answer: &Answer, what: &str, is_module: bool) {
    let type_given = answer.mime();
    if answer.is_from_host() && !is_script(&type_given) {
        let sniff = answer.header("x-content-type-options").unwrap_or_default();
        let main_type = type_given.split('/').next().unwrap_or_default();
        let is_refused = is_module
            || sniff.trim().eq_ignore_ascii_case("nosniff")
            || matches!(main_type, "image" | "audio" | "video")
            || matches!(type_given.as_str(), "text/html" | "text/csv");
        mime(visit, answer, what, "text/javascript", is_refused);
    }
}

/// The wasm's type and its first bytes; whether it is wasm at all.
pub(super) fn wasm(visit: &mut Visit<'_>, answer: &Answer, what: &'static str) -> bool {
    if !answer.body.starts_with(b"\0asm") {
        let at = visit.site.name(&answer.url);
        let said = format!("{what} is no wasm: the host sends something else in its place");
        let remedy = "upload the file again, unchanged and as binary";
        visit.findings.error("changed", &at, said, remedy);
        return false;
    }
    if answer.is_from_host() && answer.mime() != "application/wasm" {
        mime(visit, answer, what, "application/wasm", false);
    }
    true
}

/// JSON's type. The widget reads it whatever it is called; packing on the way goes by it.
pub(super) fn json(visit: &mut Visit<'_>, answer: &Answer, what: &'static str) {
    let given = answer.mime();
    if answer.is_from_host() && !matches!(given.as_str(), "application/json" | "text/json") {
        mime(visit, answer, what, "application/json", false);
    }
}

/// Whether it is packed on the way.
pub(super) fn compressed(visit: &mut Visit<'_>, answer: &Answer, what: &str) {
    if !answer.is_from_host() || answer.body.len() < WORTH_PACKING_BYTES {
        return;
    }
    let packed = answer.header("content-encoding").unwrap_or_default().trim();
    let is_plain = packed.is_empty() || packed.eq_ignore_ascii_case("identity");
    if is_plain && !visit.site.packs_otherwise(&answer.url) {
        let at = visit.site.name(&answer.url);
        let said = format!(
            "{what}, {} bytes, is not compressed on its way",
            answer.body.len()
        );
        let remedy = "switch on gzip or Brotli for .js, .wasm and .json on the host or CDN";
        visit.findings.warning("not-compressed", &at, said, remedy);
    }
}

/// How long caches keep an answer, in seconds; `None` where it does not say.
fn kept_seconds(answer: &Answer) -> Option<u64> {
    let given = answer.header("cache-control")?.to_ascii_lowercase();
    let mut kept = None;
    for word in given.split(',').map(str::trim) {
        if matches!(word, "no-store" | "no-cache") {
            return Some(0);
        }
        if let Some(seconds) = word.strip_prefix("max-age=") {
            kept = seconds.trim_matches('"').parse().ok();
        }
    }
    kept
}

/// A file named by its content: kept for a year.
pub(super) fn kept_for_good(visit: &mut Visit<'_>, answer: &Answer, what: &str) {
    if !answer.is_from_host() {
        return;
    }
    let kept = kept_seconds(answer);
    if kept.is_none_or(|seconds| seconds < LEAST_KEPT_SECONDS) {
        let at = visit.site.name(&answer.url);
        let said = match kept {
            None => format!("browsers are not told that they may keep {what}"),
            Some(seconds) => format!("browsers may keep {what} for {seconds} seconds only"),
        };
        let remedy = "its name changes with its content: send Cache-Control: public, max-age=31536000, immutable";
        visit.findings.warning("caching", &at, said, remedy);
    }
}

/// A file that keeps its name: not for long.
pub(super) fn short_lived(visit: &mut Visit<'_>, answer: &Answer, what: &str) {
    if !answer.is_from_host() {
        return;
    }
    if let Some(seconds) = kept_seconds(answer).filter(|seconds| *seconds > MOST_KEPT_SECONDS) {
        let at = visit.site.name(&answer.url);
        let days = seconds / DAY;
        let said =
            format!("browsers keep {what} for {days} days: shoppers get the old one so long");
        let remedy = "its name stays the same from build to build: send Cache-Control: max-age=300";
        visit.findings.warning("caching", &at, said, remedy);
    }
}

/// The first `<start><hash><end>` that a script names.
pub(super) fn named(text: &str, start: &str, end: &str) -> Option<String> {
    text.split(start).skip(1).find_map(|rest| {
        let (hash, _) = rest.split_once(end)?;
        let is_hash = !hash.is_empty()
            && hash.len() <= 64
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| format!("{start}{hash}{end}"))
    })
}
