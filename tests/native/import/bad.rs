//! Bad input: each kind has a message that says what to do.

use std::io::Write as _;

use tandem_widget::mine::{
    config::FreeLines,
    import::{Fault, ImportError, Note, Reason, currency_of},
};

use super::{baskets, import, message, read, settings, try_read};
use crate::driver::Scratch;

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>) -> String {
    message(&try_read(bytes, &settings(|_| {})).expect_err("refused"))
}

const HEADER: &str = "order,date,sku,title,quantity,price";

fn lines(lines: &[&str]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

#[test]
fn an_empty_file() {
    for empty in ["", "\n\n  \n", "\u{feff}"] {
        assert_eq!(
            refused(empty),
            "orders.csv: the file is empty. Export the orders again",
            "{empty:?}"
        );
    }
}

#[test]
fn a_header_alone() {
    assert_eq!(
        refused(format!("{HEADER}\n,,,,,\n")),
        "orders.csv: there is a header but no line under it. Export a time span that has orders"
    );
}

#[test]
fn a_wrong_delimiter() {
    assert_eq!(
        refused("order date sku\n1 2024-01-05 A\n"),
        "orders.csv, line 1: the header \"order date sku\" has one column. The columns must be parted by , ; | or a tab: \
         export as CSV, or set [import] delimiter"
    );
    let set = settings(|settings| settings.delimiter = Some(b';'));
    let error = try_read(lines(&["1,2024-01-05,A,,1,1"]), &set).expect_err("one column");
    assert!(
        message(&error).contains("has one column when parted by ';'"),
        "{error}"
    );
}

#[test]
fn no_header() {
    let text = refused("1001,2024-01-05,A\n1001,2024-01-05,B\n");
    assert!(
        text.starts_with(
            "orders.csv, line 1: no column found for the order number (order) and the order date (date) and the items \
             (sku, or items for a list). The header has: 1001, 2024-01-05, A."
        ),
        "{text}"
    );
    assert!(
        text.contains("[import.columns]") && text.contains("add one"),
        "{text}"
    );
}

#[test]
fn files_that_are_no_table() {
    for (bytes, what) in [
        (&b"PK\x03\x04rest"[..], "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"  <!DOCTYPE html><p>Sign in", "a web page"),
        (b"{\"orders\":[]}", "JSON"),
        (b"\x7fELF\0\0\x01", "a binary file"),
        (b"order,date,sku\n1,\0\0,A\n", "a binary file"),
    ] {
        let text = refused(bytes);
        assert!(
            text.starts_with(&format!("orders.csv: this is {what}, not a table")),
            "{text}"
        );
    }
}

#[test]
fn a_missing_file_and_a_folder() {
    let scratch = Scratch::new();
    let missing = scratch.path().join("orders.csv");
    let error = import::read(&[missing], &settings(|_| {}), &import::Silent).expect_err("missing");
    assert!(
        message(&error).starts_with("orders.csv: cannot be opened ("),
        "{error}"
    );
    let folder = scratch.path().to_owned();
    let error = import::read(&[folder], &settings(|_| {}), &import::Silent).expect_err("a folder");
    assert!(error.to_string().contains("this is a folder"), "{error}");
    let none = import::read(&[], &settings(|_| {}), &import::Silent).expect_err("none");
    assert!(none.to_string().contains("--orders"), "{none}");
}

#[test]
fn a_gzip_file_cut_off_at_every_length() {
    let mut text = String::from(HEADER);
    for line in 0..3_000_u64 {
        let noise = line.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        text.push_str(&format!("\n{line},2024-01-05,{noise:x},t,1,1"));
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    assert!(try_read(&whole, &settings(|_| {})).is_ok());
    for keep in (3..whole.len()).step_by(whole.len() / 23) {
        let text = refused(&whole[..keep]);
        assert!(
            text.starts_with("orders.csv: the gzip file is cut off or damaged after line "),
            "{keep}: {text}"
        );
    }
    let mut damaged = whole;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0);
    assert!(refused(&damaged).contains("damaged"));
}

#[test]
fn one_order_one_item_and_nothing_together_are_told() {
    for (text, note) in [
        (
            lines(&["1,2024-01-05,A,,1,1", "1,2024-01-05,B,,1,1"]),
            Note::OneOrder,
        ),
        (
            lines(&["1,2024-01-05,A,,1,1", "2,2024-01-05,A,,1,1"]),
            Note::OneItem,
        ),
        (
            lines(&["1,2024-01-05,A,,1,1", "2,2024-01-05,B,,1,1"]),
            Note::NothingTogether,
        ),
    ] {
        let data = read(text);
        assert!(data.report.notes.contains(&note), "{note:?}");
        assert!(
            note.is_warning() && note.to_string().contains("Check"),
            "{note}"
        );
    }
}

#[test]
fn wholesale_orders_are_kept_up_to_a_limit() {
    let mut text = format!("{HEADER}\n");
    for line in 0..1_100 {
        text.push_str(&format!("1,2024-01-05,S{line},,1,1\n"));
    }
    text.push_str("2,2024-01-06,S1,,1,1\n");
    let data = read(&text);
    assert_eq!(data.orders.get(0).unwrap().items.len(), 1_100);
    assert!(data.report.notes.contains(&Note::LargeOrders {
        orders: 1,
        largest: 1_100
    }));
    let limited = try_read(
        &text,
        &settings(|settings| settings.max_order_items = 1_099),
    )
    .unwrap();
    assert_eq!(baskets(&limited), ["2: S1"]);
    assert_eq!(limited.report.left_out[0].reason, Reason::HugeOrder);
    assert_eq!(limited.report.left_out[0].lines, 1_100);
}

#[test]
fn odd_skus_and_titles_stay_what_they_are() {
    let data = read(lines(&[
        "1,2024-01-05,\"12\"\" \"\"ruler\"\"\",\"<script>alert(1)</script>\",1,1",
        "1,2024-01-05,🎁-1,\"Gift, \"\"big\"\"\",1,1",
        "1,2024-01-05,<script>,  many   spaces ,1,1",
        "1,2024-01-05,=\"00123\",=HYPERLINK(1),1,1",
    ]));
    let skus: Vec<&str> = data.items.iter().map(|item| item.sku.as_str()).collect();
    assert_eq!(skus, ["12\" \"ruler\"", "🎁-1", "<script>", "00123"]);
    let titles: Vec<&str> = data.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "<script>alert(1)</script>",
            "Gift, \"big\"",
            "many spaces",
            "=HYPERLINK(1)"
        ]
    );
}

#[test]
fn zero_and_negative_prices_and_quantities() {
    let text = lines(&[
        "1,2024-01-05,A,,1,1",
        "1,2024-01-05,B,,1,0.00",
        "1,2024-01-05,C,,1,-5",
        "1,2024-01-05,D,,-1,1",
        "1,2024-01-05,E,,0,1",
        "1,2024-01-05,F,,1,",
    ]);
    let data = read(&text);
    assert_eq!(
        baskets(&data),
        ["1: A F"],
        "an empty price is an unknown one"
    );
    let out: Vec<_> = data
        .report
        .left_out
        .iter()
        .map(|out| (out.reason, out.lines))
        .collect();
    assert_eq!(
        out,
        [
            (Reason::Returned, 2),
            (Reason::NegativePrice, 1),
            (Reason::Free, 1)
        ]
    );
    let free = settings(|settings| settings.free_lines = FreeLines::Keep);
    assert_eq!(baskets(&try_read(&text, &free).unwrap()), ["1: A B F"]);
}

#[test]
fn a_shop_whose_prices_are_all_zero_has_orders_and_no_prices() {
    let mut rows = vec![
        "1,2024-01-05,A,,1,0",
        "1,2024-01-05,B,,1,0.00",
        "1,2024-01-05,C,,1,",
    ];
    let all_zero = lines(&rows);
    let set = settings(|settings| settings.currency = currency_of("GBP"));
    let data = try_read(&all_zero, &set).unwrap();
    assert_eq!(baskets(&data), ["1: A B C"]);
    assert!(data.items.iter().all(|item| item.price_minor.is_none()));
    assert!(
        data.report
            .notes
            .contains(&Note::NothingPriced { lines: 2 })
    );
    assert_eq!(data.report.lines_read, 3, "read twice, counted once");
    // One price that is none of nothing, and the others were gifts.
    rows.push("2,2024-01-06,D,,1,5");
    assert_eq!(baskets(&read(lines(&rows))), ["1: C", "2: D"]);
}

#[test]
fn a_few_orders_from_the_future_are_left_out_and_many_are_a_wrong_clock() {
    let mut text = String::from("order,date,sku\n");
    for order in 0..200 {
        text += &format!("{order},2024-01-05,A\n{order},2024-01-05,B\n");
    }
    text += "x,2099-01-01,A\nx,2099-01-01,B\ny,2098-01-01,A\n";
    // 2024-02-01.
    let set = settings(|settings| settings.latest_time = Some(1_706_745_600));
    let data = try_read(&text, &set).unwrap();
    assert_eq!(data.orders.len(), 200);
    assert_eq!(data.report.future_orders, 2);
    assert_eq!(data.report.future_example.as_deref(), Some("x"));
    let out = data.report.left_out.last().expect("a reason");
    assert_eq!((out.reason, out.lines), (Reason::Future, 3));
    text += "z,2099-01-01,B\n";
    let data = try_read(&text, &set).unwrap();
    assert_eq!((data.orders.len(), data.report.future_orders), (203, 0));
    assert_eq!(read(&text).orders.len(), 203, "without a clock all count");
}

#[test]
fn two_currencies_are_never_mixed() {
    let data = read(
        "order,date,sku,price,currency\n\
         1,2024-01-05,A,4.50,EUR\n\
         1,2024-01-05,B,3.00,EUR\n\
         2,2024-01-06,A,600,JPY\n\
         3,2024-01-07,B,2.00,XXQ\n",
    );
    assert_eq!(data.orders.len(), 3);
    assert_eq!(data.currency.map(|c| c.to_string()).as_deref(), Some("EUR"));
    assert_eq!(data.items[0].price_minor, Some(450));
    assert_eq!(data.items[1].price_minor, Some(300));
    let told: Vec<String> = data
        .report
        .notes
        .iter()
        .filter(|note| note.is_warning())
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "\"XXQ\" is no ISO 4217 currency: the prices of 1 lines are not used",
            "prices in several currencies: only EUR is used, prices in JPY (1 lines) are not; their orders count. \
             To keep shops apart, build each from its own export"
        ]
    );
}

#[test]
fn prices_without_a_currency_are_not_used() {
    let data = read(lines(&["1,2024-01-05,A,,1,1", "1,2024-01-05,B,,1,1"]));
    assert_eq!((data.currency, data.items[0].price_minor), (None, None));
    assert!(data.report.notes.contains(&Note::NoCurrency));
    assert!(!data.has_customers && data.report.notes.contains(&Note::NoCustomers));
    let priced = read("order,date,sku,price\n1,2024-01-05,A,4.50 GBP\n1,2024-01-05,B,£3\n");
    assert_eq!(priced.items[0].price_minor, Some(450));
}

/// A quoted line break, an empty line and every kind of fault: file, line, column, remedy.
#[test]
fn bad_lines_are_named_by_line_and_column() {
    let bad = [
        (
            "9,2024-02-30,A,,1,1",
            "line 5, column \"date\": \"2024-02-30\" is no date",
        ),
        (
            "9,2024-01-05,A,,many,1",
            "line 5, column \"quantity\": \"many\" is no number",
        ),
        (
            "9,2024-01-05,A,,,1",
            "line 5, column \"quantity\": the cell is empty",
        ),
        (
            "9,2024-01-05,A,,1,\"2,55\"",
            "line 5, column \"price\": \"2,55\" is no number where a point",
        ),
        (
            ",2024-01-05,A,,1,1",
            "line 5, column \"order\": the cell is empty",
        ),
        ("9,,A,,1,1", "line 5, column \"date\": the cell is empty"),
        ("9,2024-01-05", "line 5: 2 of 6 columns"),
        (
            "9,2024-01-05,A,Mug, large,1,1",
            "line 5: 7 columns where the header has 6",
        ),
        (
            "9,2024-01-05,A,\"two\nlines\",x,1",
            "line 6, column \"quantity\": \"x\" is no number",
        ),
    ];
    for ending in ["\n", "\r\n", "\r"] {
        for (line, said) in bad {
            let text = lines(&[
                "1,2024-01-05,A,\"two\nlines\",1,1.5",
                "",
                line,
                "2,2024-01-05,B,,1,1",
            ]);
            let text = text.replace('\n', ending);
            let strict = settings(|settings| settings.strict = true);
            let error = try_read(&text, &strict).expect_err(line);
            assert!(matches!(error, ImportError::BadLine(_)), "{error}");
            let told = message(&error);
            assert!(
                told.starts_with(&format!("orders.csv, {said}")),
                "{ending:?}: {told}"
            );
            assert!(told.contains("--strict"), "{told}");

            let lenient = settings(|settings| settings.max_bad_share = 0.5);
            let data = try_read(&text, &lenient).unwrap();
            assert_eq!((data.report.bad_lines, data.orders.len()), (1, 2), "{line}");
        }
    }
}

/// Without this, one stray quote would lose most of a file as a single bad line.
#[test]
fn a_quote_that_is_never_closed() {
    let mut text = lines(&["1,2024-01-05,A,Mug,1,1", "2,2024-01-05,A,\"Mug,1,1"]);
    for line in 3..5_000 {
        text.push_str(&format!("{line},2024-01-05,B,Tin,1,1\n"));
    }
    assert_eq!(
        refused(&text),
        "orders.csv, line 3: a quote is opened here and never closed, so all lines below are lost in it. \
         Close or remove it, or export again"
    );
    // A quote that is closed at the very end is none of this.
    let closed = "order,date,sku,title\n1,2024-01-05,A,x\n1,2024-01-05,B,\"y\n\n\"";
    assert_eq!(baskets(&read(closed)), ["1: A B"]);
    assert_eq!(baskets(&read(format!("{closed}\n\n"))), ["1: A B"]);
}

#[test]
fn too_many_bad_lines_stop_with_examples() {
    let mut text = format!("{HEADER}\n");
    for line in 0..200 {
        let price = if line % 20 == 7 { "abc" } else { "1" };
        text.push_str(&format!("{line},2024-01-05,A,,1,{price}\n"));
    }
    let told = refused(&text);
    assert!(
        told.contains("orders.csv, line 9, column \"price\": \"abc\""),
        "{told}"
    );
    let error = try_read(&text, &settings(|_| {}))
        .expect_err("too many")
        .to_string();
    assert!(
        error.starts_with(
            "10 of 200 lines cannot be read, more than [import] max_bad_share = 0.01 allows:\n"
        ),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1 + 5);
    // At the share that is allowed, they are skipped and told.
    let data = try_read(&text, &settings(|settings| settings.max_bad_share = 0.05)).unwrap();
    assert_eq!(
        (data.report.bad_lines, data.report.bad_examples.len()),
        (10, 5)
    );
    assert!(matches!(
        data.report.bad_examples[0].fault,
        Fault::Number { .. }
    ));
}

#[test]
fn a_list_that_is_no_list_is_a_bad_line() {
    let text =
        "order,date,items\n1,2024-01-05,\"[{\"\"sku\"\":\"\"A\"\"}]\"\n2,2024-01-05,\"[{\"\n";
    let strict = settings(|settings| settings.strict = true);
    let told = message(&try_read(text, &strict).expect_err("no list"));
    assert!(
        told.starts_with("orders.csv, line 3, column \"items\": \"[{\" is no list"),
        "{told}"
    );
}

/// Progress reaches the size of all files and never falls.
#[test]
fn progress_ends_at_the_end() {
    let scratch = Scratch::new();
    let files = [
        scratch.file("1.csv", lines(&["1,2024-01-05,A,,1,1"])),
        scratch.file("2.csv", lines(&["2,2024-01-05,A,,1,1"])),
    ];
    let seen = std::cell::RefCell::new(vec![]);
    let progress = |read, total| seen.borrow_mut().push((read, total));
    import::read(&files, &settings(|_| {}), &progress).unwrap();
    let seen = seen.into_inner();
    assert!(
        seen.windows(2)
            .all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 == pair[1].1)
    );
    let (read, total) = *seen.last().unwrap();
    assert_eq!(read, total);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(200))]

    /// Any bytes under a good header: an answer or an error, and books that balance.
    #[test]
    fn any_bytes_are_an_answer_or_an_error(junk: Vec<u8>, gzip: bool, whole: bool) {
        let mut bytes = if whole { vec![] } else { lines(&["1,2024-01-05,A,,1,1"]).into_bytes() };
        bytes.extend(junk);
        if gzip {
            bytes.splice(0..0, [0x1f, 0x8b, 8, 0]);
        }
        let lenient = settings(|settings| settings.max_bad_share = 1.0);
        if let Ok(data) = try_read(bytes, &lenient) {
            let out: u64 = data.report.left_out.iter().map(|out| out.lines).sum();
            let report = &data.report;
            proptest::prop_assert_eq!(report.lines_read, report.lines_kept + out + report.bad_lines);
        }
    }

    /// Rows made of likely cells: the books balance, and the order of rows makes no difference to
    /// what was bought together.
    #[test]
    fn books_balance_and_row_order_does_not_matter(
        rows in proptest::collection::vec((0..6_u8, 0..4_u8, -1..3_i8, 0..3_u8, "[a-c ]{0,2}"), 1..40),
    ) {
        let text = |rows: &mut dyn Iterator<Item = &(u8, u8, i8, u8, String)>| {
            let mut text = String::from("order,date,sku,title,quantity,price\n");
            for (order, sku, quantity, price, title) in rows {
                let c = if *order == 5 { "C" } else { "" };
                let sku = ["A", "a", "B", "postage"][usize::from(*sku)];
                text.push_str(&format!("{c}{order},2024-01-0{},{sku},{title},{quantity},{price}\n", order + 1));
            }
            text
        };
        let forward = try_read(text(&mut rows.iter()), &settings(|_| {}));
        let backward = try_read(text(&mut rows.iter().rev()), &settings(|_| {}));
        match (forward, backward) {
            (Ok(forward), Ok(backward)) => {
                let report = &forward.report;
                let out: u64 = report.left_out.iter().map(|out| out.lines).sum();
                proptest::prop_assert_eq!(report.lines_read, report.lines_kept + out);
                proptest::prop_assert_eq!(report.lines_read, rows.len() as u64);
                proptest::prop_assert_eq!(&report.left_out, &backward.report.left_out);
                let sorted = |data| {
                    let mut baskets = baskets(data);
                    for basket in &mut baskets {
                        let mut words: Vec<&str> = basket.split(' ').collect();
                        words.sort_unstable();
                        *basket = words.join(" ");
                    }
                    baskets
                };
                proptest::prop_assert_eq!(sorted(&forward), sorted(&backward));
            }
            (Err(_), Err(_)) => {}
            (forward, backward) => panic!("{forward:?} against {backward:?}"),
        }
    }
}

/// Lines of an order far apart, more than there is room for: runs are sorted and merged.
#[test]
fn orders_are_whole_whatever_the_memory() {
    let mut export = String::from("order,date,sku\n");
    for line in 0..60_000_u32 {
        let (order, sku) = (line % 1_500, line.wrapping_mul(2_654_435_761) >> 25);
        export += &format!("{order},2024-01-05 10:00,P{sku}\n");
    }
    let read = |bytes| try_read(&export, &settings(|it| it.memory_bytes = bytes));
    let error = read(Some(1_000)).expect_err("too little");
    let ImportError::Memory { least_bytes, .. } = error else {
        panic!("{error}");
    };
    assert!(
        error
            .to_string()
            .contains("the least that works is --memory ")
    );
    let (free, tight) = (
        read(None).expect("orders"),
        read(Some(least_bytes)).expect("orders"),
    );
    assert_eq!(baskets(&free), baskets(&tight));
    assert_eq!(free.report.left_out, tight.report.left_out);
}

/// An order of which nothing is known but its number is none, and takes no other's place.
#[test]
fn a_first_line_without_a_date_moves_no_order() {
    let export = "order,date,sku\nA,,X\nB,2024-01-05,Y\nA,2024-01-06,Z\nB,2024-01-05,W\nA,,V\n";
    let data = try_read(export, &settings(|it| it.max_bad_share = 1.0)).unwrap();
    assert_eq!(data.report.bad_lines, 1);
    assert_eq!(baskets(&data), ["B: Y W", "A: Z V"]);
}
