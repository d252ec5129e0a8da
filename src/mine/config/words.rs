//! `[words]`: the shop's own texts, by locale, and further by placement, segment and loyalty tier.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use toml::Spanned;

use super::{ConfigError, place_of};
use crate::domain::{Locale, Placement};

/// A text of the shop's own, and where it holds. What is `None` holds everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnText {
    /// The language it is in.
    pub locale: Locale,
    /// The placement whose boxes say it.
    pub placement: Option<Placement>,
    /// The segment that the page names.
    pub segment: Option<String>,
    /// The loyalty tier that the page names.
    pub tier: Option<String>,
    /// The message's key, plural form included: `add.one`.
    pub key: String,
    /// What it says.
    pub text: String,
    /// Where it is written: the file, its line and its column.
    pub at: String,
}

/// `[words]`, as written: tables of tables of texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordsConfig {
    written: BTreeMap<String, Spanned<Node>>,
    pub(super) texts: Vec<OwnText>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Text(String),
    Table(BTreeMap<String, Spanned<Node>>),
}

impl WordsConfig {
    /// What was written, as texts with their places in `source`, in the order of their keys.
    pub(super) fn read(&mut self, source: &str) -> Result<(), ConfigError> {
        let mut found = Vec::new();
        for (locale, node) in &self.written {
            let fault = |message: String| Err(syntax(source, node.span().start, message));
            let Some(tag) = Locale::new(locale) else {
                return fault(format!(
                    "words.{locale} is no language tag: write [words.de]"
                ));
            };
            let Node::Table(table) = node.get_ref() else {
                return fault(format!("words.{locale} is one text: name its key under it"));
            };
            walk(
                table,
                &mut vec![locale.clone()],
                &mut |path, start, text| {
                    let own = own_text(&tag, path.get(1..).unwrap_or_default(), text);
                    let mut own = own.map_err(|message| syntax(source, start, message))?;
                    let (line, column) = place_of(source, start);
                    own.at = format!("tandem.toml, line {line}, column {column}");
                    found.push(own);
                    Ok(())
                },
            )?;
        }
        self.texts = found;
        Ok(())
    }
}

fn syntax(source: &str, start: usize, message: String) -> ConfigError {
    let (line, column) = place_of(source, start);
    ConfigError::Syntax {
        line,
        column,
        message,
    }
}

type OnText<'a> = dyn FnMut(&[String], usize, &str) -> Result<(), ConfigError> + 'a;

fn walk(
    table: &BTreeMap<String, Spanned<Node>>,
    path: &mut Vec<String>,
    on_text: &mut OnText<'_>,
) -> Result<(), ConfigError> {
    for (key, node) in table {
        path.push(key.clone());
        match node.get_ref() {
            Node::Text(text) => on_text(path, node.span().start, text)?,
            Node::Table(inner) => walk(inner, path, on_text)?,
        }
        path.pop();
    }
    Ok(())
}

/// `path` is what stands between the locale and the text: a placement, `segment` and `tier` each with
/// their label, and the key, whose dots may part it.
fn own_text(locale: &Locale, path: &[String], text: &str) -> Result<OwnText, String> {
    let mut own = OwnText {
        locale: locale.clone(),
        placement: None,
        segment: None,
        tier: None,
        key: String::new(),
        text: text.to_owned(),
        at: String::new(),
    };
    let mut rest = path;
    while let [first, after @ ..] = rest {
        let label = match first.as_str() {
            "segment" => &mut own.segment,
            "tier" => &mut own.tier,
            name => match name.parse() {
                Ok(placement) if own.placement.is_none() => {
                    own.placement = Some(placement);
                    rest = after;
                    continue;
                }
                _ => break,
            },
        };
        match after {
            [name, after @ ..] if label.is_none() && !after.is_empty() => {
                *label = Some(name.clone());
                rest = after;
            }
            _ => {
                return Err(format!(
                    "{first} needs a label and texts under it: write [words.{}.{first}.LABEL]",
                    locale.as_str()
                ));
            }
        }
    }
    own.key = rest.join(".");
    if own.key.is_empty() {
        return Err("a text without a key: write it under one".to_owned());
    }
    Ok(own)
}

impl<'de> Deserialize<'de> for WordsConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            written: BTreeMap::deserialize(deserializer)?,
            texts: Vec::new(),
        })
    }
}

impl Serialize for WordsConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrTable;
        impl<'de> Visitor<'de> for TextOrTable {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a table of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((key, node)) = map.next_entry()? {
                    table.insert(key, node);
                }
                Ok(Node::Table(table))
            }
        }
        deserializer.deserialize_any(TextOrTable)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Table(table) => table.serialize(serializer),
        }
    }
}
