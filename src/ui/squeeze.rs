//! Style sheets without what only people need, worked out while compiling: what is left out here is
//! no part of the download.

/// How many bytes [`squeeze`] leaves.
pub(super) const fn squeezed_len(css: &str) -> usize {
    squeeze_into(css.as_bytes(), &mut [])
}

/// A style sheet without comments, and without spaces beside `{`, `}`, `;`, `,`, and after `:`. No
/// text in it may hold two spaces or a comment. `N` is [`squeezed_len`].
pub(super) const fn squeeze<const N: usize>(css: &str) -> [u8; N] {
    let mut out = [0; N];
    squeeze_into(css.as_bytes(), &mut out);
    out
}

/// Writes as much as there is room for, and gives how much there would be.
#[expect(
    clippy::indexing_slicing,
    reason = "runs while compiling; `get` is not const"
)]
const fn squeeze_into(css: &[u8], out: &mut [u8]) -> usize {
    let (mut at, mut len, mut last, mut is_space) = (0, 0, b'{', false);
    while at < css.len() {
        let byte = css[at];
        if byte == b'/' && at + 1 < css.len() && css[at + 1] == b'*' {
            at += 2;
            while !(css[at] == b'*' && css[at + 1] == b'/') {
                at += 1;
            }
            at += 2;
            continue;
        }
        at += 1;
        if byte.is_ascii_whitespace() {
            is_space = true;
            continue;
        }
        let is_joined = matches!(last, b'{' | b'}' | b';' | b',' | b':')
            || matches!(byte, b'{' | b'}' | b';' | b',');
        if is_space && !is_joined {
            if len < out.len() {
                out[len] = b' ';
            }
            len += 1;
        }
        is_space = false;
        if len < out.len() {
            out[len] = byte;
        }
        len += 1;
        last = byte;
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squeezed(css: &str) -> String {
        let mut out = vec![0; squeezed_len(css)];
        squeeze_into(css.as_bytes(), &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn what_people_read_goes_and_what_means_something_stays() {
        for (css, left) in [
            ("/* a */\na b {\n  x: 1px  2px;\n}\n", "a b{x:1px 2px;}"),
            (
                "@media (a: b) and (c) { d { e: f } }",
                "@media (a:b) and (c){d{e:f}}",
            ),
            (
                ".a  > .b + c, d :e { f: calc(1em + 2px) }",
                ".a > .b + c,d :e{f:calc(1em + 2px)}",
            ),
            (
                "a::before { content: \"+\" / \"\" }",
                "a::before{content:\"+\" / \"\"}",
            ),
        ] {
            assert_eq!(squeezed(css), left);
        }
    }
}
