use proptest::prelude::*;

use super::*;

const DAY_FIRST: Dates = Dates {
    day_first: true,
    pattern: None,
};
const MONTH_FIRST: Dates = Dates {
    day_first: false,
    pattern: None,
};

fn local(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .expect("a time")
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

#[test]
fn forms_that_need_no_telling() {
    for (cell, expected) in [
        ("2010-12-01 08:26:00", "2010-12-01 08:26:00"),
        ("2010-12-01", "2010-12-01 00:00:00"),
        ("2010/12/01 8:26", "2010-12-01 08:26:00"),
        ("2010-12-01T08:26:00Z", "2010-12-01 08:26:00"),
        ("2010-12-01T08:26:00.123+01:00", "2010-12-01 08:26:00"),
        ("2024-01-05 10:11:12 +0100", "2024-01-05 10:11:12"),
        ("2024-01-05 10:11:12 UTC", "2024-01-05 10:11:12"),
        ("01.12.2010 08:26", "2010-12-01 08:26:00"),
        ("1.12.10", "2010-12-01 00:00:00"),
        ("Jan 5, 2024 10:11:12 PM", "2024-01-05 22:11:12"),
        ("January 5, 2024", "2024-01-05 00:00:00"),
        ("5 Jan 2024 12:00 am", "2024-01-05 00:00:00"),
        ("05-Jan-24", "2024-01-05 00:00:00"),
        ("Fri, 5 Jan 2024 10:11:12 +0000", "2024-01-05 10:11:12"),
        ("5. März 2024", "2024-03-05 00:00:00"),
        ("1291191960", "2010-12-01 08:26:00"),
        ("1291191960000", "2010-12-01 08:26:00"),
        ("20101201", "2010-12-01 00:00:00"),
        ("20101201082600", "2010-12-01 08:26:00"),
        ("40513.351388889", "2010-12-01 08:26:00"),
    ] {
        assert_eq!(
            DAY_FIRST.parse(cell.as_bytes()).map(local).as_deref(),
            Some(expected),
            "{cell}"
        );
        assert_eq!(
            DAY_FIRST.parse(cell.as_bytes()),
            MONTH_FIRST.parse(cell.as_bytes()),
            "{cell}"
        );
    }
}

#[test]
fn slashes_follow_the_column() {
    let us = MONTH_FIRST.parse(b"12/1/2010 8:26");
    assert_eq!(us.map(local).as_deref(), Some("2010-12-01 08:26:00"));
    assert_eq!(us, DAY_FIRST.parse(b"1/12/2010 8:26"));
    assert_eq!(us, MONTH_FIRST.parse(b"12-1-10 8:26"));
    assert_eq!(MONTH_FIRST.parse(b"13/1/2010"), None);
}

#[test]
fn a_pattern_is_the_only_form_then() {
    let dates = Dates {
        day_first: true,
        pattern: Some("%d|%m|%Y %H.%M".to_owned()),
    };
    assert_eq!(
        dates.parse(b"01|12|2010 08.26").map(local).as_deref(),
        Some("2010-12-01 08:26:00")
    );
    assert_eq!(dates.parse(b"2010-12-01"), None);
}

#[test]
fn what_is_no_date() {
    for cell in [
        "",
        "abc",
        "2010-13-01",
        "2010-02-30",
        "31.02.2010",
        "2010-12-01 25:00",
        "2010-12-01 x",
        "12/2010",
        "1/2/3/4",
        "0001-01-01",
        "99999999999999999999",
        "1.5",
    ] {
        let parsed = DAY_FIRST.parse(cell.as_bytes());
        assert_eq!(parsed, None, "{cell}");
    }
}

#[test]
fn one_date_above_twelve_settles_the_column() {
    let told = |cells: &[&str]| {
        let mut evidence = Evidence::default();
        cells.iter().for_each(|cell| evidence.add(cell.as_bytes()));
        (evidence.day_first(), evidence.is_open())
    };
    assert_eq!(told(&["12/1/2010", "12/13/2010"]), (Some(false), false));
    assert_eq!(told(&["1/12/2010", "13/12/2010"]), (Some(true), false));
    assert_eq!(told(&["1/12/2010"]), (None, true));
    assert_eq!(told(&["2010-12-13", "13.12.2010", ""]), (None, false));
}

proptest! {
    #[test]
    fn every_day_reads_back_in_every_form(day in 0_i64..60_000, second in 0_i64..86_400) {
        let time = day * 86_400 + second;
        let stamp = jiff::Timestamp::from_second(time).expect("a time");
        for (form, dates) in [
            ("%Y-%m-%d %H:%M:%S", &DAY_FIRST),
            ("%Y-%m-%dT%H:%M:%SZ", &DAY_FIRST),
            ("%d.%m.%Y %H:%M:%S", &DAY_FIRST),
            ("%d/%m/%Y %H:%M:%S", &DAY_FIRST),
            ("%m/%d/%Y %I:%M:%S %p", &MONTH_FIRST),
            ("%b %d, %Y %H:%M:%S", &MONTH_FIRST),
            ("%d %B %Y %H:%M:%S", &MONTH_FIRST),
        ] {
            let text = stamp.strftime(form).to_string();
            prop_assert_eq!(dates.parse(text.as_bytes()), Some(time), "{}", text);
        }
    }

    #[test]
    fn any_bytes_are_a_date_or_none(cell: Vec<u8>) {
        let _ = DAY_FIRST.parse(&cell);
        let mut evidence = Evidence::default();
        evidence.add(&cell);
    }
}
