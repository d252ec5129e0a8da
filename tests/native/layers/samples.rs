//! The reader itself, on small samples: each rule is broken once.

use std::path::Path;

use super::reader::read;

#[track_caller]
fn fault(path: &str, source: &str, line: u32, words: &str) {
    let faults = read(Path::new(path), source).faults;
    assert!(
        faults
            .iter()
            .any(|fault| fault.line == line && fault.what.contains(words)),
        "{path} should break on line {line} with `{words}`, and gave {faults:?}"
    );
}

#[track_caller]
fn clean(path: &str, source: &str) {
    let faults = read(Path::new(path), source).faults;
    assert!(
        faults.is_empty(),
        "{path} should be clean, and gave {faults:?}"
    );
}

#[test]
fn sees_an_import_that_points_up() {
    fault(
        "domain/id.rs",
        "//! Ids.\n\nuse crate::table::Row;\n",
        3,
        "crate::table",
    );
    fault(
        "table/row.rs",
        "use crate::score::Plane;",
        1,
        "crate::score",
    );
    fault("offer/mod.rs", "use crate::ui::Strip;", 1, "crate::ui");
}

#[test]
fn sees_it_in_a_body() {
    fault(
        "table/row.rs",
        "fn f() {\n    crate::score::rank();\n}",
        2,
        "crate::score",
    );
}

#[test]
fn sees_each_branch_of_a_group() {
    let source = "use crate::{\n    domain::{ItemId, Money},\n    score::Pick,\n};";
    fault("ui/card.rs", source, 3, "crate::score");
    clean("offer/card.rs", source);
}

#[test]
fn sees_the_long_way_round() {
    fault(
        "ui/card.rs",
        "use super::super::table::Row;",
        1,
        "crate::table",
    );
    fault("ui/mod.rs", "use super::table::Row;", 1, "crate::table");
    clean("ui/card.rs", "use super::table::Row;");
    fault(
        "table/row.rs",
        "mod tests {\n    use super::super::super::score::Pick;\n}",
        2,
        "crate::score",
    );
    clean(
        "table/row.rs",
        "mod tests {\n    use super::super::score::Pick;\n}",
    );
    fault(
        "table/row.rs",
        "use tandem_widget::score::Pick;",
        1,
        "crate::score",
    );
}

#[test]
fn sees_everything_at_once() {
    fault("table/row.rs", "use crate::*;", 1, "crate::*");
}

#[test]
fn holds_the_edges_apart() {
    fault(
        "browser/mod.rs",
        "use crate::render::page;",
        1,
        "crate::render",
    );
    fault(
        "render/mod.rs",
        "use crate::browser::Element;",
        1,
        "crate::browser",
    );
}

#[test]
fn lets_one_module_of_a_layer_through() {
    clean("mine/pair.rs", "use crate::score::measure::lift;");
    clean("mine/pair.rs", "use crate::score::{measure::lift};");
    fault(
        "mine/pair.rs",
        "use crate::score::rank;",
        1,
        "crate::score::rank",
    );
    fault(
        "mine/pair.rs",
        "use crate::score::{measure, rank};",
        1,
        "crate::score::rank",
    );
}

#[test]
fn keeps_services_out_of_components() {
    fault(
        "ui/card.rs",
        "use leptos::prelude::*;\nuse gloo::timers;",
        2,
        "gloo",
    );
    fault(
        "ui/card.rs",
        "let w = web_sys::window();",
        1,
        "web_sys::window",
    );
    fault(
        "ui/card.rs",
        "let t = std::time::Instant::now();",
        1,
        "std::time",
    );
    clean("ui/card.rs", "use leptos::prelude::*;");
    fault("score/mod.rs", "use leptos::prelude::*;", 1, "leptos");
}

#[test]
fn allows_one_switch_in_one_place() {
    clean(
        "lib.rs",
        "#[cfg(target_arch = \"wasm32\")]\npub mod browser;",
    );
    clean(
        "lib.rs",
        "#[cfg(not(target_arch = \"wasm32\"))]\n#[doc(hidden)]\npub(crate) mod cli;",
    );
    clean("table/row.rs", "#[cfg(test)]\nmod tests {}");
    fault(
        "offer/mod.rs",
        "\n#[cfg(target_arch = \"wasm32\")]\nfn now() {}",
        2,
        "before a module",
    );
    fault(
        "offer/mod.rs",
        "#[cfg(feature = \"ssr\")]\nmod a;",
        1,
        "only switch",
    );
    fault("offer/mod.rs", "fn f() { if cfg!(test) {} }", 1, "cfg!");
    fault(
        "offer/mod.rs",
        "#[cfg_attr(test, derive(Debug))]\nstruct A;",
        1,
        "only switch",
    );
}

#[test]
fn knows_every_folder() {
    fault("helpers/mod.rs", "", 1, "no layer");
}

#[test]
fn is_not_misled_by_texts_and_comments() {
    clean(
        "domain/id.rs",
        "/// ```\n/// use crate::table::Row;\n/// ```\n/* crate::score /* deep */ crate::ui */\n\
         const A: &str = \"crate::ui \\\" crate::cli\";\nconst B: &str = r#\"crate::\"ui\"#;\n\
         const C: char = '\"'; const D: u8 = b'\\''; fn f<'a>(x: &'a str) {}",
    );
    // What follows a text is code again.
    fault(
        "domain/id.rs",
        "const A: char = '\"'; use crate::ui::B;",
        1,
        "crate::ui",
    );
    fault(
        "domain/id.rs",
        "fn f<'a>() {} use crate::ui::B;",
        1,
        "crate::ui",
    );
}
