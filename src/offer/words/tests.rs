use super::*;

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

#[test]
fn what_is_filled_in_is_never_filled_again() {
    let messages = Messages::default();
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
    let text = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    let own = vec![text("add.other", "{count} into the bag")];
    let german = vec![text("add.other", "x"), text("sold-out", "Ausverkauft")];
    let messages = Messages::new(own).above(german);
    let words = words(&messages);
    assert_eq!(words.say_count("add", 2, &[]), "2 into the bag");
    assert_eq!(words.say("sold-out", &[]), "Ausverkauft");
    assert_eq!(words.say("retry", &[]), "Try again");
    assert_eq!(
        words.say_count("total", 1, &[]),
        "Total for 1 item",
        "in its own plural form"
    );
    assert_eq!(words.say("no-such-text", &[]), "");
}
