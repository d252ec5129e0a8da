//! What vouches for a file: the digests that a tag or the loader names, and the shop's signature.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use url::Url;

use super::{
    assets::{self, Wanted},
    fetch::Answer,
    visit::Visit,
};
use crate::compile::{SignatureFault, accepts, signature_file};

/// A signature's largest size.
const MAX_SIGNATURE_BYTES: u64 = 4_096;

/// Algorithms of Subresource Integrity (W3C), the weakest first.
const ALGORITHMS: [&str; 3] = ["sha256", "sha384", "sha512"];

/// What a browser makes of `integrity`: of the strongest algorithm that it names any digest may be the
/// file's; what names none is not looked at.
fn vouches(integrity: &str, bytes: &[u8]) -> bool {
    let given: Vec<(usize, &str)> = integrity
        .split_ascii_whitespace()
        .filter_map(|word| {
            let (name, digest) = word.split_once('-')?;
            let rank = ALGORITHMS.iter().position(|own| *own == name)?;
            // What comes after `?` is for options, of which there are none yet.
            Some((rank, digest.split('?').next().unwrap_or(digest)))
        })
        .collect();
    let Some(strongest) = given.iter().map(|(rank, _)| *rank).max() else {
        return true;
    };
    let own = match strongest {
        0 => BASE64_STANDARD.encode(Sha256::digest(bytes)),
        1 => BASE64_STANDARD.encode(Sha384::digest(bytes)),
        _ => BASE64_STANDARD.encode(Sha512::digest(bytes)),
    };
    given
        .iter()
        .any(|(rank, digest)| *rank == strongest && *digest == own)
}

/// The loader against the digest in its tag.
pub(super) fn of_tag(
    visit: &mut Visit<'_>,
    integrity: Option<&str>,
    needs_cors: bool,
    loader: &Answer,
) {
    let Some(integrity) = integrity else {
        return;
    };
    let at = visit.site.name(&loader.url);
    if !vouches(integrity, &loader.body) {
        let said =
            "the loader is not the one whose digest the tag's integrity names: browsers refuse it";
        let remedy = "write the digest of dist/embed/integrity.json into the tag, and upload the files it came with";
        visit
            .findings
            .error("integrity", &at, said.to_owned(), remedy);
    } else if !needs_cors && loader.url.origin() != visit.page.origin() && loader.is_from_host() {
        let said = "the tag has integrity and the loader is of another origin: without crossorigin browsers refuse it";
        let remedy = "add crossorigin=\"anonymous\" to the tag";
        visit
            .findings
            .error("integrity", &at, said.to_owned(), remedy);
    }
}

/// A file of the widget against the digests that the loader was packed with.
pub(super) fn of_loader(visit: &mut Visit<'_>, loader: &str, answer: &Answer, what: &str) {
    let digests: Vec<&str> = ALGORITHMS
        .iter()
        .flat_map(|name| loader.match_indices(name))
        .filter_map(|(start, _)| {
            let rest = loader.get(start..)?;
            let end = rest.find(|letter: char| {
                !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '+' | '/' | '=')
            });
            rest.get(..end?)
        })
        .filter(|word| word.contains('-'))
        .collect();
    if digests.is_empty() || digests.iter().any(|digest| vouches(digest, &answer.body)) {
        return;
    }
    let at = visit.site.name(&answer.url);
    let said =
        format!("{what} is not the file that the loader was packed with: browsers refuse it");
    let remedy = "upload tandem.js and all files beside it from dist/embed, unchanged";
    visit.findings.error("integrity", &at, said, remedy);
}

/// The manifest against the key in the tag.
pub(super) fn of_key(visit: &mut Visit<'_>, key: Option<&str>, manifest: &Answer) {
    let Some(key) = key else {
        return;
    };
    let at = visit.site.name(&manifest.url);
    if visit.page.scheme() == "http" && !is_local(&visit.page) {
        let said =
            "the tag has data-key and the page is no https: browsers cannot check signatures there";
        let remedy = "serve the page by https";
        visit
            .findings
            .error("unsigned", &at, said.to_owned(), remedy);
    }
    let what = "the manifest's signature";
    let wanted = Wanted {
        what,
        code: "unsigned",
        most_bytes: MAX_SIGNATURE_BYTES,
        is_cross_checked: true,
    };
    let Ok(url) = manifest.url.join(&signature_file(&manifest.body)) else {
        return;
    };
    let Some(signature) = assets::fetch(visit, &url, &wanted) else {
        return;
    };
    let (said, remedy) = match accepts(&manifest.body, &signature.body, key) {
        Ok(()) => return,
        Err(SignatureFault::NoPublicKey { .. }) => (
            format!("the tag's data-key, {key:?}, is no Ed25519 key"),
            "write the 44 characters there that `tandem sign` prints",
        ),
        Err(_) => (
            "the manifest is not signed by the key in the tag's data-key".to_owned(),
            "sign the folder with that key, `tandem sign`, and upload the .sig file with it",
        ),
    };
    visit.findings.error("unsigned", &at, said, remedy);
}

/// Where browsers trust http as they do https.
fn is_local(page: &Url) -> bool {
    match page.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The digests of "abc", FIPS 180-4, in base64.
    const WEAK: &str = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
    const STRONG: &str = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";

    #[test]
    fn only_the_strongest_algorithm_counts() {
        assert!(vouches(WEAK, b"abc") && vouches(STRONG, b"abc"));
        assert!(!vouches(WEAK, b"abd"));
        assert!(vouches(&format!("{WEAK} sha256-other"), b"abc"));
        assert!(!vouches(&format!("{WEAK} sha384-other"), b"abc"));
        assert!(vouches(&format!("sha256-other {STRONG}?of=script"), b"abc"));
    }

    #[test]
    fn what_names_no_algorithm_is_not_looked_at() {
        assert!(vouches("", b"abc") && vouches("md5-other", b"abc"));
    }
}
