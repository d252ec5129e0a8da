//! `Content-Security-Policy` as far as Tandem needs it: may a script run, may a file be fetched, may
//! wasm be compiled. Every policy of a page has to allow it.

use url::Url;

/// One policy: its directives, of each name the first.
#[derive(Debug)]
pub(super) struct Policy(Vec<(String, Vec<String>)>);

impl Policy {
    /// The policies of one header, which parts them by commas.
    pub(super) fn of_header(header: &str) -> impl Iterator<Item = Self> {
        header.split(',').map(Self::read)
    }

    /// One policy.
    pub(super) fn read(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else {
                continue;
            };
            if directives.iter().all(|(own, _)| *own != name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Self(directives)
    }

    /// The first of these directives that the policy has.
    fn list(&self, names: &[&str]) -> Option<&[String]> {
        names.iter().find_map(|name| {
            let own = self.0.iter().find(|(own, _)| own == name)?;
            Some(own.1.as_slice())
        })
    }

    /// Whether a script tag of this page may run; `nonce` and `integrity` are the tag's own.
    pub(super) fn allows_script(&self, url: &Url, page: &Url, tag: Proof<'_>) -> bool {
        let Some(list) = self.list(&["script-src-elem", "script-src", "default-src"]) else {
            return true;
        };
        if tag.is_in(list) {
            return true;
        }
        let is_strict = has(list, "'strict-dynamic'");
        !is_strict && list.iter().any(|source| allows(source, url, page))
    }

    /// Whether something may be fetched.
    pub(super) fn allows_fetch(&self, url: &Url, page: &Url) -> bool {
        self.list(&["connect-src", "default-src"])
            .is_none_or(|list| list.iter().any(|source| allows(source, url, page)))
    }

    /// Whether wasm may be compiled.
    pub(super) fn allows_wasm(&self) -> bool {
        self.list(&["script-src", "default-src"])
            .is_none_or(|list| has(list, "'wasm-unsafe-eval'") || has(list, "'unsafe-eval'"))
    }
}

/// What a script tag shows for itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proof<'a> {
    pub(super) nonce: Option<&'a str>,
    pub(super) integrity: Option<&'a str>,
}

impl Proof<'_> {
    fn is_in(self, list: &[String]) -> bool {
        let nonce = self.nonce.filter(|nonce| !nonce.is_empty());
        if nonce.is_some_and(|nonce| list.contains(&format!("'nonce-{nonce}'"))) {
            return true;
        }
        let mut digests = self
            .integrity
            .unwrap_or_default()
            .split_whitespace()
            .peekable();
        digests.peek().is_some() && digests.all(|digest| list.contains(&format!("'{digest}'")))
    }
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|source| source.eq_ignore_ascii_case(word))
}

/// Whether a source expression covers an address.
fn allows(source: &str, url: &Url, page: &Url) -> bool {
    if source == "*" {
        return matches!(url.scheme(), "http" | "https") || url.scheme() == page.scheme();
    }
    if source.eq_ignore_ascii_case("'self'") {
        let is_upgrade =
            url.host() == page.host() && page.scheme() == "http" && url.scheme() == "https";
        return url.origin() == page.origin() || is_upgrade;
    }
    if source.starts_with('\'') {
        return false;
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return same_scheme(scheme, url.scheme());
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    if !same_scheme(scheme, url.scheme()) {
        return false;
    }
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    allows_host(host, url) && allows_port(port, url) && allows_path(path, url)
}

fn same_scheme(allowed: &str, scheme: &str) -> bool {
    allowed.eq_ignore_ascii_case(scheme)
        || (allowed.eq_ignore_ascii_case("http") && scheme == "https")
}

fn allows_host(allowed: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let allowed = allowed.to_ascii_lowercase();
    match allowed.strip_prefix('*') {
        Some("") => true,
        Some(ending) => {
            ending.starts_with('.') && host.ends_with(ending) && host.len() > ending.len()
        }
        None => host == allowed,
    }
}

fn allows_port(allowed: Option<&str>, url: &Url) -> bool {
    match allowed {
        Some("*") => true,
        Some(port) => url
            .port_or_known_default()
            .is_some_and(|own| own.to_string() == port),
        // None named: the usual one of the scheme.
        None => url.port().is_none(),
    }
}

fn allows_path(allowed: &str, url: &Url) -> bool {
    match allowed {
        "" | "/" => true,
        folder if folder.ends_with('/') => url.path().starts_with(folder),
        file => url.path() == file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn sources_cover_what_browsers_say_they_cover() {
        let page = url("https://shop.example/p/1");
        let file = url("https://static.example/embed/tandem.js");
        for (source, is_allowed) in [
            ("*", true),
            ("https:", true),
            ("http:", true),
            ("data:", false),
            ("static.example", true),
            ("https://static.example", true),
            ("http://static.example", true),
            ("https://static.example:443", true),
            ("https://static.example:8443", false),
            ("https://static.example:*", true),
            ("*.example", true),
            ("*.static.example", false),
            ("https://static.example/embed/", true),
            ("https://static.example/embed/tandem.js", true),
            ("https://static.example/shop/", false),
            ("'self'", false),
            ("'none'", false),
            ("'unsafe-inline'", false),
            ("shop.example", false),
        ] {
            assert_eq!(allows(source, &file, &page), is_allowed, "{source}");
        }
        assert!(allows("'self'", &url("https://shop.example/a.js"), &page));
    }

    #[test]
    fn the_documented_lines_are_enough() {
        let page = url("https://shop.example/p/1");
        let file = url("https://static.example/embed/tandem.js");
        let bare = Proof {
            nonce: None,
            integrity: None,
        };
        let policy = Policy::read(
            "default-src 'none'; script-src 'wasm-unsafe-eval' https://static.example; \
             connect-src 'self' https://static.example",
        );
        assert!(policy.allows_script(&file, &page, bare));
        assert!(policy.allows_fetch(&file, &page) && policy.allows_fetch(&page, &page));
        assert!(policy.allows_wasm());
        let strict = Policy::read("script-src 'nonce-x' 'strict-dynamic' https://static.example");
        assert!(!strict.allows_script(&file, &page, bare));
        assert!(strict.allows_script(
            &file,
            &page,
            Proof {
                nonce: Some("x"),
                integrity: None
            }
        ));
        assert!(!strict.allows_wasm());
        assert!(strict.allows_fetch(&file, &page));
        assert!(!Policy::read("default-src 'self'").allows_fetch(&file, &page));
    }

    #[test]
    fn one_header_may_hold_several_policies_and_the_first_of_a_directive_counts() {
        let policies: Vec<Policy> =
            Policy::of_header("script-src 'none'; script-src *, connect-src *").collect();
        let page = url("https://shop.example/");
        let bare = Proof {
            nonce: None,
            integrity: None,
        };
        let allowed: Vec<bool> = policies
            .iter()
            .map(|policy| policy.allows_script(&page, &page, bare))
            .collect();
        assert_eq!(allowed, [false, true]);
    }
}
