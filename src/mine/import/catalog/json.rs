//! A storefront's `products.json`, as Shopify serves it:
//! `{"products":[{"id":…,"title":…,"handle":…,"variants":[{"sku":…,"price":"4.50",…}],…}]}`, or one
//! product under `"product"`. A row a variant, which has what its product says beside its own.

use std::{cell::Cell, fmt, io::BufRead};

use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use super::super::Fault;
use super::feed::{Collected, FeedCell, Lines, Stop};

/// What is said once a product, and what it is called in its rows.
const OF_PRODUCT: [(&str, &str); 7] = [
    ("id", "product_id"),
    ("title", "title"),
    ("handle", "handle"),
    ("vendor", "vendor"),
    ("product_type", "product_type"),
    ("tags", "tags"),
    ("status", "status"),
];
/// What is said of each variant.
const OF_VARIANT: [(&str, &str); 4] = [
    ("id", "variant_id"),
    ("sku", "sku"),
    ("price", "price"),
    ("available", "available"),
];

pub(super) fn read(
    stream: Lines<impl BufRead>,
    lines: &Cell<u64>,
    rows: &mut Collected,
) -> Result<(), Stop> {
    let mut json = serde_json::Deserializer::from_reader(stream);
    let mut found = false;
    let outcome = Root {
        lines,
        rows,
        found: &mut found,
    }
    .deserialize(&mut json)
    .and_then(|()| json.end());
    outcome.map_err(|error| {
        if error.is_io() {
            return Stop::Stream(error.into());
        }
        Stop::Malformed {
            line: error.line() as u64,
            column: Some(error.column() as u64),
            what: if error.is_eof() {
                "the JSON is cut off here".to_owned()
            } else {
                let told = error.to_string();
                let end = told.find(" at line ").unwrap_or(told.len());
                match told.get(..end).unwrap_or_default() {
                    // Every stream here ends in a line break, a text cut in two then has it.
                    told if told.starts_with("control character") => {
                        "a text has a line break in it, or the JSON is cut off here".to_owned()
                    }
                    told => told.to_owned(),
                }
            },
        }
    })?;
    if found {
        Ok(())
    } else {
        Err(Stop::Foreign {
            what: "JSON without a list \"products\"",
            remedy: "Give what the shop answers under /products.json, or a CSV export",
        })
    }
}

struct Root<'a> {
    lines: &'a Cell<u64>,
    rows: &'a mut Collected,
    found: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Root<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Root<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a list \"products\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let is_list = key == "products";
            if !is_list && key != "product" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            *self.found = true;
            map.next_value_seed(Products {
                lines: self.lines,
                rows: self.rows,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A list of products, or a single one.
struct Products<'a> {
    lines: &'a Cell<u64>,
    rows: &'a mut Collected,
}

impl<'de> DeserializeSeed<'de> for Products<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Products<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of products")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let line = self.lines.get();
        let product = Map::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        product_rows("product", line, &product, self.rows);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0_usize;
        while let Some((line, product)) = list.next_element_seed(Located(self.lines))? {
            let path = format!("products[{number}]");
            match product {
                Value::Object(product) => product_rows(&path, line, &product, self.rows),
                _ => self
                    .rows
                    .push_fault(path, line, Fault::Shape { is: "product" }),
            }
            number += 1;
        }
        Ok(())
    }
}

/// A value and the line on which it starts.
struct Located<'a>(&'a Cell<u64>);

impl<'de> DeserializeSeed<'de> for Located<'_> {
    type Value = (u64, Value);

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let line = self.0.get();
        Ok((line, Value::deserialize(json)?))
    }
}

fn product_rows(path: &str, line: u64, product: &Map<String, Value>, rows: &mut Collected) {
    let mut shared: Vec<FeedCell> = Vec::new();
    take(&OF_PRODUCT, product, line, &mut shared);
    // An admin's export says so by having no day of publication.
    if product.get("published_at").is_some_and(Value::is_null) {
        shared.retain(|(name, ..)| name != "status");
        shared.push(("status".to_owned(), "draft".to_owned(), line));
    }
    take_named(product, line, rows, &mut shared);
    let variants = match product.get("variants") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(variants)) => variants,
        Some(_) => {
            rows.push_fault(
                format!("{path}.variants"),
                line,
                Fault::Shape { is: "list" },
            );
            return;
        }
    };
    if variants.is_empty() {
        rows.push(format!("{path}."), line, shared);
        return;
    }
    for (number, variant) in variants.iter().enumerate() {
        let path = format!("{path}.variants[{number}]");
        let Value::Object(variant) = variant else {
            rows.push_fault(path, line, Fault::Shape { is: "variant" });
            continue;
        };
        let mut cells = shared.clone();
        take(&OF_VARIANT, variant, line, &mut cells);
        if let Some(image) = picture(product, variant) {
            cells.push(("image".to_owned(), image.to_owned(), line));
        }
        take_named(variant, line, rows, &mut cells);
        rows.push(format!("{path}."), line, cells);
    }
}

fn take(fields: &[(&str, &str)], from: &Map<String, Value>, line: u64, cells: &mut Vec<FeedCell>) {
    for (field, name) in fields {
        if let Some(text) = from.get(*field).and_then(text) {
            cells.push(((*name).to_owned(), text, line));
        }
    }
}

/// What only the settings ask for, such as a barcode in the place of the SKU.
fn take_named(from: &Map<String, Value>, line: u64, rows: &Collected, cells: &mut Vec<FeedCell>) {
    let known = |name: &str| {
        let mut fields = OF_PRODUCT.iter().chain(&OF_VARIANT);
        fields.any(|(field, own)| *field == name || *own == name)
    };
    for (name, value) in from {
        if !known(name)
            && rows.is_named(name)
            && let Some(text) = text(value)
        {
            cells.push((name.clone(), text, line));
        }
    }
}

/// A value as the text of a cell; a list of texts is parted by commas.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => Some(
            values
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
        ),
        value => Some(value.to_string()),
    }
}

/// The variant's own picture, else the one that names it, else the product's first.
fn picture<'v>(
    product: &'v Map<String, Value>,
    variant: &'v Map<String, Value>,
) -> Option<&'v str> {
    let source = |image: &'v Value| image.get("src").and_then(Value::as_str);
    let images = || {
        product
            .get("images")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let names_it = |image: &&Value| {
        let ids = image.get("variant_ids").and_then(Value::as_array);
        let id = variant.get("id").filter(|id| !id.is_null());
        ids.zip(id).is_some_and(|(ids, id)| ids.contains(id))
    };
    variant
        .get("featured_image")
        .and_then(source)
        .or_else(|| images().find(names_it).and_then(source))
        .or_else(|| images().find_map(source))
        .or_else(|| product.get("image").and_then(source))
}
