//! `docs/embed.md` lists what a page may rely on. Whatever is in the sources is on the page, and the
//! other way round.

use std::{collections::BTreeSet, fs, path::Path};

use tandem_widget::domain::Placement;

type Names = BTreeSet<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// All files with an ending under a folder, as one text.
fn all(folder: &str, ending: &str) -> String {
    let mut text = String::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                text += &fs::read_to_string(path).expect("a text");
            }
        }
    }
    text
}

/// What stands between `before` and the first byte that no name has, each time.
fn names_after(text: &str, before: &str) -> Names {
    text.split(before)
        .skip(1)
        .map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// One section of the page.
fn section(heading: &str) -> String {
    let page = read("docs/embed.md");
    let (_, rest) = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("docs/embed.md has no section {heading}"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// What a section has in backquotes in the first column of its tables.
fn listed(heading: &str) -> Names {
    section(heading)
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split('|').next())
        .flat_map(quoted)
        .collect()
}

fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(|name| name.split('(').next().unwrap_or_default().to_owned())
        .collect()
}

fn names<const N: usize>(names: [&str; N]) -> Names {
    names.map(str::to_owned).into()
}

#[test]
fn the_elements_attributes() {
    let settings = read("src/browser/settings.rs");
    let mut read_there = names_after(&settings, "own(\"");
    // `data-tandem` is the placement of a plain `<div>`.
    assert!(read_there.remove("tandem"));
    assert_eq!(listed("Attributes of the element"), read_there);
    let loader = read("www/tandem.js");
    for name in &read_there {
        let watched = format!("\"{name}\"");
        let (_, attributes) = loader.split_once("observedAttributes").expect("a list");
        let end = attributes.find(']').expect("its end");
        assert!(
            attributes[..end].contains(&watched),
            "{name} is not watched"
        );
    }
}

#[test]
fn the_placements() {
    let placements = Placement::ALL.map(|placement| placement.as_str().to_owned());
    assert_eq!(listed("Placements"), Names::from(placements));
}

#[test]
fn the_scripts_attributes() {
    let settings = read("src/browser/settings.rs");
    let read_there: Names = names_after(&settings, "\"data-")
        .iter()
        .filter(|name| !["tandem-messages"].contains(&name.as_str()))
        .chain(&names_after(&read("www/tandem.js"), "script.dataset."))
        .chain(&names_after(
            &read("src/browser/page.js"),
            "script.dataset.",
        ))
        .map(|name| format!("data-{name}"))
        .collect();
    assert_eq!(listed("Attributes of the script"), read_there);
}

#[test]
fn the_keys_of_the_words() {
    let forms = ["zero", "one", "two", "few", "many", "other"];
    let texts = read("src/offer/words/texts.rs");
    let (_, english) = texts
        .split_once("ENGLISH: &[(&str, &str)] = &[")
        .expect("English");
    let english = english.split("];").next().expect("its end");
    let mut said = Names::new();
    for key in english
        .split("(\"")
        .skip(1)
        .chain(english.split("(\n        \"").skip(1))
    {
        let key = key.split('"').next().expect("a key");
        said.insert(match key.rsplit_once('.') {
            Some((stem, form)) if forms.contains(&form) => format!("{stem}+"),
            _ => key.to_owned(),
        });
    }
    let mut on_page = Names::new();
    for line in section("Words").lines() {
        let Some(cell) = line
            .strip_prefix("| `")
            .and_then(|row| row.split('|').next())
        else {
            continue;
        };
        for key in cell.split(',') {
            let name = key.trim().trim_start_matches('`');
            let (name, rest) = name.split_once('`').expect("a closing quote");
            let plural = if rest.trim() == "+ form" { "+" } else { "" };
            on_page.insert(format!("{name}{plural}"));
        }
    }
    assert_eq!(on_page, said);
}

#[test]
fn the_adapters_functions() {
    let custom = read("src/browser/shop/adapter.rs");
    let called: Names = names_after(&custom, "&self.adapter, \"")
        .union(&names_after(&custom, "&adapter, \""))
        .cloned()
        .chain(names_after(&custom, "has(\""))
        .collect();
    assert_eq!(listed("The shop's cart"), called);
}

#[test]
fn the_events_and_their_words() {
    let event = read("src/offer/event.rs");
    // Before it are the names of what a shopper presses.
    let (_, event) = event.split_once("impl EmptyReason").expect("reasons");
    let mut sent: Names = names_after(event, "=> \"")
        .iter()
        .filter(|name| !name.contains('-'))
        .map(|name| format!("tandem:{name}"))
        .collect();
    sent.insert("tandem:optout".to_owned());
    let mut codes: Names = names_after(&all("src/table", "error.rs"), "=> \"table-")
        .iter()
        .map(|code| format!("table-{code}"))
        .collect();
    codes.extend(names_after(&read("src/browser/load/error.rs"), "=> \""));
    codes.extend(
        names_after(&read("src/offer/shop.rs"), "=> \"shop-")
            .iter()
            .map(|code| format!("shop-{code}")),
    );
    codes.extend(names_after(&read("src/browser/place.rs"), "code: \""));
    codes.extend(names_after(&read("www/tandem.js"), "code: \""));
    assert_eq!(listed("Events"), &sent | &codes);

    let reasons: Names = names_after(event, "=> \"")
        .into_iter()
        .filter(|name| name.contains('-'))
        .collect();
    for reason in reasons {
        assert!(
            section("Events").contains(&format!("`{reason}`")),
            "{reason}"
        );
    }
}

/// Events, and the fields of their payloads.
#[test]
fn the_analytics() {
    let source = read("www/analytics.js");
    let told: Names = source
        .lines()
        .filter_map(|line| line.strip_prefix("  on(\"")?.split('"').nth(2))
        .map(str::to_owned)
        .collect();
    assert_eq!(told.len(), 3);
    assert_eq!(listed("Analytics"), told);
    let section = section("Analytics");
    for field in [
        "item_id",
        "item_name",
        "index",
        "price",
        "quantity",
        "value",
    ] {
        assert!(section.contains(&format!("\"{field}\"")), "{field}");
        assert!(source.contains(field), "{field}");
    }
    let page = read("src/browser/page.js");
    for word in [
        "globalPrivacyControl",
        "analyticsProcessingAllowed",
        "visitorConsentCollected",
        "wp_has_consent",
        "wp_listen_for_consent_change",
    ] {
        assert!(page.contains(word), "{word}");
        let is_told = section.contains(word) || word == "globalPrivacyControl";
        assert!(is_told, "{word}");
    }
}

#[test]
fn the_global_object() {
    let loader = read("www/tandem.js");
    let (_, object) = loader
        .split_once("window.tandem = {\n")
        .expect("the object");
    let object = object.split("\n  };").next().expect("its end");
    let members: Names = object
        .lines()
        .filter(|line| {
            line.starts_with("    ") && !line.starts_with("     ") && !line.contains('}')
        })
        .chain(object.lines().filter(|line| line.starts_with("    score")))
        .filter_map(|line| line.trim().split(['(', ':']).next())
        .map(str::to_owned)
        .collect();
    assert_eq!(listed("`window.tandem`"), members);
}

#[test]
fn the_custom_properties() {
    let styles = all("src/ui", ".css") + &read("www/tandem.js");
    let used: Names = names_after(&styles, "var(--tandem-")
        .iter()
        .map(|name| format!("--tandem-{name}"))
        .collect();
    assert_eq!(listed("Looks"), used);
}

#[test]
fn the_parts() {
    let components = all("src/ui", ".rs");
    let mut parts = names_after(&components, " part=\"");
    parts.extend(names(["root", "badge", "notice"]));
    let views = read("src/offer/view.rs");
    for kind in ["badge", "notice"] {
        parts.extend(names_after(&views, &format!("=> \"{kind} ")));
    }
    let section = section("Looks");
    let (_, list) = section.split_once("::part(NAME)`:\n").expect("the list");
    assert_eq!(quoted(list).into_iter().collect::<Names>(), parts);
}

/// Its steps are there, and its links to files of this repository lead somewhere.
#[test]
fn every_shop_has_a_guide_with_a_picture() {
    let general = read("docs/shops.md");
    for entry in fs::read_dir(root().join("www/adapters")).expect("the adapters") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let shop = name.trim_end_matches(".js");
        // A cart in the tab's storage is for trying out; headless pages are in the guide of their shop.
        if shop == "demo" || shop.contains('-') {
            continue;
        }
        assert!(general.contains(&format!("(shops/{shop}.md)")), "{shop}");
        let guide = read(&format!("docs/shops/{shop}.md"));
        for heading in [
            "1. Export your orders",
            "2. Make the table",
            "3. Put it into the shop",
            "4. See that it works",
            "5. Keep it fresh, or take it out",
        ] {
            assert!(
                guide.contains(&format!("\n## {heading}\n")),
                "{shop}: {heading}"
            );
        }
        assert!(
            guide.contains(&format!("]({shop}.jpg)")),
            "{shop}: a picture"
        );
        for link in guide
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            if !link.starts_with("https://") {
                assert!(
                    root().join("docs/shops").join(file).exists(),
                    "{shop}: {link}"
                );
            }
        }
    }
}
