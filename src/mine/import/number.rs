//! Numbers as shops write them: `1,234.50`, `1.234,50`, `£2.55`, `(3,00)`, `12.00 GBP`.

use std::str::FromStr as _;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};

/// What a sample of cells says about the decimal mark.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    point: u32,
    comma: u32,
}

impl Evidence {
    /// Takes one more cell into account.
    pub(super) fn add(&mut self, cell: &[u8]) {
        let marks: Vec<usize> = (0..cell.len())
            .filter(|&at| matches!(cell.get(at), Some(b'.' | b',')))
            .collect();
        let Some((&last, before)) = marks.split_last() else {
            return;
        };
        let Some(&mark) = cell.get(last) else {
            return;
        };
        let digits_after = cell
            .get(last + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let same_before = before.iter().any(|&at| cell.get(at) == Some(&mark));
        let other_before = before.iter().any(|&at| cell.get(at) != Some(&mark));
        let is_decimal = !same_before && (other_before || digits_after != 3);
        // A mark that comes twice, or once before exactly three digits after another of its kind,
        // groups thousands: then the other one is the decimal mark.
        let comma_is_decimal = match (mark, is_decimal, same_before) {
            (b',', true, _) | (b'.', false, true) => true,
            (b'.', true, _) | (b',', false, true) => false,
            _ => return,
        };
        if comma_is_decimal {
            self.comma += 1;
        } else {
            self.point += 1;
        }
    }

    /// Whether a comma parts units from fractions; `None` where the cells do not tell.
    pub(super) fn comma(self) -> Option<bool> {
        (self.comma != self.point).then_some(self.comma > self.point)
    }
}

/// A number and the ISO code that stood beside it, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) value: Decimal,
    pub(super) code: Option<[u8; 3]>,
}

/// Reads one number. Thousands may be grouped by the other mark, spaces or apostrophes, in threes.
/// `None` for anything that is not wholly understood.
pub(super) fn parse(cell: &[u8], comma: bool) -> Option<Amount> {
    if let Some(value) = plain(cell, comma) {
        return Some(Amount { value, code: None });
    }
    const LONGEST: usize = 32;
    let mut digits = [0_u8; LONGEST];
    let mut length = 0;
    let mut push = |byte: u8| -> Option<()> {
        *digits.get_mut(length)? = byte;
        length += 1;
        Some(())
    };
    let (decimal, grouping) = if comma { (b',', b'.') } else { (b'.', b',') };
    let (body, code, negative) = undressed(cell)?;
    let mut in_fraction = false;
    let mut run = 0_usize;
    let mut grouped = false;
    for &byte in body {
        match byte {
            b'0'..=b'9' => {
                push(byte)?;
                run += 1;
            }
            _ if byte == decimal && !in_fraction && (!grouped || run == 3) => {
                push(b'.')?;
                in_fraction = true;
            }
            // 0xA0 and the bytes of U+00A0 and U+202F are spaces that do not break.
            b' ' | b'\'' | 0xA0 | 0xC2 | 0xE2 | 0x80 | 0xAF => {
                continue_group(&mut run, &mut grouped, in_fraction, byte)?
            }
            _ if byte == grouping => continue_group(&mut run, &mut grouped, in_fraction, byte)?,
            _ => return None,
        }
    }
    if grouped && !in_fraction && run != 3 {
        return None;
    }
    let text = std::str::from_utf8(digits.get(..length)?).ok()?;
    let mut value = Decimal::from_str(text).ok()?;
    value.set_sign_negative(negative && !value.is_zero());
    Some(Amount { value, code })
}

/// Digits, and at most one decimal mark among them: what nearly every cell is.
fn plain(cell: &[u8], comma: bool) -> Option<Decimal> {
    const LONGEST: usize = 18;
    let decimal = if comma { b',' } else { b'.' };
    if cell.len() > LONGEST || !cell.first()?.is_ascii_digit() || !cell.last()?.is_ascii_digit() {
        return None;
    }
    let (mut value, mut scale, mut in_fraction) = (0_i64, 0, false);
    for &byte in cell {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                scale += u32::from(in_fraction);
            }
            _ if byte == decimal && !in_fraction => in_fraction = true,
            _ => return None,
        }
    }
    Some(Decimal::new(value, scale))
}

/// A grouping mark: legal in whole units only, after one to three digits at first, three later.
fn continue_group(run: &mut usize, grouped: &mut bool, in_fraction: bool, byte: u8) -> Option<()> {
    let within_one_space = matches!(byte, 0xA0 | 0x80 | 0xAF) && *grouped && *run == 0;
    if within_one_space {
        return Some(());
    }
    let fits = if *grouped {
        *run == 3
    } else {
        (1..=3).contains(run)
    };
    if in_fraction || !fits {
        return None;
    }
    *grouped = true;
    *run = 0;
    Some(())
}

/// Takes off signs, brackets, currency symbols and codes.
#[expect(
    clippy::type_complexity,
    reason = "body, code, sign: used once, right above"
)]
fn undressed(cell: &[u8]) -> Option<(&[u8], Option<[u8; 3]>, bool)> {
    let mut body = cell.trim_ascii();
    let mut negative = false;
    let mut code = None;
    if let Some(inner) = body
        .strip_prefix(b"(")
        .and_then(|rest| rest.strip_suffix(b")"))
    {
        negative = true;
        body = inner;
    }
    loop {
        body = body.trim_ascii();
        if let Some(rest) = body
            .strip_prefix(b"-")
            .or_else(|| body.strip_prefix("−".as_bytes()))
        {
            negative = !negative;
            body = rest;
            continue;
        }
        if let Some(rest) = body.strip_prefix(b"+") {
            body = rest;
            continue;
        }
        if let Some(rest) = body.strip_suffix(b"-") {
            negative = !negative;
            body = rest;
            continue;
        }
        if let Some(rest) = SYMBOLS.iter().find_map(|&symbol| {
            body.strip_prefix(symbol)
                .or_else(|| body.strip_suffix(symbol))
        }) {
            body = rest;
            continue;
        }
        let letters = |bytes: &[u8]| -> Option<[u8; 3]> {
            let three: [u8; 3] = bytes.try_into().ok()?;
            three
                .iter()
                .all(u8::is_ascii_alphabetic)
                .then(|| three.map(|byte| byte.to_ascii_uppercase()))
        };
        if code.is_none()
            && let Some((front, rest)) = body.split_at_checked(3)
            && let Some(found) = letters(front)
        {
            code = Some(found);
            body = rest;
            continue;
        }
        if code.is_none()
            && let Some((rest, back)) = body.split_at_checked(body.len().saturating_sub(3))
            && let Some(found) = letters(back)
        {
            code = Some(found);
            body = rest;
            continue;
        }
        return (!body.is_empty()).then_some((body, code, negative));
    }
}

/// Pound, euro, yen, dollar, złoty, koruna and krona, in UTF-8 and, where it differs, in Windows-1252.
const SYMBOLS: [&[u8]; 12] = [
    "£".as_bytes(),
    "€".as_bytes(),
    "¥".as_bytes(),
    "$".as_bytes(),
    "zł".as_bytes(),
    "Kč".as_bytes(),
    b"kr.",
    b"kr",
    b"\xa3",
    b"\x80",
    b"\xa5",
    "₹".as_bytes(),
];

/// How many digits after the point a stored price keeps: those of the finest minor unit.
pub(super) const STORED_DIGITS: u32 = 4;

/// A price as a whole number of ten-thousandths, rounded half away from zero; `None` on overflow.
pub(super) fn stored(value: Decimal) -> Option<i64> {
    let scale = Decimal::from(10_u32.pow(STORED_DIGITS));
    value
        .checked_mul(scale)?
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
}

/// A stored price in the minor units of a currency, rounded half away from zero.
pub(super) fn minor(stored: i64, exponent: u8) -> i64 {
    let divisor = 10_i64.pow(STORED_DIGITS.saturating_sub(u32::from(exponent)));
    let half = divisor / 2;
    let away = if stored < 0 { -half } else { half };
    stored.saturating_add(away) / divisor
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cell: &str, comma: bool) -> Option<String> {
        parse(cell.as_bytes(), comma).map(|amount| amount.value.to_string())
    }

    #[test]
    fn marks_groups_and_dress() {
        for (cell, comma, value) in [
            ("2.55", false, "2.55"),
            ("1,234.50", false, "1234.50"),
            ("1.234,50", true, "1234.50"),
            ("1 234,50", true, "1234.50"),
            ("1\u{a0}234,50", true, "1234.50"),
            ("1\u{202f}234,50", true, "1234.50"),
            ("1'234.50", false, "1234.50"),
            ("£2.55", false, "2.55"),
            ("€ 2,55", true, "2.55"),
            ("2,55 €", true, "2.55"),
            ("-6", false, "-6"),
            ("−6", false, "-6"),
            ("(3.00)", false, "-3.00"),
            ("3.00-", false, "-3.00"),
            ("-0", false, "0"),
            (".5", false, "0.5"),
            ("12.00 GBP", false, "12.00"),
            ("USD 12", false, "12"),
            ("1,234,567", false, "1234567"),
        ] {
            assert_eq!(read(cell, comma).as_deref(), Some(value), "{cell}");
        }
        assert_eq!(
            parse(b"12.00 gbp", false).and_then(|a| a.code),
            Some(*b"GBP")
        );
    }

    #[test]
    fn what_is_not_wholly_understood_is_no_number() {
        for (cell, comma) in [
            ("", false),
            ("abc", false),
            ("2,55", false),
            ("2.55", true),
            ("1,23,456", false),
            ("1.2.3", false),
            ("12a", false),
            ("1e5", false),
            ("--", false),
            ("99999999999999999999999999999999999", false),
        ] {
            assert_eq!(read(cell, comma), None, "{cell}");
        }
    }

    #[test]
    fn a_column_tells_its_mark() {
        let told = |cells: &[&str]| {
            let mut evidence = Evidence::default();
            cells.iter().for_each(|cell| evidence.add(cell.as_bytes()));
            evidence.comma()
        };
        assert_eq!(told(&["2,55", "1.234"]), Some(true));
        assert_eq!(told(&["2.55", "1,234"]), Some(false));
        assert_eq!(told(&["1.234.567"]), Some(true));
        assert_eq!(told(&["1,234.5"]), Some(false));
        assert_eq!(told(&["1,234", "5", ""]), None);
    }

    #[test]
    fn minor_units_round_half_away_from_zero() {
        let minor_of = |text: &str, exponent| {
            minor(
                stored(Decimal::from_str(text).expect("a decimal")).expect("fits"),
                exponent,
            )
        };
        assert_eq!(minor_of("2.55", 2), 255);
        assert_eq!(minor_of("0.001", 2), 0);
        assert_eq!(minor_of("0.005", 2), 1);
        assert_eq!(minor_of("1249.5", 0), 1250);
        assert_eq!(minor_of("1.2345", 4), 12345);
        assert_eq!(stored(Decimal::MAX), None);
    }

    proptest! {
        #[test]
        fn whatever_is_written_with_groups_reads_back(units in 0_u64..10_000_000_000, cents in 0_u8..100, comma: bool) {
            let (mark, group) = if comma { (',', ".") } else { ('.', ",") };
            let whole = super::super::grouped(units).replace(',', group);
            let cell = format!("{whole}{mark}{cents:02}");
            prop_assert_eq!(read(&cell, comma), Some(format!("{units}.{cents:02}")));
        }

        #[test]
        fn the_short_way_gives_what_the_long_one_does(cell in "[0-9]{0,9}[.,]?[0-9]{0,9}", comma: bool) {
            if let Some(short) = plain(cell.as_bytes(), comma) {
                // A sign in front is no part of the short way.
                let long = parse(format!("+{cell}").as_bytes(), comma).expect("a number");
                prop_assert_eq!(short.to_string(), long.value.to_string());
            }
        }

        #[test]
        fn any_bytes_are_a_number_or_none(cell: Vec<u8>, comma: bool) {
            let _ = parse(&cell, comma);
        }
    }
}
