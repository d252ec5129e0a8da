//! Dates as shops write them, to seconds on the shop's own clock.
//!
//! Each cell tells its own form (year first, dots, names of months, Unix seconds, a spreadsheet's day
//! number); only the order of day and month in `1/12/2010` must be told by the column or the settings.
//! A zone offset is checked and dropped: what matters is the shop's own day and hour.

#[cfg(test)]
mod tests;

use jiff::{civil, fmt::strtime, tz::TimeZone};

/// How a file's dates are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dates {
    /// The order in slashed and dashed dates.
    pub(super) day_first: bool,
    /// A pattern of the settings: then nothing else is tried.
    pub(super) pattern: Option<String>,
}

/// What a column says about the order of day and month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Cells whose first number is above 12.
    first_above_12: u32,
    second_above_12: u32,
    /// One that could be either.
    pub(super) ambiguous: Option<String>,
}

impl Evidence {
    pub(super) fn add(&mut self, cell: &[u8]) {
        let Some((first, second)) = either_order(cell) else {
            return;
        };
        if first > 12 {
            self.first_above_12 += 1;
        } else if second > 12 {
            self.second_above_12 += 1;
        } else if self.ambiguous.is_none() {
            self.ambiguous = Some(super::text::quoted(cell));
        }
    }

    /// Whether days come first; `None` where it stays open. A column of both goes with the majority.
    pub(super) fn day_first(&self) -> Option<bool> {
        (self.first_above_12 != self.second_above_12)
            .then_some(self.first_above_12 > self.second_above_12)
    }

    /// Whether looking further could settle anything.
    pub(super) fn is_open(&self) -> bool {
        self.ambiguous.is_some() && self.day_first().is_none()
    }
}

/// The first two numbers of a date in which either could be the day: `1/12/2010`, `01-12-10`.
fn either_order(cell: &[u8]) -> Option<(i64, i64)> {
    let mut tokens = Tokens(cell.trim_ascii());
    let (first, digits) = tokens.number()?;
    let mark = tokens.byte()?;
    let (second, _) = tokens.number()?;
    let same_mark = tokens.byte()? == mark;
    tokens.number()?;
    (digits <= 2 && same_mark && matches!(mark, b'/' | b'-')).then_some((first, second))
}

impl Dates {
    /// Seconds since 1970-01-01 of the local date and time in the cell; `None` where it is no date or
    /// one that does not exist.
    pub(super) fn parse(&self, cell: &[u8]) -> Option<i64> {
        let cell = cell.trim_ascii();
        if let Some(pattern) = &self.pattern {
            let broken_down = strtime::parse(pattern, cell).ok()?;
            let local = broken_down
                .to_datetime()
                .or_else(|_| broken_down.to_date().map(|date| date.at(0, 0, 0, 0)))
                .ok()?;
            return seconds(local);
        }
        if cell
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.')
            && cell.iter().filter(|&&byte| byte == b'.').count() <= 1
        {
            return bare_number(cell);
        }
        let mut tokens = Tokens(cell);
        let date = self.date(&mut tokens)?;
        let time = time(&mut tokens)?;
        seconds(date.to_datetime(time))
    }

    fn date(&self, tokens: &mut Tokens<'_>) -> Option<civil::Date> {
        if let Some(word) = tokens.word() {
            // `Jan 5, 2024`, or `Mon, 5 Jan 2024` with the name of the day in front.
            tokens.skip(b" ,.");
            if let Some(month) = month(word) {
                let day = tokens.number()?.0;
                tokens.skip(b" ,.");
                return date(year(tokens.number()?)?, month, day);
            }
            weekday(word).then_some(())?;
        }
        let (first, digits) = tokens.number()?;
        let mark = *tokens.skip(b" -/.").first()?;
        if let Some(word) = tokens.word() {
            tokens.skip(b" -/.,");
            return date(year(tokens.number()?)?, month(word)?, first);
        }
        let second = tokens.number()?.0;
        (tokens.byte()? == mark).then_some(())?;
        let third = tokens.number()?;
        match (digits, mark) {
            (4, _) => date(first, second, third.0),
            (_, b'.') => date(year(third)?, second, first),
            (_, b'/' | b'-') if self.day_first => date(year(third)?, second, first),
            (_, b'/' | b'-') => date(year(third)?, first, second),
            _ => None,
        }
    }
}

fn date(year: i64, month: i64, day: i64) -> Option<civil::Date> {
    let plausible = (1970..=2200).contains(&year);
    plausible.then_some(())?;
    civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// A year of two digits is in this century up to 69, as POSIX has it.
fn year((number, digits): (i64, usize)) -> Option<i64> {
    match digits {
        4 => Some(number),
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        _ => None,
    }
}

/// The rest of the cell: nothing, or a time with what may stand behind it.
fn time(tokens: &mut Tokens<'_>) -> Option<civil::Time> {
    tokens.skip(b" ,");
    if tokens
        .0
        .first()
        .is_some_and(|byte| matches!(byte, b'T' | b't'))
    {
        tokens.byte();
    }
    if tokens.word_is("at") || tokens.word_is("um") {
        tokens.word();
        tokens.skip(b" ");
    }
    if tokens.0.is_empty() {
        return Some(civil::Time::midnight());
    }
    let (mut hour, _) = tokens.number()?;
    tokens.mark(b":.h")?;
    let (minute, _) = tokens.number()?;
    let mut second = 0;
    if tokens.mark(b":.").is_some() {
        second = tokens.number()?.0;
        if tokens.mark(b".,").is_some() {
            tokens.number()?;
        }
    }
    tokens.skip(b" ");
    if tokens.word_is("am") || tokens.word_is("pm") {
        (1..=12).contains(&hour).then_some(())?;
        hour = hour % 12 + if tokens.word_is("pm") { 12 } else { 0 };
        tokens.word();
    }
    tokens.skip(b" ");
    offset(tokens)?;
    // A leap second is the second before it.
    civil::Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second.min(if second == 60 { 59 } else { second })).ok()?,
        0,
    )
    .ok()
}

/// `Z`, `+0100`, `-05:00`, `UTC`, `CEST`, in that order of frequency. Then the cell must end.
fn offset(tokens: &mut Tokens<'_>) -> Option<()> {
    if tokens.word().is_some() {
        tokens.skip(b" ");
    }
    if tokens.mark(b"+-").is_some() {
        let (_, digits) = tokens.number()?;
        let rest = match tokens.mark(b":") {
            Some(_) => tokens.number()?.1,
            None => 0,
        };
        matches!((digits, rest), (4 | 2 | 1, 0) | (2, 2)).then_some(())?;
    }
    tokens.0.is_empty().then_some(())
}

/// Unix seconds or milliseconds, `YYYYMMDD`, `YYYYMMDDhhmmss`, or a spreadsheet's day number.
fn bare_number(cell: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(cell).ok()?;
    let whole: i64 = text.split('.').next()?.parse().ok()?;
    let at = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    match (text.split('.').next()?.len(), text.contains('.')) {
        (9 | 10, _) => Some(whole),
        (13, false) => Some(whole / 1_000),
        (8, false) => seconds(date(at(0, 4)?, at(4, 6)?, at(6, 8)?)?.at(0, 0, 0, 0)),
        (14, false) => {
            let time = civil::Time::new(
                i8::try_from(at(8, 10)?).ok()?,
                i8::try_from(at(10, 12)?).ok()?,
                i8::try_from(at(12, 14)?).ok()?,
                0,
            );
            seconds(date(at(0, 4)?, at(4, 6)?, at(6, 8)?)?.to_datetime(time.ok()?))
        }
        // Days since 1899-12-30, as every spreadsheet counts.
        (5, _) => {
            const FROM_1899_TO_1970_DAYS: i64 = 25_569;
            const DAY_SECONDS: i64 = 86_400;
            let fraction = text.split('.').nth(1).unwrap_or("0");
            let digits = fraction.get(..fraction.len().min(9))?;
            let parts: i64 = if digits.is_empty() {
                0
            } else {
                digits.parse().ok()?
            };
            let scale = 10_i64.pow(u32::try_from(digits.len()).ok()?);
            let in_day = (parts * DAY_SECONDS + scale / 2) / scale;
            Some((whole - FROM_1899_TO_1970_DAYS) * DAY_SECONDS + in_day).filter(|&time| time >= 0)
        }
        _ => None,
    }
}

fn seconds(local: civil::DateTime) -> Option<i64> {
    let zoned = local.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

/// The month that a name starts like, in English, German, French, Spanish, Italian or Dutch.
fn month(word: &[u8]) -> Option<i64> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "ene", "gen"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "mrz", "maa", "mrt"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mag", "mei"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "aou", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    let word = super::text::decode(word).to_lowercase();
    NAMES
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))
        .and_then(|position| i64::try_from(position + 1).ok())
}

fn weekday(word: &[u8]) -> bool {
    let start = word.get(..3).unwrap_or(word).to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| day.as_bytes() == start)
}

/// What is left of a cell.
struct Tokens<'a>(&'a [u8]);

impl<'a> Tokens<'a> {
    fn take_while(&mut self, fits: impl Fn(&u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !fits(byte));
        let (taken, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A run of digits: its value and how many.
    fn number(&mut self) -> Option<(i64, usize)> {
        let digits = self.take_while(u8::is_ascii_digit);
        let text = std::str::from_utf8(digits).ok()?;
        Some((text.parse().ok()?, digits.len()))
    }

    fn word(&mut self) -> Option<&'a [u8]> {
        let word = self.take_while(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
        (!word.is_empty()).then_some(word)
    }

    /// Whether a word comes next that starts so, dots and case apart.
    fn word_is(&self, word: &str) -> bool {
        self.0
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// One of these, if it comes next.
    fn mark(&mut self, marks: &[u8]) -> Option<u8> {
        let next = *self.0.first()?;
        marks.contains(&next).then(|| self.byte()).flatten()
    }

    fn skip(&mut self, marks: &[u8]) -> &'a [u8] {
        self.take_while(|byte| marks.contains(byte))
    }
}
