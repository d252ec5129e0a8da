//! A merchant feed: RSS 2.0 or Atom, each `<item>` or `<entry>` a product, its fields elements of the
//! namespace `http://base.google.com/ns/1.0` or of the format itself.
//!
//! Nothing is expanded: entities other than XML's own five and characters by number stay as written,
//! whatever a document type declares, so that a feed takes no more room than its bytes.

use std::{cell::Cell, io::BufRead};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use quick_xml::{
    NsReader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
};

use super::feed::{Collected, FeedCell, Lines, Stop};

const MERCHANT: &str = "http://base.google.com/ns/1.0";
/// What a field may be long, in bytes; what is over is cut off. Addresses end at 2,048.
const MAX_FIELD: usize = 16 << 10;

pub(super) fn read(
    stream: Lines<impl BufRead>,
    lines: &Cell<u64>,
    rows: &mut Collected,
) -> Result<(), Stop> {
    let mut xml = NsReader::from_reader(stream);
    let mut buffer = Vec::new();
    let mut depth = 0_u32;
    let mut items = 0_u64;
    let mut item: Option<Item> = None;
    loop {
        buffer.clear();
        let line = lines.get();
        let event = xml
            .read_event_into(&mut buffer)
            .map_err(|error| match error {
                quick_xml::Error::Io(error) => {
                    Stop::Stream(std::io::Error::new(error.kind(), error))
                }
                error => Stop::Malformed {
                    line: lines.get(),
                    column: None,
                    what: error.to_string(),
                },
            })?;
        match event {
            Event::Start(start) => {
                depth += 1;
                match item.as_mut() {
                    Some(item) if depth == item.depth + 1 => {
                        item.open(field_of(&xml, &start, rows), line, &start);
                    }
                    Some(_) => {}
                    None if is_item(&start) => {
                        items += 1;
                        item = Some(Item::new(depth, line));
                    }
                    None => {}
                }
            }
            Event::Empty(start) => {
                if let Some(item) = item.as_mut()
                    && depth == item.depth
                {
                    item.open(field_of(&xml, &start, rows), line, &start);
                    item.close();
                }
            }
            Event::End(_) => {
                if let Some(open) = item.as_mut() {
                    if depth == open.depth + 1 {
                        open.close();
                    } else if depth == open.depth
                        && let Some(whole) = item.take()
                    {
                        rows.push(format!("item {items}: "), whole.line, whole.cells);
                    }
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => {
                if let Some(item) = item.as_mut() {
                    item.add(depth, &text.xml_content(XmlVersion::Explicit1_0));
                }
            }
            Event::CData(text) => {
                if let Some(item) = item.as_mut() {
                    item.add(depth, &text.xml_content(XmlVersion::Explicit1_0));
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(item) = item.as_mut() {
                    match character(&reference) {
                        Some(letter) => item.add(depth, letter.encode_utf8(&mut [0; 4])),
                        // Kept as written: titles are freed of what else shops leave in them.
                        None => item.add(depth, &format!("&{};", &*reference)),
                    }
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if depth > 0 {
        return Err(Stop::Malformed {
            line: lines.get(),
            column: None,
            what: "the XML is cut off here".to_owned(),
        });
    }
    if items == 0 {
        return Err(Stop::Foreign {
            what: "XML without an <item> or <entry>",
            remedy: "Give a merchant feed in RSS 2.0 or Atom, or a CSV export",
        });
    }
    Ok(())
}

/// What `&amp;` and `&#38;` stand for; `None` for entities of a document's own.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => Some(letter),
        Ok(None) => resolve_xml_entity(reference)?.chars().next(),
        Err(_) => None,
    }
}

/// The encoding that a declaration names, `<?xml version="1.0" encoding="ISO-8859-1"?>`, unless that is
/// UTF-8. Without one, Windows-1252 where the first bytes are no UTF-8.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let end = head.iter().position(|&byte| byte == b'>').unwrap_or(0);
    let declaration = String::from_utf8_lossy(head.get(..end).unwrap_or_default());
    let label = declaration.split_once("encoding=").map(|(_, rest)| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().unwrap_or('"');
        rest.trim_start_matches(quote)
            .split(quote)
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let seen = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() => Some(WINDOWS_1252),
        _ => None,
    };
    // A file that was stored anew keeps the declaration of the old one.
    let is_utf_8 = seen.is_none() && !head.is_ascii();
    named.filter(|&named| named != UTF_8 && !is_utf_8).or(seen)
}

fn is_item(start: &BytesStart<'_>) -> bool {
    matches!(start.local_name().as_ref(), "item" | "entry")
}

/// A field of a product: its name without prefix, and whether the name is the merchant feed's own.
/// `None` for what a catalogue has no use for.
fn field_of<R>(
    xml: &NsReader<R>,
    start: &BytesStart<'_>,
    rows: &Collected,
) -> Option<(String, bool)> {
    let (namespace, name) = xml.resolver().resolve_element(start.name());
    let name = name.as_ref().to_owned();
    let is_merchant = match namespace {
        ResolveResult::Bound(namespace) => namespace.as_ref() == MERCHANT,
        // A prefix that nobody declared, as some shops' feeds have it.
        ResolveResult::Unknown(prefix) => prefix == "g",
        ResolveResult::Unbound => false,
    };
    let is_plain = start.name().prefix().is_none();
    let is_text = matches!(name.as_str(), "description" | "content" | "summary");
    ((is_merchant || is_plain) && (!is_text || rows.is_named(&name))).then_some((name, is_merchant))
}

/// A product while it is read.
struct Item {
    depth: u32,
    line: u64,
    cells: Vec<FeedCell>,
    /// By cell: whether its name is the merchant feed's own.
    merchant: Vec<bool>,
    open: Option<(String, bool, String, u64)>,
}

impl Item {
    fn new(depth: u32, line: u64) -> Self {
        Self {
            depth,
            line,
            cells: Vec::new(),
            merchant: Vec::new(),
            open: None,
        }
    }

    fn open(&mut self, field: Option<(String, bool)>, line: u64, start: &BytesStart<'_>) {
        self.open = field.map(|(name, is_merchant)| {
            // Atom's links stand in an attribute.
            let address = start
                .try_get_attribute("href")
                .ok()
                .flatten()
                .filter(|_| name == "link" && !is_merchant)
                .and_then(|value| {
                    Some(
                        value
                            .normalized_value(XmlVersion::Explicit1_0)
                            .ok()?
                            .into_owned(),
                    )
                });
            (name, is_merchant, address.unwrap_or_default(), line)
        });
    }

    fn add(&mut self, depth: u32, text: &str) {
        if depth != self.depth + 1 {
            return;
        }
        if let Some((_, _, into, _)) = self.open.as_mut()
            && into.len() + text.len() <= MAX_FIELD
        {
            into.push_str(text);
        }
    }

    /// The first of several fields of one name counts, but the merchant feed's own before the
    /// format's: an Atom entry has an `<id>` of its own beside `<g:id>`.
    fn close(&mut self) {
        let Some((name, is_merchant, text, line)) = self.open.take() else {
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        match self.cells.iter().position(|(known, ..)| *known == name) {
            None => {
                self.cells.push((name, text, line));
                self.merchant.push(is_merchant);
            }
            Some(place) => {
                let cell = self.cells.get_mut(place).zip(self.merchant.get_mut(place));
                if let Some((cell, was_merchant)) = cell
                    && is_merchant
                    && !*was_merchant
                {
                    *cell = (name, text, line);
                    *was_merchant = true;
                }
            }
        }
    }
}
