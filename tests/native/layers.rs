//! Imports point one way: from a layer to the layers below it, and to nothing else.
//!
//! The sources are read as tokens, so that comments, texts and doc examples do not count. Each
//! fault names the file, the line and what stands there.

mod tokens;

use std::{
    fs,
    path::{Path, PathBuf},
};

use tokens::{Token, tokens};

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
    layer("compile", &["domain", "table", "offer", "render", "mine"]),
    layer("eval", &["domain", "table", "score", "mine"]),
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

/// Something that points the wrong way.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    line: u32,
    what: String,
}

/// What reading one file gave.
#[derive(Debug, Default)]
struct Findings {
    imports: usize,
    faults: Vec<Fault>,
}

/// Reads one file of `src`, named by its path below `src`.
fn read(path: &Path, source: &str) -> Findings {
    let tokens = tokens(source);
    let mut findings = Findings::default();
    let module = module_of(path);
    switches(&tokens, &mut findings);
    // Files at the top only declare the layers and start the program.
    if let Some(own) = module.first() {
        match LAYERS.iter().find(|layer| layer.name == own) {
            Some(layer) => {
                imports(layer, &module, &tokens, &mut findings);
                forbidden(layer, &tokens, &mut findings);
            }
            None => findings.faults.push(Fault {
                line: 1,
                what: format!("`{own}` is no layer: give it a place in LAYERS"),
            }),
        }
    }
    findings
}

/// `offer/words/mod.rs` and `offer/words.rs` are both the module `offer::words`.
fn module_of(path: &Path) -> Vec<String> {
    let mut module: Vec<String> = path
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if module
        .last()
        .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
    {
        module.pop();
    }
    module
}

/// Follows every `crate::…`, `super::…` and `tandem_widget::…` to the layer that it names.
fn imports(layer: &Layer, module: &[String], tokens: &[Token], findings: &mut Findings) {
    // Inline modules, each with the depth of braces that it was opened at.
    let mut inner: Vec<usize> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at].text.as_str();
        match word {
            "{" => {
                let of_module = at >= 2 && tokens[at - 2].text == "mod";
                if of_module {
                    inner.push(depth);
                }
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if inner.last() == Some(&depth) {
                    inner.pop();
                }
            }
            "crate" | "tandem_widget" if is_path(tokens, at) => {
                targets(tokens, at + 2, &mut |line, path| {
                    judge(layer, line, path, findings);
                });
            }
            "super" if is_path(tokens, at) => {
                let mut steps = 1;
                let mut next = at + 2;
                while tokens.get(next).is_some_and(|token| token.text == "super")
                    && is_path(tokens, next)
                {
                    steps += 1;
                    next += 2;
                }
                let own_depth = module.len() + inner.len();
                if steps == own_depth {
                    targets(tokens, next, &mut |line, path| {
                        judge(layer, line, path, findings);
                    });
                } else {
                    findings.imports += 1;
                }
                at = next;
                continue;
            }
            "crate" if at > 0 && tokens[at - 1].text == "use" => {
                judge(layer, tokens[at].line, "*", findings);
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether a word is followed by `::`.
fn is_path(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|token| token.text == "::")
}

/// Calls back with each path that starts here, two segments long at most: `table::write` for
/// `table::write::Meta`, and each branch of `{…}`.
fn targets(tokens: &[Token], at: usize, found: &mut dyn FnMut(u32, &str)) {
    let Some(first) = tokens.get(at) else { return };
    if first.text == "{" {
        let mut depth = 0_usize;
        let mut starts = true;
        for (place, token) in tokens.iter().enumerate().skip(at) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                "," if depth == 1 => starts = true,
                _ if depth == 1 && starts => {
                    starts = false;
                    targets(tokens, place, found);
                }
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
        return;
    }
    let second = tokens.get(at + 2).filter(|_| is_path(tokens, at));
    match second {
        Some(second) if second.text == "{" => {
            targets(tokens, at + 2, &mut |line, rest| {
                let one = rest.split("::").next().unwrap_or(rest);
                found(line, &format!("{}::{one}", first.text));
            });
        }
        Some(second) => found(first.line, &format!("{}::{}", first.text, second.text)),
        None => found(first.line, &first.text),
    }
}

fn judge(layer: &Layer, line: u32, path: &str, findings: &mut Findings) {
    findings.imports += 1;
    let head = path.split("::").next().unwrap_or(path);
    let allowed =
        head == layer.name || layer.may_import.contains(&head) || layer.may_import.contains(&path);
    if !allowed {
        findings.faults.push(Fault {
            line,
            what: format!("`{}` may not import `crate::{path}`", layer.name),
        });
    }
}

/// Paths of other crates that this layer may not name.
fn forbidden(layer: &Layer, code: &[Token], findings: &mut Findings) {
    for (layers, paths, why) in FORBIDDEN {
        if !layers.contains(&layer.name) {
            continue;
        }
        for path in *paths {
            let wanted = tokens(path);
            for (place, window) in code.windows(wanted.len()).enumerate() {
                let same = window
                    .iter()
                    .zip(&wanted)
                    .all(|(one, other)| one.text == other.text);
                let own = place > 0 && [".", "fn"].contains(&code[place - 1].text.as_str());
                if same && !own {
                    findings.faults.push(Fault {
                        line: window[0].line,
                        what: format!("`{}` may not name `{path}`: {why}", layer.name),
                    });
                }
            }
        }
    }
}

/// The compile target is the only switch, and only in front of a module.
fn switches(tokens: &[Token], findings: &mut Findings) {
    for (place, token) in tokens.iter().enumerate() {
        if token.text != "cfg" && token.text != "cfg_attr" {
            continue;
        }
        let before = place
            .checked_sub(1)
            .map(|before| tokens[before].text.as_str());
        if before != Some("[") {
            if tokens.get(place + 1).is_some_and(|next| next.text == "!") {
                findings
                    .faults
                    .push(switch(token.line, "a `cfg!` inside a function"));
            }
            continue;
        }
        let (inside, after) = attribute(tokens, place);
        let target = inside.contains(&"target_arch");
        let known = inside
            .iter()
            .all(|word| ["cfg", "test", "not", "all", "target_arch"].contains(word));
        if !known {
            findings.faults.push(switch(token.line, &inside.join(" ")));
        } else if target && !before_module(tokens, after) {
            findings.faults.push(switch(
                token.line,
                "a target switch that is not before a module",
            ));
        }
    }
}

fn switch(line: u32, what: &str) -> Fault {
    Fault {
        line,
        what: format!("{what}: the compile target, before a module, is the only switch"),
    }
}

/// The words inside an attribute, and the place behind its closing bracket.
fn attribute(tokens: &[Token], from: usize) -> (Vec<&str>, usize) {
    let mut depth = 1_usize;
    let mut words = Vec::new();
    for (place, token) in tokens.iter().enumerate().skip(from) {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            text if text.starts_with(|c: char| c.is_alphabetic() || c == '_') => words.push(text),
            _ => {}
        }
        if depth == 0 {
            return (words, place + 1);
        }
    }
    (words, tokens.len())
}

/// Whether a module is declared here, behind further attributes and a visibility.
fn before_module(tokens: &[Token], mut at: usize) -> bool {
    while tokens.get(at).is_some_and(|token| token.text == "#") {
        (_, at) = attribute(tokens, at + 2);
    }
    let visibility = ["pub", "(", "crate", "super", "in", ")", "::"];
    tokens
        .iter()
        .skip(at)
        .find(|token| !visibility.contains(&token.text.as_str()))
        .is_some_and(|token| token.text == "mod")
}

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
        imports > 4,
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

mod the_reader {
    //! The reader itself: each of these would go unseen without it.

    use super::*;

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
}
