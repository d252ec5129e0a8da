//! Cells as text.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// A cell as text: UTF-8 where it is valid, else Windows-1252, in which every byte is something.
/// Deciding cell by cell needs no second look at the file and reads a file of both right.
pub(super) fn decode(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    }
}

/// A cell without the spaces around it and without a spreadsheet's `="…"`.
pub(super) fn bare(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    match cell.strip_prefix(b"=\"") {
        Some(rest) => rest.strip_suffix(b"\"").unwrap_or(rest).trim_ascii(),
        None => cell,
    }
}

/// Text as a person reads it: runs of white space are one space, control characters are gone, the
/// entities that shops leave in exports (`&amp;`, `&#8211;`) are what they stand for.
pub(super) fn tidy(text: &str) -> String {
    if is_tidy(text.as_bytes()) {
        return text.to_owned();
    }
    let text = if text.contains('&') {
        Cow::Owned(without_entities(text))
    } else {
        Cow::Borrowed(text)
    };
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !tidy.is_empty() {
                tidy.push(' ');
            }
            tidy.push_str(word);
        }
    }
    tidy
}

/// A cell as a person reads it; `None` where it reads as it stands.
pub(super) fn tidied(cell: &[u8]) -> Option<String> {
    (!is_tidy(cell)).then(|| tidy(&decode(cell)))
}

/// Whether it is one word of plain letters, as most numbers are.
fn is_tidy(cell: &[u8]) -> bool {
    cell.iter()
        .all(|byte| byte.is_ascii_graphic() && *byte != b'&')
}

fn without_entities(text: &str) -> String {
    const LONGEST: usize = 8;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let entity = after
            .split_once(';')
            .filter(|(name, _)| name.len() <= LONGEST)
            .and_then(|(name, after)| Some((entity(name)?, after)));
        match entity {
            Some((letter, after)) => {
                plain.push(letter);
                rest = after;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| !letter.is_control())
        }
    }
}

/// A cell short enough to quote in a message.
pub(super) fn quoted(cell: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = tidy(&decode(cell));
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A header or a key without case, spaces and punctuation: `Lineitem SKU` and `lineitem_sku` are
/// both `lineitemsku`.
pub(super) fn folded(header: &str) -> String {
    header
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a text fits a pattern in which `*` is any run of characters, without ASCII case. Takes
/// time in proportion to both lengths at worst.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match (pattern.get(p), text.get(t)) {
            (Some(b'*'), _) => {
                star = Some((p, t));
                p += 1;
            }
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|&byte| byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_encoding_reads_right() {
        assert_eq!(decode("Crème".as_bytes()), "Crème");
        assert_eq!(decode(b"Cr\xe8me \x80 5"), "Crème € 5");
    }

    #[test]
    fn stray_spaces_and_entities_go() {
        assert_eq!(
            tidy("  SALT \n&amp;  PEPPER\u{a0}&#8211; &x27;"),
            "SALT & PEPPER – &x27;"
        );
        assert_eq!(tidy("R&D;&amp;lt;&#0;"), "R&D;&lt;&#0;");
        assert_eq!(tidy("<script>\u{7}🎁"), "<script> 🎁");
    }

    #[test]
    fn a_spreadsheet_guard_is_no_part_of_the_cell() {
        assert_eq!(bare(b" =\"00123\" "), b"00123");
        assert_eq!(bare(b" 00123 "), b"00123");
        assert_eq!(bare(b"=\""), b"");
    }

    #[test]
    fn stars_stand_for_any_run() {
        for (pattern, text, fit) in [
            ("postage", "POSTAGE", true),
            ("* postage", "DOTCOM POSTAGE", true),
            ("* postage", "postage", false),
            ("*gift voucher*", "Dotcom Gift Voucher £20.00", true),
            ("* fee", "COFFEE", false),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXbXbX", false),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern:?} on {text:?}");
        }
    }
}
