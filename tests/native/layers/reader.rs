//! What one source file imports, and what it may not name.

use std::path::Path;

use super::{
    FORBIDDEN, LAYERS, Layer,
    tokens::{Token, tokens},
};

/// Something that points the wrong way.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: u32,
    pub what: String,
}

/// What reading one file gave.
#[derive(Debug, Default)]
pub struct Findings {
    pub imports: usize,
    pub faults: Vec<Fault>,
}

/// Reads one file of `src`, named by its path below `src`.
pub fn read(path: &Path, source: &str) -> Findings {
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
