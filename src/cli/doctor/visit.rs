//! Looking at a page: its tag, its policies, its boxes; then at what the tag leads to.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{
    artefacts,
    assets::{self, Wanted},
    fetch::{Answer, Site, Trouble},
    finding::Findings,
    page::{Page, Tag},
    policy::{Policy, Proof},
    proof,
};

/// A page's largest size.
const MAX_PAGE_BYTES: u64 = 16 << 20;

/// A loader's largest size: it is some 6 KB.
const MAX_LOADER_BYTES: u64 = 1 << 20;

/// The glue's and the wasm's largest size.
const MAX_WIDGET_BYTES: u64 = 16 << 20;

/// One visit, and what it has found so far.
pub(super) struct Visit<'a> {
    pub(super) site: &'a Site,
    /// The page's address, after redirects.
    pub(super) page: Url,
    pub(super) timeout: Duration,
    pub(super) now: Timestamp,
    pub(super) max_age_days: i64,
    pub(super) findings: &'a mut Findings,
}

const PASTE: &str = "paste the tag that docs/embed.md gives, \
     <script async src=\"…/tandem.js\" data-manifest=\"…/manifest.json\"></script>, into the theme, once";

/// Fetches the page and looks at all it leads to.
pub(super) fn page(visit: &mut Visit<'_>) {
    let at = visit.site.name(&visit.page);
    let wanted = Wanted {
        what: "the page",
        code: "page-unreachable",
        most_bytes: MAX_PAGE_BYTES,
        is_cross_checked: false,
    };
    let url = visit.page.clone();
    let Some(answer) = assets::fetch(visit, &url, &wanted) else {
        return;
    };
    visit.page = answer.url.clone();
    let page = Page::read(&answer.text());
    let Some(tag) = tag(visit, &page, &at) else {
        return;
    };
    let base = page
        .base
        .as_deref()
        .and_then(|base| visit.page.join(base).ok())
        .unwrap_or_else(|| visit.page.clone());
    let policies = policies(&answer, &page);
    platform(visit, &page, tag, &at);
    let embed = loader(visit, tag, &base, &policies);
    let manifest = tag.manifest.as_deref().unwrap_or("manifest.json");
    let from = if tag.manifest.is_some() {
        Some(&base)
    } else {
        embed.as_ref()
    };
    let known = from
        .and_then(|from| from.join(manifest).ok())
        .and_then(|url| {
            fetch_policy(visit, &policies, &url, "the manifest");
            artefacts::look(visit, &url, tag.key.as_deref())
        });
    places(visit, &page, known.as_ref(), &at);
}

/// The one tag that counts.
fn tag<'p>(visit: &mut Visit<'_>, page: &'p Page, at: &str) -> Option<&'p Tag> {
    let Some(tag) = page.tags.first() else {
        no_tag(visit, page, at);
        return None;
    };
    if page.tags.len() > 1 {
        visit.findings.warning(
            "two-tags",
            at,
            format!(
                "the page has {} tags of the loader; only the first counts",
                page.tags.len()
            ),
            "take out all but one: often the theme has one and a plug-in another",
        );
    }
    Some(tag)
}

/// Where the page as it is sent has no tag: none, or one that a script puts in.
fn no_tag(visit: &mut Visit<'_>, page: &Page, at: &str) {
    let findings = &mut visit.findings;
    let Some(manager) = page.manager else {
        let what =
            "the page as it is sent has no tag of Tandem's loader, tandem.js, and no tag manager \
                    was seen that may put it in"
                .to_owned();
        findings.error("no-tag", at, what, PASTE);
        return;
    };
    findings.warning(
        "no-tag",
        at,
        format!(
            "the page as it is sent has no tag of Tandem's loader, tandem.js. It has {manager}, which \
             may put it in: no script is run here, so that this is not seen, nor anything that \
             follows from the tag"
        ),
        "open the page in a browser and enter window.tandem.version in its console; where that is \
         undefined, paste the tag that docs/embed.md gives into the theme: there it also loads \
         earlier. Look at the files alone with `tandem doctor` and the manifest's address",
    );
}

fn policies(answer: &Answer, page: &Page) -> Vec<Policy> {
    let headers = answer.all("content-security-policy");
    let metas = page.policies.iter().map(String::as_str);
    headers.chain(metas).flat_map(Policy::of_header).collect()
}

/// Which cart the widget would take.
fn platform(visit: &mut Visit<'_>, page: &Page, tag: &Tag, at: &str) {
    let (what, remedy) = match (tag.shop.as_deref(), page.platform()) {
        (Some(named), _) => (format!("the tag names the cart of \"{named}\""), "nothing to do"),
        (None, Some(seen)) => (
            format!("the page is seen to be of \"{seen}\": the widget takes its cart"),
            "nothing to do; data-shop on the tag names another",
        ),
        (None, None) => (
            "no shop system is recognised: boxes have links, and no button, unless a script of the \
             page brings an adapter"
                .to_owned(),
            "where this is one of the systems in docs/shops.md, name it on the tag: data-shop=\"…\"",
        ),
    };
    visit.findings.note("platform", at, what, remedy);
}

/// Looks at the loader and what it imports; gives the folder of the embed files.
fn loader(visit: &mut Visit<'_>, tag: &Tag, base: &Url, policies: &[Policy]) -> Option<Url> {
    let folder = tag.base.as_deref().or(tag.src.as_deref());
    let Some(folder) = folder.and_then(|folder| base.join(folder).ok()) else {
        let what = "the tag names no address of the loader that can be read".to_owned();
        let at = visit.site.name(&visit.page);
        visit.findings.error("loader-unreachable", &at, what, PASTE);
        return None;
    };
    let source = tag.src.as_deref().and_then(|src| base.join(src).ok());
    let url = source.or_else(|| folder.join("tandem.js").ok())?;
    let proof = Proof {
        nonce: tag.nonce.as_deref(),
        integrity: tag.integrity.as_deref(),
    };
    script_policy(visit, policies, &url, proof);
    let wanted = Wanted {
        what: "the loader",
        code: "loader-unreachable",
        most_bytes: MAX_LOADER_BYTES,
        is_cross_checked: tag.needs_cors,
    };
    let loader = assets::fetch(visit, &url, &wanted)?;
    proof::of_tag(visit, tag.integrity.as_deref(), tag.needs_cors, &loader);
    assets::script(visit, &loader, "the loader", false);
    assets::compressed(visit, &loader, "the loader");
    assets::short_lived(visit, &loader, "the loader");
    let text = loader.text();
    let glue = assets::named(&text, "tandem_widget-", ".js");
    let wasm = assets::named(&text, "tandem_widget_bg-", ".wasm");
    let (Some(glue), Some(wasm)) = (glue, wasm) else {
        let at = visit.site.name(&loader.url);
        let what = "this is no packed loader of Tandem: it names no widget".to_owned();
        let remedy = "upload tandem.js and all files beside it from dist/embed, unchanged";
        visit
            .findings
            .error("loader-unreachable", &at, what, remedy);
        return Some(folder);
    };
    if let Ok(url) = folder.join(&glue) {
        widget(visit, &url, "the widget's script", |visit, answer, what| {
            assets::script(visit, answer, what, true);
            proof::of_loader(visit, &text, answer, what);
        });
        // A nonce passes on to what the script imports, a digest does not.
        let proof = Proof {
            integrity: None,
            ..proof
        };
        script_policy(visit, policies, &url, proof);
    }
    if let Ok(url) = folder.join(&wasm) {
        fetch_policy(visit, policies, &url, "the widget's wasm");
        widget(visit, &url, "the widget's wasm", |visit, answer, what| {
            if assets::wasm(visit, answer, what) {
                proof::of_loader(visit, &text, answer, what);
            }
        });
    }
    wasm_policy(visit, policies);
    Some(folder)
}

fn widget(
    visit: &mut Visit<'_>,
    url: &Url,
    what: &'static str,
    judge: impl Fn(&mut Visit<'_>, &Answer, &'static str),
) {
    let wanted = Wanted {
        what,
        code: "widget-unreachable",
        most_bytes: MAX_WIDGET_BYTES,
        is_cross_checked: true,
    };
    if let Some(answer) = assets::fetch(visit, url, &wanted) {
        judge(visit, &answer, what);
        assets::compressed(visit, &answer, what);
        assets::kept_for_good(visit, &answer, what);
    }
}

fn script_policy(visit: &mut Visit<'_>, policies: &[Policy], url: &Url, proof: Proof<'_>) {
    let page = visit.page.clone();
    if !policies
        .iter()
        .all(|policy| policy.allows_script(url, &page, proof))
    {
        let what = format!("the page's Content-Security-Policy forbids the script {url}");
        blocked(visit, what, &format!("add to script-src: {}", origin(url)));
    }
}

fn fetch_policy(visit: &mut Visit<'_>, policies: &[Policy], url: &Url, what: &str) {
    let page = visit.page.clone();
    if !policies
        .iter()
        .all(|policy| policy.allows_fetch(url, &page))
    {
        let what = format!("the page's Content-Security-Policy forbids fetching {what}, {url}");
        blocked(visit, what, &format!("add to connect-src: {}", origin(url)));
    }
    if !policies
        .iter()
        .all(|policy| policy.allows_fetch(&page, &page))
    {
        let what =
            "the page's Content-Security-Policy forbids asking the shop's own cart".to_owned();
        blocked(visit, what, "add to connect-src: 'self'");
    }
}

fn wasm_policy(visit: &mut Visit<'_>, policies: &[Policy]) {
    if !policies.iter().all(Policy::allows_wasm) {
        let what = "the page's Content-Security-Policy forbids running wasm".to_owned();
        blocked(visit, what, "add to script-src: 'wasm-unsafe-eval'");
    }
}

fn blocked(visit: &mut Visit<'_>, what: String, remedy: &str) {
    let at = visit.site.name(&visit.page);
    let remedy = format!("{remedy} (docs/embed.md, Policies)");
    visit.findings.error("csp", &at, what, &remedy);
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Boxes, and whether there is anything to show in them.
fn places(visit: &mut Visit<'_>, page: &Page, known: Option<&artefacts::Known>, at: &str) {
    if page.places.is_empty() {
        visit.findings.error(
            "no-box",
            at,
            "the page has no place for a box".to_owned(),
            "put <tandem-offers placement=\"product\"></tandem-offers> where it is to stand, or \
             <div data-tandem=\"product\"></div> in a theme that strips unknown elements; where a \
             script of the page puts it in, this is no fault",
        );
        return;
    }
    for place in &page.places {
        if place.placement != "product" {
            continue;
        }
        let Some(product) = place.product.clone().or_else(|| page.product()) else {
            visit.findings.error(
                "no-product",
                at,
                "the box cannot tell which product the page is about: there is no product \
                 attribute, no JSON-LD Product, no product:retailer_item_id and no form of a shop \
                     system that is known"
                    .to_owned(),
                "give the box the product's SKU: <tandem-offers product=\"…\">",
            );
            continue;
        };
        if known.is_some_and(|known| !known.has(&product)) {
            visit.findings.warning(
                "unknown-product",
                at,
                format!("the table does not know the page's product, {product:?}"),
                "a product without orders has no suggestions yet; else check that this is the id \
                 that the order export has (`tandem inspect DIR --item SKU`), and build again",
            );
        }
    }
}

/// A file that does not come.
pub(super) fn missing(visit: &mut Visit<'_>, url: &Url, wanted: &Wanted, trouble: &Trouble) {
    let at = visit.site.name(url);
    let what = wanted.what;
    let (code, said, remedy) = match trouble {
        Trouble::Timeout => (
            "timeout",
            format!(
                "{what} did not come within {} seconds",
                visit.timeout.as_secs()
            ),
            "try again; if it stays so, ask the host why it is slow",
        ),
        Trouble::TooLarge(most) => (
            "too-large",
            format!("{what} is larger than {most} bytes"),
            "check that the address leads to the file that was uploaded",
        ),
        Trouble::Redirects => (
            "redirects",
            format!("{what} is redirected again and again"),
            "end the loop in the host's redirect rules, or give the final address",
        ),
        Trouble::Astray(to) => (
            "redirects",
            format!("{what} is redirected to {to:?}, which is no web address"),
            "correct the host's redirect rule",
        ),
        Trouble::NoFile => (
            wanted.code,
            format!("{what} is not there"),
            "copy the file there, or correct the address in the page",
        ),
        Trouble::Unreachable(why) => (
            wanted.code,
            format!("{what} cannot be fetched: {why}"),
            "check the address, that the host is up, and its certificate",
        ),
    };
    visit.findings.error(code, &at, said, remedy);
}
