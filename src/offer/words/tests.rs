use super::{texts::*, *};

struct English;

impl Formats for English {
    fn money(&self, money: Money) -> String {
        money.to_decimal()
    }
    fn count(&self, count: u32) -> String {
        count.to_string()
    }
    fn plural(&self, count: u32) -> Plural {
        if count == 1 {
            Plural::One
        } else {
            Plural::Other
        }
    }
}

fn words(messages: &Messages) -> Words<'_> {
    Words {
        messages,
        formats: &English,
    }
}

/// A key without its plural form.
fn stem(key: &str) -> &str {
    ["zero", "one", "two", "few", "many", "other"]
        .iter()
        .find_map(|form| key.strip_suffix(form)?.strip_suffix('.'))
        .unwrap_or(key)
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn every_language_has_every_text_and_its_placeholders() {
    for (texts, forms) in [
        (GERMAN, &["one", "other"][..]),
        (ARABIC, &["zero", "one", "two", "few", "many", "other"][..]),
    ] {
        let find = |key: &str| texts.iter().find(|(known, _)| *known == key);
        for (key, english) in ENGLISH {
            let stem = stem(key);
            if stem == *key {
                let (_, text) = find(key).unwrap_or_else(|| panic!("{key} is missing"));
                assert_eq!(placeholders(text), placeholders(english), "{key}");
            } else {
                for form in forms {
                    let key = format!("{stem}.{form}");
                    let (_, text) = find(&key).unwrap_or_else(|| panic!("{key} is missing"));
                    for name in placeholders(text) {
                        assert!(placeholders(english).contains(&name), "{key}: {name}");
                    }
                }
            }
        }
        for (key, _) in texts {
            let known = ENGLISH
                .iter()
                .any(|(english, _)| stem(english) == stem(key));
            assert!(known, "{key} is in no English text");
        }
    }
}

#[test]
fn what_is_filled_in_is_never_filled_again() {
    let messages = Messages::new(&Locale::default(), Vec::new());
    let said = words(&messages).say_count("reason.with", 7, &[("title", "{count} <b>{title}")]);
    assert_eq!(said, "Bought with {count} <b>{title} in 7 orders");
}

#[test]
fn unknown_placeholders_and_stray_braces_stay() {
    assert_eq!(fill("{a} {b {c} }{", &[("c", "3")]), "{a} {b 3 }{");
    assert_eq!(fill("", &[("c", "3")]), "");
}

#[test]
fn a_pages_own_text_wins_and_english_is_the_last_resort() {
    let own = vec![("add.other".to_owned(), "{count} into the bag".to_owned())];
    let messages = Messages::new(&Locale::new("de-AT").expect("a locale"), own);
    let words = words(&messages);
    assert_eq!(words.say_count("add", 2, &[]), "2 into the bag");
    assert_eq!(words.say("sold-out", &[]), "Ausverkauft");
    let french = Messages::new(&Locale::new("fr").expect("a locale"), Vec::new());
    let words = Words {
        messages: &french,
        ..words
    };
    assert_eq!(words.say("sold-out", &[]), "Sold out");
    assert_eq!(words.say("no-such-text", &[]), "");
}
