//! Something better in a product's place: how much dearer it is by the shop's page, and in what it
//! differs by the catalogue.

use tandem_widget::{domain::ItemId, table::Alternative};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Box, Host, Shop, shard, table_with};

/// The first of the shelf in the place of the second, and what the catalogue says of that.
async fn compared(gains: &str) -> String {
    let host = Host::with_everything().await;
    let better = Alternative {
        other: ItemId(0),
        is_upgrade: true,
        is_stand_in: false,
    };
    let shard = shard();
    let columns = shard.trim_end().strip_suffix('}').unwrap();
    let shard = format!("{columns},\"gains\":{gains}}}");
    let table = table_with(&[(ItemId(1), better)]);
    host.name(&table, shard.as_bytes()).await;
    let own = [("placement", "upgrade"), ("product", "22699")];
    let offer = Box::with(&host, Shop::new("").adapter(), &own, &[]);
    offer.reach("ready").await;
    offer.text("reason")
}

#[wasm_bindgen_test]
async fn an_upgrade_says_in_what_it_differs() {
    let gains = r#"[null,{"22423":"Tiers: +2"},null,null,null]"#;
    let text = "£9.80 more\n\u{2068}Tiers: +2\u{2069}";
    assert_eq!(compared(gains).await, text);
}

#[wasm_bindgen_test]
async fn what_is_no_text_or_of_another_upgrade_is_not_said() {
    for gains in [
        "7",
        "[]",
        r#"[null,"Tiers: +2"]"#,
        r#"[null,{"22423":2}]"#,
        r#"[null,{"22423":" "}]"#,
        r#"[null,{"22697":"Tiers: +2"}]"#,
    ] {
        assert_eq!(compared(gains).await, "£9.80 more", "{gains}");
    }
}
