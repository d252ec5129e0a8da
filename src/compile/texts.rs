//! The shop's own texts: checked against the messages that the widget has, and laid out for the
//! manifest.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Lint;
use crate::{
    domain::{Locale, Placement},
    mine::config::OwnText,
    offer::ENGLISH,
    render,
};

/// Texts that hold for one language, and further for what is said besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTexts {
    /// A BCP 47 tag in small letters; it holds for every tag that begins with it.
    pub locale: String,
    /// The placement whose boxes say them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<String>,
    /// The segment that the page names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The loyalty tier that the page names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// By key.
    pub texts: BTreeMap<String, String>,
}

/// Why a text cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    /// The widget has no such message.
    Key,
    /// The message depends on a number, and the key names no plural form.
    Form,
    /// A placeholder that the message does not fill.
    Placeholder,
    /// The language has a plural form that is not written beside it.
    MissingForm,
}

/// What is wrong with the texts, and the texts that are right, laid out: what is said later, of those
/// that fit a box, holds.
pub(super) fn check(texts: &[OwnText]) -> (Vec<Lint>, Vec<OwnTexts>) {
    let mut lints = Vec::new();
    let mut sound: Vec<&OwnText> = Vec::new();
    for own in texts {
        match fault(own, texts) {
            None => sound.push(own),
            Some((fault, expected)) => lints.push(Lint::WrongText {
                at: own.at.clone(),
                key: own.key.clone(),
                fault,
                expected,
            }),
        }
    }
    (lints, laid_out(&sound))
}

fn laid_out(texts: &[&OwnText]) -> Vec<OwnTexts> {
    let mut all: Vec<OwnTexts> = Vec::new();
    for own in texts {
        let one = OwnTexts {
            locale: own.locale.as_str().to_ascii_lowercase(),
            placement: own.placement.map(|placement| placement.as_str().to_owned()),
            segment: own.segment.clone(),
            tier: own.tier.clone(),
            texts: BTreeMap::new(),
        };
        let text = (own.key.clone(), own.text.clone());
        match all.iter_mut().find(|it| it.place() == one.place()) {
            Some(it) => it.texts.extend([text]),
            None => all.push(OwnTexts {
                texts: BTreeMap::from([text]),
                ..one
            }),
        }
    }
    // The strongest last: a loyalty tier, a segment, a placement, a longer tag.
    all.sort_by(|one, other| {
        let strength = |it: &OwnTexts| {
            let is_for = [&it.tier, &it.segment, &it.placement].map(Option::is_some);
            (is_for, it.locale.len())
        };
        (strength(one), one.place()).cmp(&(strength(other), other.place()))
    });
    all
}

impl OwnTexts {
    /// All that says where they hold.
    fn place(&self) -> [Option<&str>; 4] {
        [
            Some(&self.locale),
            self.placement.as_deref(),
            self.segment.as_deref(),
            self.tier.as_deref(),
        ]
    }
}

/// The texts that a box without labels says, the strongest first.
pub(super) fn for_box(
    all: &[OwnTexts],
    locale: &Locale,
    placement: Placement,
) -> Vec<(String, String)> {
    let tag = [&locale.as_str().to_ascii_lowercase(), "-"].concat();
    let fits = |own: &&OwnTexts| {
        let is_placed = own.placement.as_deref();
        tag.starts_with(&[&own.locale, "-"].concat())
            && is_placed.is_none_or(|name| name == placement.as_str())
            && own.segment.is_none()
            && own.tier.is_none()
    };
    let fitting: Vec<&OwnTexts> = all.iter().filter(fits).collect();
    let texts = fitting.iter().rev().flat_map(|own| &own.texts);
    texts
        .map(|(key, text)| (key.clone(), text.clone()))
        .collect()
}

/// Whether every message of the widget is said in a language by the shop itself.
pub(super) fn are_whole(texts: &[OwnText], locale: &Locale) -> bool {
    let said: BTreeSet<&str> = texts
        .iter()
        .filter(|own| {
            own.locale
                .language()
                .eq_ignore_ascii_case(locale.language())
                && own.placement.is_none()
                && own.segment.is_none()
                && own.tier.is_none()
        })
        .map(|own| stem_of(&own.key).0)
        .collect();
    ENGLISH.iter().all(|(key, _)| said.contains(stem_of(key).0))
}

/// A key without its plural form, and the form.
fn stem_of(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('.') {
        Some((stem, form)) if FORMS.contains(&form) => (stem, Some(form)),
        _ => (key, None),
    }
}

const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

fn fault(own: &OwnText, all: &[OwnText]) -> Option<(TextFault, String)> {
    let (stem, form) = stem_of(&own.key);
    let is_counted = |key: &str| stem_of(key) == (stem, Some("other"));
    let plain = ENGLISH.iter().any(|(known, _)| *known == own.key);
    let counted = ENGLISH.iter().any(|(known, _)| is_counted(known));
    if !(counted && form.is_some() || plain) {
        return Some(if counted {
            (TextFault::Form, forms_of(&own.locale).join(", "))
        } else {
            (TextFault::Key, nearest(stem))
        });
    }
    let known: BTreeSet<&str> = ENGLISH
        .iter()
        .filter(|(key, _)| match form {
            Some(_) => stem_of(key).0 == stem && stem_of(key).1.is_some(),
            None => *key == own.key,
        })
        .flat_map(|(_, text)| placeholders(text))
        .collect();
    if placeholders(&own.text).any(|name| !known.contains(name)) {
        let known: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
        return Some((TextFault::Placeholder, known.join(", ")));
    }
    form?;
    let stands_beside = |form: &&&str| {
        all.iter().any(|other| {
            other.locale == own.locale
                && other.placement == own.placement
                && other.segment == own.segment
                && other.tier == own.tier
                && stem_of(&other.key) == (stem, Some(**form))
        })
    };
    let forms = forms_of(&own.locale);
    let missing = forms.iter().find(|form| !stands_beside(form))?;
    Some((TextFault::MissingForm, format!("{stem}.{missing}")))
}

/// The plural forms that texts in a language need; of a language that the package does not know, only
/// what stands in for all.
fn forms_of(locale: &Locale) -> &'static [&'static str] {
    render::plural_forms(locale).unwrap_or(&["other"])
}

/// What stands in braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// The known key that has most letters of the beginning in common.
fn nearest(stem: &str) -> String {
    let alike = |key: &str| {
        let same = key.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b);
        same.count()
    };
    let keys = ENGLISH.iter().map(|(key, _)| *key);
    keys.max_by_key(|key| (alike(key), core::cmp::Reverse(key.len())))
        .unwrap_or_default()
        .to_owned()
}
