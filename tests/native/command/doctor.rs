//! `doctor` on a shop whose every fault can be switched on by itself.

mod host;

use std::{fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use host::{Host, Reply};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    shop,
    sign::{ANOTHER, KEY, PUBLIC},
};
use crate::driver::{Ran, Scratch};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const SHORT: &str = "max-age=300";
const GLUE: &str = "/embed/tandem_widget-0011aa.js";
const WASM: &str = "/embed/tandem_widget_bg-22bb33.wasm";
const LOADER: &str = "/embed/tandem.js";
const MANIFEST: &str = "/shop/manifest.json";
const PAGE: &str = "/product";

/// A shop on one host and its static files on another.
struct Site {
    scratch: Scratch,
    shop: Host,
    files: Host,
    rules: String,
    catalog: String,
}

impl Site {
    /// One at which nothing is wrong.
    fn healthy() -> Self {
        let scratch = Scratch::new();
        shop::built(&scratch, "public");
        let (shop, files) = (Host::new(), Host::new());
        let loader = format!("import({:?});load({:?})", &GLUE[7..], &WASM[7..]);
        files.serve(LOADER, "text/javascript; charset=utf-8", SHORT, loader);
        files.serve(GLUE, "text/javascript", FOR_GOOD, "export default 1");
        files.serve(WASM, "application/wasm", FOR_GOOD, b"\0asm\x01\0\0\0");
        let mut site = Self {
            rules: String::new(),
            catalog: String::new(),
            scratch,
            shop,
            files,
        };
        for entry in fs::read_dir(site.public()).expect("a folder") {
            let name = entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8");
            let path = format!("/shop/{name}");
            let Ok(bytes) = fs::read(site.public().join(&name)) else {
                continue;
            };
            match name.split(['-', '.']).next() {
                Some("manifest") => {
                    site.files.serve(&path, "application/json", SHORT, bytes);
                    // Whatever its size, it came packed.
                    site.pack(&path);
                }
                Some("rules") => {
                    site.files
                        .serve(&path, "application/octet-stream", FOR_GOOD, bytes);
                    site.rules = path;
                }
                Some("catalog") => {
                    site.files.serve(&path, "application/gzip", FOR_GOOD, bytes);
                    site.catalog = path;
                }
                _ => {}
            }
        }
        site.page(&site.tag(), "<tandem-offers product=P010></tandem-offers>");
        site
    }

    fn public(&self) -> std::path::PathBuf {
        self.scratch.path().join("public")
    }

    fn tag(&self) -> String {
        let host = &self.files.origin;
        format!("<script async src=\"{host}{LOADER}\" data-manifest=\"{host}{MANIFEST}\"></script>")
    }

    fn page(&self, head: &str, body: &str) {
        let html = format!("<!doctype html><head>{head}</head><body>{body}</body>");
        self.shop.serve(PAGE, "text/html", "no-cache", html);
    }

    fn pack(&self, path: &str) {
        self.files.body(path, |body| {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut packed, body).expect("memory");
            *body = packed.finish().expect("memory");
        });
        self.files.header(path, "content-encoding", "gzip");
    }

    fn look(&self, arguments: &[&str]) -> Ran {
        look(
            &self.scratch,
            &format!("{}{PAGE}", self.shop.origin),
            arguments,
        )
    }

    /// Puts the tag with more attributes into the page.
    fn tag_with(&self, attributes: &str) {
        let tag = self
            .tag()
            .replacen("<script", &format!("<script {attributes}"), 1);
        self.page(&tag, "<tandem-offers product=P010></tandem-offers>");
    }

    /// Signs the folder and serves the signature.
    fn sign(&self) {
        self.scratch.file("tandem.key", KEY);
        let arguments = ["sign", "public", "--key", "tandem.key"];
        self.scratch.tandem(&arguments).expect_code(0);
        for entry in fs::read_dir(self.public()).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            if name.ends_with(".sig") {
                let bytes = fs::read(&path).expect("a signature");
                let at = format!("/shop/{name}");
                self.files
                    .serve(&at, "application/octet-stream", FOR_GOOD, bytes);
            }
        }
    }

    /// The codes of what is wrong, each once, in order of the alphabet.
    fn wrong(&self) -> Vec<String> {
        let url = format!("{}{PAGE}", self.shop.origin);
        wrong(&self.scratch, &url)
    }
}

fn look(scratch: &Scratch, target: &str, arguments: &[&str]) -> Ran {
    let mut all = vec!["doctor", target, "--timeout", "2"];
    all.extend(arguments);
    let mut command = scratch.command(&all);
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    Ran::from(command.output().expect("the program runs"))
}

fn wrong(scratch: &Scratch, target: &str) -> Vec<String> {
    let ran = look(scratch, target, &["--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let mut codes: Vec<String> = Vec::new();
    for finding in report["findings"].as_array().expect("a list") {
        for field in ["at", "message", "remedy"] {
            assert_ne!(finding[field].as_str().unwrap_or_default(), "", "{finding}");
        }
        if finding["level"] != "note" {
            codes.push(finding["code"].as_str().expect("a code").to_owned());
        }
    }
    codes.sort();
    codes.dedup();
    assert_eq!(ran.code, i32::from(!codes.is_empty()), "{}", ran.stderr);
    codes
}

#[test]
fn a_healthy_site_is_clean() {
    let site = Site::healthy();
    let ran = site.look(&[]).expect_code(0);
    assert!(ran.stdout.contains("note[platform]"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("nothing wrong\n"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

/// One fault, and the code it has.
type Fault = (&'static str, fn(&Site));

#[test]
fn each_fault_is_told_by_its_code_alone() {
    const FAULTS: &[Fault] = &[
        ("no-tag", |site| {
            site.page("", "<tandem-offers></tandem-offers>")
        }),
        ("no-tag", |site| {
            site.page(
                "<script async src='https://www.googletagmanager.com/gtm.js?id=GTM-1'></script>",
                "<tandem-offers></tandem-offers>",
            );
        }),
        ("two-tags", |site| {
            site.page(
                &site.tag().repeat(2),
                "<tandem-offers product=P010></tandem-offers>",
            );
        }),
        ("loader-unreachable", |site| site.files.status(LOADER, 404)),
        ("loader-unreachable", |site| {
            site.files.body(LOADER, |body| *body = b"alert(1)".into())
        }),
        ("widget-unreachable", |site| site.files.status(GLUE, 403)),
        ("widget-unreachable", |site| site.files.status(WASM, 500)),
        ("no-manifest", |site| site.files.status(MANIFEST, 404)),
        ("bad-manifest", |site| {
            site.files.serve(MANIFEST, "text/html", SHORT, "<html>")
        }),
        ("bad-manifest", |site| {
            site.files
                .serve(MANIFEST, "application/json", SHORT, "{\"format\":99}");
        }),
        ("page-unreachable", |site| site.shop.status(PAGE, 500)),
        ("file-unreachable", |site| {
            site.files.status(&site.rules, 404)
        }),
        ("mime", |site| {
            site.files.header(GLUE, "content-type", "text/plain")
        }),
        ("mime", |site| {
            site.files
                .header(WASM, "content-type", "application/octet-stream")
        }),
        ("mime", |site| {
            site.files.header(MANIFEST, "content-type", "text/plain")
        }),
        ("mime", |site| site.files.header(LOADER, "content-type", "")),
        ("no-cors", |site| {
            site.files
                .header(MANIFEST, "access-control-allow-origin", "")
        }),
        ("no-cors", |site| {
            site.files
                .header(GLUE, "access-control-allow-origin", "https://other.example");
        }),
        ("csp", |site| {
            site.shop
                .header(PAGE, "content-security-policy", "script-src 'self'")
        }),
        ("csp", |site| {
            site.shop
                .header(PAGE, "content-security-policy", "connect-src 'self'");
        }),
        ("csp", |site| {
            let policy = format!("script-src {}", site.files.origin);
            site.shop.header(PAGE, "content-security-policy", &policy);
        }),
        ("csp", |site| {
            let meta = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">";
            site.page(
                &(meta.to_owned() + &site.tag()),
                "<tandem-offers product=P010></tandem-offers>",
            );
        }),
        ("not-compressed", |site| {
            site.files.body(LOADER, |body| body.extend([b' '; 2_000]))
        }),
        ("caching", |site| {
            site.files.header(WASM, "cache-control", "max-age=60")
        }),
        ("caching", |site| {
            site.files.header(&site.rules, "cache-control", "")
        }),
        ("caching", |site| {
            site.files.header(MANIFEST, "cache-control", FOR_GOOD)
        }),
        ("changed", |site| {
            site.files.body(&site.rules, |body| body[20] ^= 1)
        }),
        ("changed", |site| {
            site.files.body(&site.rules, |body| body.truncate(99))
        }),
        ("changed", |site| {
            site.files.body(&site.catalog, |body| body[20] ^= 1)
        }),
        ("changed", |site| {
            site.files.body(WASM, |body| *body = b"<html>".into())
        }),
        ("no-box", |site| site.page(&site.tag(), "")),
        ("no-product", |site| {
            site.page(&site.tag(), "<tandem-offers></tandem-offers>")
        }),
        ("unknown-product", |site| {
            site.page(
                &site.tag(),
                "<div data-tandem=product data-product=NOBODY></div>",
            );
        }),
        ("redirects", |site| {
            let to = vec![("location".to_owned(), "/embed/tandem.js?2".to_owned())];
            site.files.serve(
                "/embed/tandem.js?2",
                "text/javascript",
                SHORT,
                format!("{:?}{:?}", &GLUE[7..], &WASM[7..]),
            );
            site.files.put(LOADER, Reply::Plain(302, to, Vec::new()));
        }),
        ("redirects", |site| {
            let to = vec![("location".to_owned(), LOADER.to_owned())];
            site.files.put(LOADER, Reply::Plain(302, to, Vec::new()));
        }),
        ("redirects", |site| {
            let to = vec![("location".to_owned(), "file:///etc/passwd".to_owned())];
            site.files.put(LOADER, Reply::Plain(302, to, Vec::new()));
        }),
        ("timeout", |site| {
            site.files.put(&site.catalog, Reply::Silent)
        }),
        ("too-large", |site| site.shop.put(PAGE, Reply::Endless)),
    ];
    let site = Site::healthy();
    assert_eq!(site.wrong(), [""; 0]);
    for (place, (code, spoil)) in FAULTS.iter().enumerate() {
        let site = Site::healthy();
        spoil(&site);
        assert_eq!(site.wrong(), [*code], "fault {place}");
    }
}

/// The digest of these bytes as `integrity` attributes have it.
fn digest(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

#[test]
fn digests_of_the_tag_and_of_the_loader_are_held_against_the_files() {
    let site = Site::healthy();
    let glue = digest(b"export default 1");
    let wasm = digest(b"\0asm\x01\0\0\0");
    let loader = format!(
        "load({:?},{glue:?});load({:?},{wasm:?})",
        &GLUE[7..],
        &WASM[7..]
    );
    site.files
        .serve(LOADER, "text/javascript", SHORT, loader.clone());
    let own = digest(loader.as_bytes());
    site.tag_with(&format!("crossorigin integrity=\"{own}\""));
    assert_eq!(site.wrong(), [""; 0]);

    site.tag_with(&format!("integrity=\"{own}\""));
    assert_eq!(site.wrong(), ["integrity"], "no crossorigin");
    site.tag_with(&format!("crossorigin integrity=\"{glue}\""));
    assert_eq!(site.wrong(), ["integrity"], "another file's digest");

    site.tag_with("");
    site.files
        .serve(GLUE, "text/javascript", FOR_GOOD, "export default 2");
    assert_eq!(site.wrong(), ["integrity"], "another glue");
    site.files
        .serve(GLUE, "text/javascript", FOR_GOOD, "export default 1");
    site.files
        .serve(WASM, "application/wasm", FOR_GOOD, b"\0asm\x02\0\0\0");
    assert_eq!(site.wrong(), ["integrity"], "another wasm");
}

#[test]
fn a_signature_is_asked_for_where_the_tag_has_a_key() {
    let site = Site::healthy();
    site.tag_with(&format!("data-key=\"{ANOTHER}\""));
    assert_eq!(site.wrong(), ["unsigned"], "no signature");
    site.sign();
    assert_eq!(site.wrong(), ["unsigned"], "another's signature");
    site.tag_with(&format!("data-key=\"{PUBLIC}\""));
    assert_eq!(site.wrong(), [""; 0]);
    site.tag_with("data-key=\"none\"");
    assert_eq!(site.wrong(), ["unsigned"], "no key");
}

#[test]
fn a_tag_that_a_tag_manager_may_put_in_is_not_said_to_be_missing() {
    let site = Site::healthy();
    site.page("", "<tandem-offers></tandem-offers>");
    let ran = site.look(&[]);
    assert!(ran.stdout.starts_with("error[no-tag]"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("no tag manager was seen"),
        "{}",
        ran.stdout
    );
    for (script, name) in [
        (
            "<script>(function(w,d,s,l,i){j.src='https://www.googletagmanager.com/gtm.js?id='+i})\
             (window,document,'script','dataLayer','GTM-1')</script>",
            "Google Tag Manager",
        ),
        (
            "<script src='//tags.tiqcdn.com/utag/shop/main/prod/utag.js'></script>",
            "Tealium",
        ),
        (
            "<script src='https://assets.adobedtm.com/launch-1.min.js' async></script>",
            "Adobe's tags",
        ),
    ] {
        site.page(script, "<tandem-offers></tandem-offers>");
        let ran = site.look(&[]);
        assert!(ran.stdout.starts_with("warning[no-tag]"), "{}", ran.stdout);
        let said = format!("It has {name}, which may put it in");
        assert!(ran.stdout.contains(&said), "{}", ran.stdout);
        assert!(
            ran.stdout.contains("window.tandem.version"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn the_product_may_be_in_structured_data() {
    let site = Site::healthy();
    let data = r#"<script type="application/ld+json">{"@type":"Product","sku":"P010"}</script>"#;
    site.page(&(site.tag() + data), "<tandem-offers></tandem-offers>");
    assert_eq!(site.wrong(), [""; 0]);
}

#[test]
fn the_documented_policy_lets_everything_pass() {
    let site = Site::healthy();
    let host = &site.files.origin;
    let policy = format!("script-src 'wasm-unsafe-eval' {host}; connect-src 'self' {host}");
    site.shop.header(PAGE, "content-security-policy", &policy);
    assert_eq!(site.wrong(), [""; 0]);
}

#[test]
fn a_catalogue_that_its_host_unpacks_on_the_way_is_fine() {
    let site = Site::healthy();
    site.files.header(&site.catalog, "content-encoding", "gzip");
    assert_eq!(site.wrong(), [""; 0]);
}

#[test]
fn an_old_table_is_told_with_its_age() {
    let site = Site::healthy();
    // The build's clock and the doctor's stand at the same second, so it ages by its own words.
    let manifest = fs::read_to_string(site.public().join("manifest.json")).expect("a manifest");
    let year = manifest.find("\"built_at\": \"").expect("a time") + 13;
    let mut old = manifest;
    old.replace_range(year..year + 4, "2001");
    site.files.serve(MANIFEST, "application/json", SHORT, old);
    site.pack(MANIFEST);
    let ran = site.look(&[]).expect_code(1);
    assert!(ran.stdout.contains("warning[old-table]"), "{}", ran.stdout);
    assert!(ran.stdout.contains(" days ago"), "{}", ran.stdout);
    site.look(&["--max-age", "100000"]).expect_code(0);
}

#[test]
fn hostile_answers_end_in_findings() {
    let site = Site::healthy();
    for bytes in [
        &b""[..],
        b"\0\xff\xfe\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\x01\x02garbage\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551616\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope",
        b"HTTP/1.1 302 X\r\nlocation: http://[\r\ncontent-length: 0\r\n\r\n",
    ] {
        site.shop.put(PAGE, Reply::Raw(bytes.into()));
        let wrong = site.wrong();
        assert_eq!(wrong.len(), 1, "{wrong:?} for {bytes:?}");
    }
    let endless = [&b"HTTP/1.1 200 OK\r\nx: "[..], &[b'a'; 1 << 20]].concat();
    site.shop.put(PAGE, Reply::Raw(endless));
    assert_eq!(site.wrong(), ["page-unreachable"]);
    site.page(
        "\x1b[2J<script src='tandem.js\x1b[31m' data-manifest=':'></script>",
        "<p",
    );
    assert!(!site.look(&[]).stdout.contains('\x1b'));
}

#[test]
fn folders_are_looked_at_too() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    look(&scratch, "public", &[]).expect_code(0);
    scratch.file(
        "public/embed/tandem.js",
        format!("{:?} {:?}", &GLUE[7..], &WASM[7..]),
    );
    scratch.file(&format!("public{GLUE}"), "");
    scratch.file(&format!("public{WASM}"), b"\0asm");
    let page = "<script src=/embed/tandem.js data-manifest=manifest.json></script><tandem-offers product=P010>";
    scratch.file("public/index.html", page);
    assert_eq!(wrong(&scratch, "public"), [""; 0]);
    fs::remove_file(scratch.path().join(format!("public{WASM}"))).expect("a file");
    assert_eq!(wrong(&scratch, "public"), ["widget-unreachable"]);
    spoil(&scratch.path().join("public"));
    assert_eq!(wrong(&scratch, "public"), ["changed", "widget-unreachable"]);
    fs::create_dir(scratch.path().join("empty")).expect("a folder");
    assert_eq!(wrong(&scratch, "empty"), ["no-manifest"]);
}

fn spoil(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "tdm") {
            let mut bytes = fs::read(&path).expect("a table");
            *bytes.last_mut().expect("a byte") ^= 1;
            fs::write(&path, bytes).expect("a written table");
        }
    }
}

#[test]
fn a_target_that_is_neither_is_refused_with_what_to_give() {
    let ran = look(&Scratch::new(), "ftp://shop.example/", &[]).expect_code(1);
    assert!(
        ran.stderr.contains("neither a web address nor a folder"),
        "{}",
        ran.stderr
    );
    Scratch::new().tandem(&["doctor"]).expect_code(2);
    Scratch::new()
        .tandem(&["doctor", ".", "--timeout", "0"])
        .expect_code(2);
}
