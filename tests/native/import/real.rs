//! The real export in the repository, to the last line.

use std::{collections::HashMap, path::PathBuf, sync::LazyLock};

use tandem_widget::mine::{
    config::Config,
    dataset::Dataset,
    import::{self, ImportError, Note, Reason, ShopSystem, Silent},
};

pub(super) fn export() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data", "online-retail.csv.gz"]
        .iter()
        .collect()
}

/// Read once for all tests that only look.
static DATA: LazyLock<Dataset> = LazyLock::new(|| read(&[export()]));

fn read(files: &[PathBuf]) -> Dataset {
    let demo = include_str!("../../../data/demo.toml");
    let settings = Config::parse(demo).unwrap().check().unwrap();
    import::read(files, &settings.import, &Silent).expect("an import")
}

/// The counts were checked against an independent reading of the file. Of the lines commonly kept
/// for this data, 517,254, these differ: 33 lines of `DCGS…` party bags and 3 of cushion pads are
/// goods though their codes start with a letter, and 1 line of 22016 is a voucher though it looks
/// like goods.
#[test]
fn every_line_of_the_real_export_is_accounted_for() {
    let data = &*DATA;
    let report = &data.report;
    let left_out: Vec<(Reason, u64)> = report
        .left_out
        .iter()
        .map(|left_out| (left_out.reason, left_out.lines))
        .collect();
    assert_eq!(
        left_out,
        [
            (Reason::Cancelled, 9_288),
            (Reason::Adjustment, 3),
            (Reason::Returned, 1_336),
            (Reason::Free, 1_179),
            (Reason::Fee, 2_343),
            (Reason::ExactCopy, 5_222),
            (Reason::RepeatedItem, 5_249),
        ]
    );
    assert_eq!(report.lines_read, 541_909);
    assert_eq!(report.lines_kept, 517_254 + 33 + 3 - 1);
    assert_eq!(report.bad_lines, 0);
    let out: u64 = left_out.iter().map(|(_, lines)| lines).sum();
    assert_eq!(report.lines_read, report.lines_kept + out);
    assert_eq!((report.orders, report.items), (19_773, 3_798));
    assert_eq!((report.customers, report.anonymous_orders), (4_334, 1_371));
    let file = &report.files[0];
    assert_eq!((file.system, file.delimiter), (ShopSystem::Generic, ','));
    assert_eq!(
        (file.gzip, file.rows, file.encoding),
        (true, 541_909, "UTF-8")
    );
    assert_eq!(
        report.left_out[0].to_string(),
        "9,288 cancelled lines left out: order numbers starting with C"
    );
    assert!(report.notes.contains(&Note::LargeOrders {
        orders: 626,
        largest: 1_106
    }));
    assert!(report.notes.contains(&Note::SkuSpellings { items: 109 }));
    assert!(report.notes.contains(&Note::TitlesVary { items: 207 }));
}

#[test]
fn fees_of_the_real_export_are_found_by_what_they_are_called() {
    let fees: Vec<String> = DATA.report.fees.iter().map(|fee| fee.sku.clone()).collect();
    for fee in ["DOT", "POST", "C2", "BANK CHARGES", "gift_0001_20", "22016"] {
        assert!(fees.contains(&fee.to_owned()), "{fee} of {fees:?}");
    }
    assert_eq!(fees.len(), 13, "{fees:?}");
}

#[test]
fn items_of_the_real_export_are_themselves() {
    let data = &*DATA;
    let items: HashMap<&str, _> = data
        .items
        .iter()
        .map(|item| (item.sku.as_str(), item))
        .collect();
    let holder = items["85123A"];
    assert_eq!(holder.title, "WHITE HANGING HEART T-LIGHT HOLDER");
    assert_eq!(holder.other_skus, ["85123a"]);
    assert_eq!(holder.price_minor, Some(295));
    assert_eq!(
        data.currency
            .map(|currency| currency.code().to_owned())
            .as_deref(),
        Some("GBP")
    );
    // A pad at £0.001 has no price in pence.
    assert_eq!(items["PADS"].price_minor, None);
    assert!(!items.contains_key("POST"));
    assert!(data.items.iter().all(|item| !item.title.contains("  ")));
}

/// What [`Dataset`] promises of its shape.
#[test]
fn the_dataset_keeps_its_promises() {
    let data = &*DATA;
    let mut orders_of = vec![0; data.items.len()];
    let mut first_seen = vec![];
    for order in data.orders.iter() {
        assert!(!order.items.is_empty());
        assert!(order.items.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            order
                .customer
                .is_none_or(|customer| customer.0 < data.customer_count)
        );
        for &item in order.items {
            orders_of[item as usize] += 1;
            if orders_of[item as usize] == 1 {
                first_seen.push(item);
            }
        }
    }
    assert!(
        data.orders
            .iter()
            .zip(data.orders.iter().skip(1))
            .all(|(one, next)| (one.time, one.id) < (next.time, next.id))
    );
    let orders: Vec<u32> = data.items.iter().map(|item| item.orders).collect();
    assert_eq!(orders, orders_of);
    let days = |order: tandem_widget::mine::dataset::OrderView<'_>| order.time / 86_400;
    assert_eq!(data.orders.first().map(days), Some(14_944), "2010-12-01");
    assert_eq!(data.orders.last().map(days), Some(15_317), "2011-12-09");
}

#[test]
fn two_readings_are_alike() {
    let (once, again) = (&*DATA, read(&[export()]));
    assert_eq!(once.items, again.items);
    assert_eq!(once.orders, again.orders);
    assert_eq!(once.report, again.report);
}

/// A shop that exports each month twice by accident, or keeps last year's file about.
#[test]
fn the_export_given_twice_is_the_export_given_once() {
    let twice = read(&[export(), export()]);
    let once = &*DATA;
    assert_eq!(once.items, twice.items);
    assert_eq!(once.orders, twice.orders);
    let doubled: u64 = twice
        .report
        .left_out
        .iter()
        .filter(|left_out| left_out.reason == Reason::SameOrderInTwoFiles)
        .map(|left_out| left_out.lines)
        .sum();
    assert_eq!(doubled, 541_909 - 9_288 - 3 - 1_336 - 1_179);
}

/// With the least memory that works, lines go to a temporary file; nothing else is different.
#[test]
fn the_memory_allowed_changes_nothing() {
    let read = |memory_bytes| {
        let settings = super::settings(|it| it.memory_bytes = memory_bytes);
        import::read(&[export()], &settings, &Silent)
    };
    let Err(ImportError::Memory { least_bytes, .. }) = read(Some(1)) else {
        panic!("one byte is enough");
    };
    let (free, tight) = (
        read(None).expect("orders"),
        read(Some(least_bytes)).expect("orders"),
    );
    assert_eq!(free.orders, tight.orders);
    assert_eq!(free.items, tight.items);
    assert_eq!(format!("{:?}", free.report), format!("{:?}", tight.report));
    assert!(read(Some(least_bytes - 1)).is_err());
}
