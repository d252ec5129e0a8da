//! Every state of the box as a page that one can open: `tests/golden/html/*.html`.
//!
//! `TANDEM_BLESS=1 cargo test --test native html` writes them anew; review the difference.

use std::{fs, path::PathBuf};

use tandem_widget::{
    domain::{Locale, Money},
    offer::{Candidate, Support},
    render::{self, PlainFormats},
};

use states::{Of, SHELF, pounds, record, states};

#[path = "../shared/states.rs"]
pub(crate) mod states;

const PLAIN: Of = Of {
    formats: |locale| Box::new(PlainFormats::new(locale)),
    texts: render::texts,
};

#[test]
fn every_state_is_as_stored() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/html");
    let bless = std::env::var_os("TANDEM_BLESS").is_some();
    let mut stale = Vec::new();
    for (name, what, view) in states(PLAIN) {
        let made = lines(&format!("<!-- {what} -->{}", render::html(&view)));
        let path = folder.join(format!("{name}.html"));
        if bless {
            fs::write(&path, &made).expect("a written file");
        } else if fs::read_to_string(&path).unwrap_or_default() != made {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "not as stored: {stale:?}; TANDEM_BLESS=1 writes them anew"
    );
}

#[test]
fn no_markup_comes_from_a_name() {
    let (_, _, hostile) = states(PLAIN).pop().expect("the last state");
    let html = render::html(&hostile);
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;"), "{html}");
}

#[test]
fn what_is_static_has_no_style_attribute_and_no_handler() {
    for (name, _, view) in states(PLAIN) {
        let html = render::html(&view);
        assert!(
            !html.contains(" style=") && !html.contains(" onclick"),
            "{name}"
        );
    }
}

#[test]
fn a_fallback_is_links_and_only_links() {
    let mut anchor = record(&SHELF[0]);
    anchor.price = Some(Money::new(1275, pounds()));
    let picks: Vec<Candidate> = SHELF[1..4]
        .iter()
        .map(|item| Candidate {
            gain: None,
            record: record(item),
            support: Some(Support {
                pair_orders: item.3,
                antecedent_orders: 1_020,
                with: None,
            }),
        })
        .collect();
    let html = render::fallback(&anchor, &picks, &Locale::default(), Vec::new());
    assert_eq!(html.matches("<a ").count(), 4, "{html}");
    assert!(html.contains("12.75 GBP"), "{html}");
    assert!(html.contains("Bought together in 312 orders"), "{html}");
    for absent in ["<input", "<button", "<style", "<script", "<!--"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
    assert_eq!(
        render::fallback(&anchor, &[], &Locale::default(), Vec::new()),
        ""
    );
}

/// A tag or a text on each line, indented: something to read as a difference.
fn lines(html: &str) -> String {
    const VOID: [&str; 3] = ["<input", "<img", "<!--"];
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        if piece.trim().is_empty() {
            continue;
        }
        if piece.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        out.push_str(&"  ".repeat(depth));
        out.push_str(piece.trim());
        out.push('\n');
        let opens = piece.starts_with('<') && !piece.starts_with("</");
        if opens && !VOID.iter().any(|void| piece.starts_with(void)) {
            depth += 1;
        }
    }
    out
}
