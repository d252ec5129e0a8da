//! Whether a sale is on.

use super::super::date::Dates;

/// Whether `now` lies within the dates of a sale: two cells, or both in the first, parted by a slash,
/// as merchant feeds have them. An empty one is no limit; a date without a time means the whole day;
/// a time without an offset is taken to be UTC. `None` where they cannot be read.
pub(super) fn is_on(starts: &str, ends: &str, now: i64) -> Option<bool> {
    let (starts, ends) = match starts.split_once('/') {
        Some((first, second)) if ends.is_empty() && second.contains('-') => (first, second),
        _ => (starts, ends),
    };
    let (starts, ends) = (starts.trim(), ends.trim());
    let is_started = starts.is_empty() || instant(starts)? <= now;
    let whole_day = if ends.contains(':') { 0 } else { 86_399 };
    let is_over = !ends.is_empty() && instant(ends)?.saturating_add(whole_day) < now;
    Some(is_started && !is_over)
}

/// Unix time of a date with or without an offset.
fn instant(text: &str) -> Option<i64> {
    let dates = Dates {
        day_first: true,
        pattern: None,
    };
    let local = dates.parse(text.as_bytes())?;
    let offset = text.split_once(['T', ' ']).and_then(|(_, time)| {
        time.split_once(['+', '-'])
            .map(|(_, offset)| (time, offset))
    });
    let Some((time, offset)) = offset else {
        return Some(local);
    };
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Ok(0), str::parse)
        .ok()?;
    let seconds = hours * 3_600 + minutes * 60;
    Some(if time.contains('+') {
        local - seconds
    } else {
        local + seconds
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-06-01 00:00 UTC.
    const JUNE: i64 = 1_717_200_000;

    #[test]
    fn limits_are_kept_to_the_second_where_they_are_told_to_it() {
        let range = "2024-05-30T13:00-0800/2024-06-01T15:30-0800";
        for (starts, ends, now, on) in [
            ("", "", JUNE, Some(true)),
            ("2024-06-01", "", JUNE, Some(true)),
            ("2024-06-01", "", JUNE - 1, Some(false)),
            ("", "2024-06-01", JUNE + 86_399, Some(true)),
            ("", "2024-06-01", JUNE + 86_400, Some(false)),
            ("", "2024-06-01 12:00:00", JUNE + 43_200, Some(true)),
            ("", "2024-06-01 12:00:00", JUNE + 43_201, Some(false)),
            // Half past three in the afternoon, eight hours behind.
            (range, "", JUNE + 84_600, Some(true)),
            (range, "", JUNE + 84_601, Some(false)),
            (range, "", JUNE - 86_400 - 10_801, Some(false)),
            (range, "", JUNE - 86_400 - 10_800, Some(true)),
            ("2024-06-01T02:00:00+02:00", "", JUNE, Some(true)),
            ("2024-06-01T02:00:00+02:00", "", JUNE - 1, Some(false)),
            ("2024-06-01T00:00Z", "", JUNE, Some(true)),
            ("soon", "", JUNE, None),
            ("", "31/31/2024", JUNE, None),
            ("2024-05-01/later", "", JUNE, None),
        ] {
            assert_eq!(is_on(starts, ends, now), on, "{starts:?} {ends:?} {now}");
        }
    }
}
