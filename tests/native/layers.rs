//! Imports point one way: from a layer to the layers below it, and to nothing else.
//!
//! The sources are read as tokens, so that comments, texts and doc examples do not count. Each
//! fault names the file, the line and what stands there.

mod reader;
mod samples;
mod tokens;

use std::{
    fs,
    path::{Path, PathBuf},
};

use reader::read;

/// A folder of `src` and what it may import of this crate: layers, or one module of a layer.
struct Layer {
    name: &'static str,
    may_import: &'static [&'static str],
}

const fn layer(name: &'static str, may_import: &'static [&'static str]) -> Layer {
    Layer { name, may_import }
}

/// Lowest first. Naming more than needed is allowed; what is absent is forbidden.
const LAYERS: &[Layer] = &[
    layer("domain", &[]),
    layer("table", &["domain"]),
    layer("score", &["domain", "table"]),
    layer("offer", &["domain", "table", "score"]),
    layer("ui", &["domain", "offer"]),
    layer("browser", &["domain", "table", "score", "offer", "ui"]),
    layer("render", &["domain", "table", "score", "offer", "ui"]),
    layer("mine", &["domain", "score::measure"]),
    layer("eval", &["domain", "table", "score", "mine"]),
    layer(
        "compile",
        &[
            "domain", "table", "score", "offer", "render", "mine", "eval",
        ],
    ),
    layer(
        "cli",
        &[
            "domain", "table", "score", "offer", "ui", "render", "mine", "compile", "eval",
        ],
    ),
];

/// Paths that a layer may not name, whoever brings them.
const FORBIDDEN: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "domain", "table", "score", "offer", "mine", "compile", "eval",
        ],
        &["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo"],
        "only the layers that draw or run in a page know the browser's libraries",
    ),
    (
        &["ui", "offer"],
        &[
            "gloo",
            "js_sys::Date",
            "spawn_local",
            "std::time",
            "wasm_bindgen_futures",
            "web_sys::Request",
            "web_sys::Response",
            "web_sys::Storage",
            "web_sys::window",
            "window().fetch",
            "window().local_storage",
        ],
        "what to draw comes as data and what happened goes out as a callback: \
         no fetching, no storage, no clock",
    ),
    (
        &["domain", "table", "score", "offer", "ui"],
        &[
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "std::thread",
        ],
        "these layers run in a page",
    ),
];

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn imports_point_down() {
    let mut report = String::new();
    let mut imports = 0;
    for path in rust_files(&source_folder()) {
        let below = path.strip_prefix(source_folder()).unwrap();
        // The program's root holds its two bodies, one for each target.
        if below == Path::new("main.rs") {
            continue;
        }
        let findings = read(below, &fs::read_to_string(&path).unwrap());
        imports += findings.imports;
        for fault in findings.faults {
            report += &format!("src/{}:{}: {}\n", below.display(), fault.line, fault.what);
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(
        imports > 100,
        "only {imports} imports seen: is the reader blind?"
    );
}

#[test]
fn every_folder_is_a_layer_and_every_layer_a_folder() {
    let mut folders: Vec<String> = fs::read_dir(source_folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut layers: Vec<&str> = LAYERS.iter().map(|layer| layer.name).collect();
    folders.sort();
    layers.sort_unstable();
    assert_eq!(folders, layers);
}

#[test]
fn what_a_layer_may_import_stands_below_it() {
    for (place, layer) in LAYERS.iter().enumerate() {
        for path in layer.may_import {
            let head = path.split("::").next().unwrap();
            let below = LAYERS.iter().take(place).any(|lower| lower.name == head);
            assert!(below, "{} stands on {path}", layer.name);
        }
    }
}
