//! Exports of each shop system, encoding, delimiter and date form.

use std::io::Write as _;

use tandem_widget::mine::import::{Note, OrderColumn, Reason, ShopSystem, survey};

use super::{baskets, import, message, read, settings, try_read};
use crate::driver::Scratch;

const GENERIC: &str = "\
order,date,sku,title,quantity,price,customer
1001,2024-01-05 10:00,A,Mug,1,4.50,x
1001,2024-01-05 10:00,B,Tin,2,3.00,x
1002,2024-01-06 11:00,A,Mug,1,4.50,y
1002,2024-01-06 11:00,C,Tea,1,2.00,y
";

/// Order fields stand on the first row of each order; `Id`, `Notes` and addresses are not needed.
const SHOPIFY: &str = "\
Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Notes
#1001,Ann@x.example,paid,EUR,2024-01-05 10:11:12 +0100,1,Mug,4.50,A,,\"two
lines\"
#1001,,,,,2,Tin,3.00,B,,
#1002,ann@X.example,partially_refunded,EUR,2024-01-06 10:11:12 +0100,1,Mug,4.50,A,,
#1002,,,,,1,Tea,2.00,C,,
#1003,bob@x.example,voided,EUR,2024-01-07 10:11:12 +0100,1,Mug,4.50,A,,
#1004,bob@x.example,paid,EUR,2024-01-08 10:11:12 +0100,1,Mug,4.50,A,2024-01-09 09:00:00 +0100,
#1005,,paid,EUR,2024-01-09 10:11:12 +0100,1,Tea,2.00,C,,
";

#[test]
fn shopify_says_an_order_once() {
    let data = read(SHOPIFY);
    assert_eq!(baskets(&data), ["#1001: A B", "#1002: A C", "#1005: C"]);
    assert_eq!(data.report.files[0].system, ShopSystem::Shopify);
    assert_eq!(data.currency.map(|c| c.to_string()).as_deref(), Some("EUR"));
    assert_eq!(data.items[0].price_minor, Some(450));
    assert_eq!(data.customer_count, 1, "addresses are the same in any case");
    assert_eq!(
        data.orders.get(0).unwrap().customer,
        data.orders.get(1).unwrap().customer
    );
    assert_eq!(data.orders.get(2).unwrap().customer, None);
    // The shop's own clock: ten past ten, whatever its zone.
    assert_eq!(data.orders.get(0).unwrap().time, 1_704_449_472);
    let out = &data.report.left_out;
    assert_eq!(
        (out.len(), out[0].reason, out[0].lines),
        (1, Reason::Status, 2)
    );
}

#[test]
fn woocommerce_with_items_in_a_list() {
    let data = read(
        "order_number,order_date,status,billing_email,order_currency,line_items\n\
         7,2024-01-05 10:00,completed,a@x.example,USD,name:Mug; large|sku:A|quantity:1|price:4.50;name:Tin|sku:B|quantity:2|price:3.00\n\
         8,2024-01-06 10:00,wc-failed,b@x.example,USD,name:Tin|sku:B|quantity:1|price:3.00\n\
         9,2024-01-07 10:00,processing,b@x.example,USD,name:Tin|sku:B|quantity:1|price:3.00;name:Gone|sku:|quantity:1\n",
    );
    assert_eq!(data.report.files[0].system, ShopSystem::WooCommerce);
    assert_eq!(baskets(&data), ["7: A B", "9: B"]);
    assert_eq!(data.items[0].title, "Mug; large");
    assert_eq!(data.items[1].price_minor, Some(300));
    assert_eq!(data.report.lines_read, 5);
}

#[test]
fn magento_order_items() {
    let data = read(
        "increment_id;created_at;customer_email;sku;name;qty_ordered;price;order_currency_code;status\n\
         000000007;2024-01-05 10:00:00;a@x.example;A;Mug;1.0000;4.5000;GBP;complete\n\
         000000007;2024-01-05 10:00:00;a@x.example;B;Tin;2.0000;3.0000;GBP;complete\n\
         000000008;2024-01-06 10:00:00;a@x.example;B;Tin;2.0000;3.0000;GBP;canceled\n",
    );
    assert_eq!(data.report.files[0].system, ShopSystem::Magento);
    assert_eq!(baskets(&data), ["000000007: A B"]);
    assert_eq!(data.items[0].price_minor, Some(450));
}

#[test]
fn magentos_order_grid_has_no_items_and_says_what_to_export() {
    let grid = "ID,Purchase Point,Purchase Date,Bill-to Name,Grand Total (Base),Status\n\
                7,Main,\"Jan 5, 2024 10:11:12 AM\",Ann,7.50,complete\n";
    let error = try_read(grid, &settings(|_| {})).expect_err("no items");
    assert!(
        message(&error).contains("export the order items"),
        "{error}"
    );
}

#[test]
fn bigcommerce_with_product_details() {
    let data = read(
        "Order ID,Customer Email,Order Date,Order Status,Order Currency Code,Product Details\n\
         100,a@x.example,05/01/2024,Shipped,AUD,\"Product ID: 7, Product Qty: 2, Product SKU: A, Product Name: Mug, large, Product Unit Price: 4.50 | Product ID: 8, Product Qty: 1, Product SKU: B, Product Name: Tin, Product Unit Price: 3.00\"\n\
         101,b@x.example,25/01/2024,Shipped,AUD,\"Product ID: 8, Product Qty: 1, Product SKU: B, Product Name: Tin, Product Unit Price: 3.00\"\n",
    );
    assert_eq!(data.report.files[0].system, ShopSystem::BigCommerce);
    assert_eq!(baskets(&data), ["100: A B", "101: B"]);
    assert_eq!(data.items[0].title, "Mug, large");
    assert_eq!(data.items[0].product_id.as_deref(), Some("7"));
    assert_eq!(data.currency.map(|c| c.to_string()).as_deref(), Some("AUD"));
}

#[test]
fn a_row_an_order_with_a_plain_list_of_skus() {
    let data = read("order,date,skus\n1,2024-01-05,A;B x2\n2,2024-01-06,C\n3,2024-01-07,A;C;A\n");
    assert_eq!(baskets(&data), ["1: A B", "2: C", "3: A C"]);
    let data = read(
        "order,date,items\n1,2024-01-05,\"[{\"\"sku\"\":\"\"A\"\"},{\"\"sku\"\":\"\"B\"\",\"\"quantity\"\":0}]\"\n",
    );
    assert_eq!(baskets(&data), ["1: A"]);
}

#[test]
fn a_german_export_in_windows_1252() {
    let text = "Bestellnummer;Bestelldatum;Artikelnummer;Bezeichnung;Menge;Einzelpreis;Währung;Kundennummer\r\n\
                1;01.12.2010 08:26;A;Käse-Glocke;2,0;1.234,50;EUR;7\r\n\
                1;01.12.2010 08:26;B;Öl;1;2,50 €;EUR;7\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let data = read(bytes);
    assert_eq!(baskets(&data), ["1: A B"]);
    assert_eq!(data.items[0].title, "Käse-Glocke");
    assert_eq!(data.items[0].price_minor, Some(123_450));
    assert_eq!(data.items[1].price_minor, Some(250));
    let file = &data.report.files[0];
    assert_eq!((file.delimiter, file.encoding), (';', "windows-1252"));
}

/// The first bytes are plain ASCII: only a cell far down tells.
#[test]
fn an_encoding_that_shows_late_is_told() {
    let mut bytes = b"order,date,sku,title\n".to_vec();
    for line in 0..5_000 {
        bytes.extend(format!("{line},2024-01-05,A,Tin\n").into_bytes());
    }
    bytes.extend(b"9999,2024-01-05,B,Cr\xe8me\n");
    let data = read(bytes);
    assert_eq!(data.items[1].title, "Crème");
    assert_eq!(data.report.files[0].encoding, "windows-1252");
}

/// The same orders in every wrapping give the same dataset.
#[test]
fn wrappings_make_no_difference() {
    let plain = read(GENERIC);
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(GENERIC.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let utf_16 = {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(
            GENERIC
                .replace(',', "\t")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        );
        bytes
    };
    let wrappings: [(&str, Vec<u8>); 9] = [
        ("BOM", format!("\u{feff}{GENERIC}").into_bytes()),
        ("gzip", gzip),
        ("UTF-16", utf_16),
        ("CRLF", GENERIC.replace('\n', "\r\n").into_bytes()),
        ("CR", GENERIC.replace('\n', "\r").into_bytes()),
        ("semicolons", GENERIC.replace(',', ";").into_bytes()),
        ("bars", GENERIC.replace(',', "|").into_bytes()),
        ("tabs", GENERIC.replace(',', "\t").into_bytes()),
        (
            "sep=",
            format!("sep=;\n\n{}", GENERIC.trim_end().replace(',', ";")).into_bytes(),
        ),
    ];
    for (name, bytes) in wrappings {
        let data = read(bytes);
        assert_eq!(data.items, plain.items, "{name}");
        assert_eq!(data.orders, plain.orders, "{name}");
    }
}

#[test]
fn delimiters_inside_quotes_do_not_count() {
    let data = read(
        "order;date;sku;title\n1;2024-01-05;A;\"a, b, c, d, e, f\"\n1;2024-01-05;B;\"x; y\"\n",
    );
    assert_eq!(data.items[1].title, "x; y");
    assert_eq!(data.report.files[0].delimiter, ';');
}

/// Dates in three formats: three files, and one column that mixes them.
#[test]
fn dates_in_three_formats() {
    let scratch = Scratch::new();
    let dates = ["2010-12-01T08:26:00Z", "12/1/2010 8:26", "01.12.2010 08:26"];
    // The second file is settled by its last line, two thousand lines down.
    let file = |number: usize| {
        let mut text = String::from("order,date,sku\n");
        for line in 0..2_000 {
            text.push_str(&format!("{number}-{line},{},A\n", dates[number]));
        }
        if number == 1 {
            text.push_str("x,12/13/2010 8:26,A\n");
        }
        scratch.file(&format!("{number}.csv"), text)
    };
    let files = [file(0), file(1), file(2)];
    let data = import::read(&files, &settings(|_| {}), &import::Silent).unwrap();
    let last = data.orders.last().unwrap();
    assert_eq!(data.orders.len(), 6_001);
    assert!(
        data.orders
            .iter()
            .take(6_000)
            .all(|order| order.time == 1_291_191_960)
    );
    assert_eq!(last.time - 1_291_191_960, 12 * 86_400);
    assert!(
        data.report
            .notes
            .iter()
            .all(|note| !matches!(note, Note::AmbiguousDates { .. }))
    );

    let mixed = format!(
        "order,date,sku\n1,{},A\n2,{},A\n3,1291191960,A\n",
        dates[0], dates[2]
    );
    assert!(
        read(mixed)
            .orders
            .iter()
            .all(|order| order.time == 1_291_191_960)
    );
}

#[test]
fn dates_that_stay_ambiguous_are_told_and_can_be_set() {
    let text = "order,date,sku\n1,1/12/2010,A\n2,2/12/2010,B\n";
    let data = read(text);
    let note = data
        .report
        .notes
        .iter()
        .find(|note| note.is_warning())
        .unwrap();
    assert!(
        matches!(note, Note::AmbiguousDates { day_first: true, example, .. } if example == "1/12/2010")
    );
    assert_eq!(
        data.orders.get(0).unwrap().time / 86_400,
        14_944,
        "2010-12-01"
    );

    use tandem_widget::mine::config::DateForm;
    let set = try_read(
        text,
        &settings(|settings| settings.dates = DateForm::MonthFirst),
    )
    .unwrap();
    assert_eq!(
        set.orders.get(0).unwrap().time / 86_400,
        14_621,
        "2010-01-12"
    );
    assert!(
        set.report
            .notes
            .iter()
            .all(|note| !matches!(note, Note::AmbiguousDates { .. }))
    );
    let dollars = read("order,date,sku,currency\n1,1/12/2010,A,USD\n1,1/12/2010,B,USD\n");
    assert_eq!(dollars.orders.get(0).unwrap().time / 86_400, 14_621);
}

#[test]
fn settings_name_columns() {
    let text = "Vorgang,Wann,Ding,order\n1,2024-01-05,A,x\n1,2024-01-05,B,y\n";
    let named = settings(|settings| {
        settings
            .columns
            .insert(OrderColumn::Order, "vorgang".to_owned());
        settings
            .columns
            .insert(OrderColumn::Date, "Wann".to_owned());
        settings.columns.insert(OrderColumn::Sku, "Ding".to_owned());
    });
    assert_eq!(baskets(&try_read(text, &named).unwrap()), ["1: A B"]);
    let absent = settings(|settings| {
        settings
            .columns
            .insert(OrderColumn::Sku, "Dings".to_owned());
    });
    let error = try_read(text, &absent).expect_err("absent");
    assert_eq!(
        message(&error),
        "orders.csv, line 1: [import.columns] sku names the column \"Dings\", which is not in the header: Vorgang, Wann, Ding, order"
    );
}

#[test]
fn an_order_in_two_files_is_one_order() {
    let scratch = Scratch::new();
    let january = scratch.file("1.csv", GENERIC);
    // February's file repeats 1001 in another order of lines, and adds a line to 1002.
    let february = scratch.file(
        "2.csv",
        "order,date,sku,title,quantity,price,customer\n\
         1001,2024-01-05 10:00,B,Tin,2,3.00,x\n\
         1001,2024-01-05 10:00,A,Mug,1,4.50,x\n\
         1002,2024-01-06 11:00,D,Jam,1,2.00,y\n",
    );
    let data = import::read(&[january, february], &settings(|_| {}), &import::Silent).unwrap();
    assert_eq!(baskets(&data), ["1001: A B", "1002: A C D"]);
    assert!(
        data.report
            .notes
            .contains(&Note::OrdersJoined { orders: 1 })
    );
    let out = &data.report.left_out[0];
    assert_eq!((out.reason, out.lines), (Reason::SameOrderInTwoFiles, 2));
}

#[test]
fn only_letters_before_plain_numbers_cancel() {
    let plain = "order,date,sku\n1,2024-01-05,A\n2,2024-01-05,A\n3,2024-01-05,A\n4,2024-01-05,A\nC4,2024-01-05,A\n";
    assert_eq!(read(plain).orders.len(), 4);
    // A shop whose orders all start with a letter cancels nothing by it.
    let lettered = "order,date,sku\nC1,2024-01-05,A\nC2,2024-01-05,A\nA3,2024-01-05,A\n";
    assert_eq!(read(lettered).orders.len(), 3);
}

#[test]
fn without_a_sku_column_ids_or_names_stand_in() {
    let data = read("order,date,product,quantity\n1,2024-01-05,Mug,1\n1,2024-01-05,Tin,1\n");
    assert_eq!(baskets(&data), ["1: Mug Tin"]);
    assert!(data.report.notes.contains(&Note::SkuFromTitle { items: 2 }));
    let data = read("order,date,product_id,product_name\n1,2024-01-05,7,Mug\n1,2024-01-05,8,Tin\n");
    assert_eq!(baskets(&data), ["1: 7 8"]);
    assert_eq!(data.items[0].title, "Mug");
    // With a SKU column, an empty SKU is left out unless the settings say otherwise.
    let text = "order,date,sku,title\n1,2024-01-05,A,Mug\n1,2024-01-05,,Tin\n";
    assert_eq!(read(text).items.len(), 1);
    let by_title = settings(|settings| settings.sku_from_title = true);
    assert_eq!(baskets(&try_read(text, &by_title).unwrap()), ["1: A Tin"]);
}

#[test]
fn a_look_tells_what_was_recognised_and_keeps_people_out() {
    let scratch = Scratch::new();
    let file = scratch.file("orders.csv", SHOPIFY);
    let look = survey(&file, &settings(|_| {})).unwrap();
    assert_eq!(look.system, ShopSystem::Shopify);
    let of = |column| {
        look.columns
            .iter()
            .find(|found| found.column == column)
            .unwrap()
    };
    assert_eq!(of(OrderColumn::Order).name, "Name");
    assert_eq!(of(OrderColumn::Sku).samples, ["A", "B", "C"]);
    assert_eq!(of(OrderColumn::Customer).name, "Email");
    assert!(of(OrderColumn::Customer).samples.is_empty());
    assert_eq!(look.currencies, ["EUR"]);
}
