//! Files that are absent, broken or foreign: the page stays as it was, the element says `error`, the
//! console has one line, and one event tells the page.

use tandem_widget::browser;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Box, Host, Shop, console, document, get, shard, table};

/// Mounts a box that has to fail, and gives the code of its one event.
async fn fails(host: &Host) -> String {
    let shop = Shop::new("");
    let offer = Box::new(host, shop.adapter());
    offer.reach("error").await;
    assert_eq!(offer.all("*").len(), 1, "only the root is left");
    let heard = offer.hear();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].name, "error");
    assert!(!heard[0].text("message").is_empty());
    let lines = console();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let code = heard[0].text("code");
    assert!(
        lines[0].starts_with(&format!("tandem: {code}: ")),
        "{lines:?}"
    );
    code
}

#[wasm_bindgen_test]
async fn a_missing_manifest() {
    let mut host = Host::with_everything().await;
    host.folder.push_str("elsewhere/");
    assert_eq!(fails(&host).await, "status");
}

#[wasm_bindgen_test]
async fn a_web_page_in_place_of_the_manifest() {
    let host = Host::with_everything().await;
    host.put("manifest.json", b"<!doctype html><title>Shop</title>");
    assert_eq!(fails(&host).await, "not-json");
}

#[wasm_bindgen_test]
async fn a_manifest_of_another_shape_or_time() {
    for (text, code) in [
        ("{}", "malformed"),
        ("[]", "malformed"),
        ("null", "malformed"),
        (r#"{"format":"1"}"#, "malformed"),
        (r#"{"format":1,"rules":{"file":7}}"#, "malformed"),
        (r#"{"format":2}"#, "newer-manifest"),
    ] {
        let host = Host::with_everything().await;
        host.put("manifest.json", text.as_bytes());
        assert_eq!(fails(&host).await, code, "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_manifest_that_names_a_missing_file_or_one_elsewhere() {
    for (file, code) in [
        ("rules-2.tdm", "status"),
        ("../rules-1.tdm", "malformed"),
        ("https://elsewhere.example/rules-1.tdm", "malformed"),
        ("", "malformed"),
    ] {
        let host = Host::with_everything().await;
        let text = format!(
            r#"{{"format":1,"rules":{{"file":"{file}","bytes":9,"sha256":"-"}},"catalog":{{"shards":[]}}}}"#
        );
        host.put("manifest.json", text.as_bytes());
        assert_eq!(fails(&host).await, code, "{file}");
    }
}

#[wasm_bindgen_test]
async fn a_truncated_or_changed_table() {
    let whole = table();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    let mut longer = whole.clone();
    longer.push(0);
    for (bytes, code) in [
        (&whole[..whole.len() - 1], "changed"),
        (&[][..], "changed"),
        (&changed[..], "changed"),
        (&longer[..], "too-large"),
    ] {
        let host = Host::with_everything().await;
        host.put("rules-1.tdm", bytes);
        assert_eq!(fails(&host).await, code);
    }
}

#[wasm_bindgen_test]
async fn a_table_that_is_none_or_of_a_newer_version() {
    let mut newer = table();
    newer[8] = 2;
    let html = b"<!doctype html><title>Not found</title>".to_vec();
    for (bytes, code) in [(newer, "table-newer-version"), (html, "table-html")] {
        let host = Host::with_everything().await;
        host.name(&bytes, b"{}").await;
        assert_eq!(fails(&host).await, code);
    }
}

#[wasm_bindgen_test]
async fn a_catalogue_that_is_none() {
    for (bytes, code) in [
        (&b"<!doctype html>"[..], "not-json"),
        (&[0x1f, 0x8b, 8, 0][..], "not-json"),
        (&b"{}"[..], "malformed"),
    ] {
        let host = Host::with_everything().await;
        host.name(&table(), bytes).await;
        assert_eq!(fails(&host).await, code);
    }
}

#[wasm_bindgen_test]
async fn a_catalogue_that_the_host_unpacked_on_the_way_is_fine() {
    let host = Host::with_everything().await;
    host.put("catalog-0-1.json.gz", shard().as_bytes());
    let offer = Box::new(&host, Shop::new("").adapter());
    offer.reach("ready").await;
}

#[wasm_bindgen_test]
async fn cards_of_another_shape_are_no_cards() {
    let host = Host::with_everything().await;
    let shard =
        br#"{"first":0,"sku":["22423",7],"title":["Only this",null],"url":["javascript:1"]}"#;
    host.name(&table(), shard).await;
    let offer = Box::new(&host, Shop::new("").adapter());
    offer.reach("empty").await;
    assert_eq!(offer.hear()[0].text("reason"), "nothing-left");
}

#[wasm_bindgen_test]
async fn two_boxes_stopped_by_one_fault_are_one_line() {
    let mut host = Host::with_everything().await;
    host.folder.push_str("nowhere/");
    let shop = Shop::new("");
    let first = Box::new(&host, shop.adapter());
    let second = Box::new(&host, shop.adapter());
    first.reach("error").await;
    second.reach("error").await;
    assert_eq!(console().len(), 1);
}

#[wasm_bindgen_test]
async fn after_a_failure_a_later_box_tries_again() {
    let host = Host::with_everything().await;
    host.put("rules-1.tdm", b"");
    assert_eq!(fails(&host).await, "changed");
    host.put("rules-1.tdm", &table());
    let offer = Box::new(&host, Shop::new("").adapter());
    offer.reach("ready").await;
}

#[wasm_bindgen_test]
async fn scores_are_had_without_a_box_and_a_failure_is_an_error() {
    let host = Host::with_everything().await;
    let script = document().create_element("script").unwrap();
    let address = [&host.folder, "manifest.json"].concat();
    script.set_attribute("data-manifest", &address).unwrap();
    let items = js_sys::Array::of2(&"22423".into(), &"no such item".into());
    let picks = browser::score(script.clone(), items.clone(), 2)
        .await
        .unwrap();
    let picks: js_sys::Array = picks.unchecked_into();
    let skus: Vec<_> = picks
        .iter()
        .map(|pick| get(&pick, "sku").as_string().unwrap())
        .collect();
    assert_eq!(skus, ["22699", "22697"]);
    script
        .set_attribute("data-manifest", "/play/none.json")
        .unwrap();
    let error = browser::score(script, items, 2).await.unwrap_err();
    assert!(error.is_instance_of::<js_sys::Error>());
}
