/// A link or picture address that is safe to put into a page: `https:`, `http:`, or relative.
///
/// The scheme allow-list follows the WHATWG URL parser's view of a string, which strips tabs and
/// newlines and leading control characters before it looks for a scheme: `"java\tscript:…"` is
/// `javascript:` to a browser and is refused here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SafeUrl(String);

impl SafeUrl {
    /// The longest address accepted, in bytes.
    pub const MAX_BYTES: usize = 2_048;

    /// The address, or `None` where it is empty, too long, holds control characters, or names a
    /// scheme other than `http` and `https`. Protocol-relative addresses (`//host/…`) are fine.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c <= ' ');
        if text.is_empty() || text.len() > Self::MAX_BYTES || text.chars().any(char::is_control) {
            return None;
        }
        let until_path = text.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        match until_path.split_once(':') {
            None => Some(Self(text.to_owned())),
            Some((scheme, _))
                if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") =>
            {
                Some(Self(text.to_owned()))
            }
            Some(_) => None,
        }
    }

    /// The address as it goes into `href` or `src`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_and_relative_ones_pass() {
        for good in [
            "https://shop.example/p/1?x=a:b",
            "HTTP://shop.example",
            "/p/85123A",
            "p/1",
            "?sku=a:b",
            "#/product/1",
            "//cdn.example/a.png",
            " /p/1 ",
        ] {
            assert!(SafeUrl::new(good).is_some(), "{good}");
        }
    }

    #[test]
    fn scripts_never_pass() {
        for bad in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "blob:https://a",
        ] {
            assert!(SafeUrl::new(bad).is_none(), "{bad:?}");
        }
        assert!(SafeUrl::new(&"a".repeat(SafeUrl::MAX_BYTES + 1)).is_none());
    }
}
