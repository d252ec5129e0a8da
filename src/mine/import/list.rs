//! All items of an order in one cell.
//!
//! | form | example | from |
//! |---|---|---|
//! | pairs | `name:Foo\|sku:A\|quantity:2;name:Bar\|sku:B\|quantity:1` | WooCommerce export plugins |
//! | labels | `Product ID: 7, Product Qty: 2, Product SKU: A, Product Name: Foo \| Product ID: …` | BigCommerce |
//! | JSON | `[{"sku":"A","quantity":2}]` | plugins, own exports |
//! | plain | `A;B x2;3 x C` parted by a line break, `;`, `\|` or `,` | spreadsheets |

use std::borrow::Cow;

use super::text::folded;

/// One item of a list. What is not said is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) sku: Option<Cow<'a, str>>,
    pub(super) title: Option<Cow<'a, str>>,
    pub(super) quantity: Option<Cow<'a, str>>,
    pub(super) price: Option<Cow<'a, str>>,
    pub(super) product_id: Option<Cow<'a, str>>,
    pub(super) variant_id: Option<Cow<'a, str>>,
}

/// How a column writes its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListForm {
    /// Keys and values: what parts items, what parts pairs.
    Pairs(char, char),
    Json,
    /// SKUs with an optional count: what parts items.
    Plain(char),
}

impl ListForm {
    /// How a few cells of the column write their lists.
    pub(super) fn sniff<'a>(
        cells: impl Iterator<Item = &'a str> + Clone,
        set: Option<char>,
    ) -> Self {
        let mut starts = cells
            .clone()
            .map(str::trim_start)
            .filter(|cell| !cell.is_empty());
        if starts.any(|cell| cell.starts_with("[{") || cell.starts_with("{\"")) {
            return Self::Json;
        }
        const PAIRS: [(char, char); 7] = [
            (';', '|'),
            ('|', ','),
            ('|', ';'),
            ('\n', '|'),
            ('\n', ','),
            (',', '|'),
            (';', ','),
        ];
        let known_keys = |&(between, within): &(char, char)| {
            let form = Self::Pairs(between, within);
            let mut entries = Vec::new();
            for cell in cells.clone() {
                form.parse(cell, &mut entries);
            }
            entries.iter().map(Entry::known).sum::<usize>()
        };
        let best = PAIRS
            .into_iter()
            .filter(|(between, _)| set.is_none_or(|set| set == *between))
            .map(|pair| (known_keys(&pair), pair))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        if let Some((1.., (between, within))) = best {
            return Self::Pairs(between, within);
        }
        let between = set.unwrap_or_else(|| {
            ['\n', ';', '|', ',']
                .into_iter()
                .find(|&mark| cells.clone().any(|cell| cell.trim().contains(mark)))
                .unwrap_or(';')
        });
        Self::Plain(between)
    }

    /// Adds the items of one cell. `false` where the cell is not of this form.
    pub(super) fn parse<'a>(self, cell: &'a str, into: &mut Vec<Entry<'a>>) -> bool {
        match self {
            Self::Json => parse_json(cell, into),
            Self::Pairs(between, within) => parse_pairs(cell, between, within, into),
            Self::Plain(between) => {
                into.extend(
                    cell.split(between)
                        .map(str::trim)
                        .filter(|item| !item.is_empty())
                        .map(counted),
                );
                true
            }
        }
    }
}

impl<'a> Entry<'a> {
    fn known(&self) -> usize {
        [
            &self.sku,
            &self.title,
            &self.quantity,
            &self.price,
            &self.product_id,
            &self.variant_id,
        ]
        .into_iter()
        .filter(|field| field.is_some())
        .count()
    }

    fn set(&mut self, key: &str, value: Cow<'a, str>) {
        let field = match folded(key).as_str() {
            "sku" | "productsku" | "itemsku" | "variantsku" | "code" => &mut self.sku,
            "name" | "productname" | "itemname" | "title" => &mut self.title,
            "quantity" | "qty" | "productqty" | "productquantity" | "count" => &mut self.quantity,
            "price" | "unitprice" | "productunitprice" | "itemprice" => &mut self.price,
            "productid" => &mut self.product_id,
            "variationid" | "variantid" => &mut self.variant_id,
            _ => return,
        };
        if field.is_none() {
            *field = Some(value);
        }
    }
}

/// `B x2`, `B ×2`, `B (2)`, `2 x B`, `B`.
fn counted(item: &str) -> Entry<'_> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let behind = item.rsplit_once(' ').and_then(|(sku, count)| {
        let count = count
            .strip_prefix(['x', 'X', '×'])
            .or_else(|| count.strip_prefix('(')?.strip_suffix(')'))?;
        digits(count).then_some((sku, count))
    });
    let before = || {
        let (count, rest) = item.split_once(' ')?;
        let sku = rest.strip_prefix(['x', 'X', '×'])?.strip_prefix(' ')?;
        digits(count).then_some((sku, count))
    };
    let (sku, quantity) = match behind.or_else(before) {
        Some((sku, count)) => (sku.trim(), Some(Cow::Borrowed(count))),
        None => (item, None),
    };
    Entry {
        sku: Some(Cow::Borrowed(sku)),
        quantity,
        ..Entry::default()
    }
}

/// Pairs are parted where a separator is followed by a key, so names may hold the separators.
fn parse_pairs<'a>(cell: &'a str, between: char, within: char, into: &mut Vec<Entry<'a>>) -> bool {
    let cell = cell.trim();
    let Some((first_key, _)) = cell.split_once(':') else {
        return cell.is_empty();
    };
    let first_key = first_key.trim();
    if first_key.is_empty() || !first_key.chars().all(in_key) {
        return false;
    }
    let mut rest = cell;
    while !rest.is_empty() {
        let end = starts(rest, between)
            .find(|&(_, after)| key_of(after) == Some(first_key))
            .map(|(at, after)| (at, Some(after)));
        let (item, next) = match end {
            Some((at, after)) => (
                rest.get(..at).unwrap_or_default(),
                after.unwrap_or_default(),
            ),
            None => (rest, ""),
        };
        let mut entry = Entry::default();
        let mut pairs = item;
        while !pairs.is_empty() {
            let end = starts(pairs, within).find(|(_, after)| key_of(after).is_some());
            let (pair, next) = match end {
                Some((at, after)) => (pairs.get(..at).unwrap_or_default(), after),
                None => (pairs, ""),
            };
            if let Some((key, value)) = pair.split_once(':') {
                let value = value.trim().trim_end_matches([between, within]).trim_end();
                if !value.is_empty() {
                    entry.set(key, Cow::Borrowed(value));
                }
            }
            pairs = next;
        }
        if entry.known() > 0 {
            into.push(entry);
        }
        rest = next;
    }
    true
}

/// Every place of a separator, with what follows it.
fn starts(text: &str, separator: char) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(separator)
        .map(move |(at, mark)| (at, text.get(at + mark.len()..).unwrap_or_default()))
}

fn in_key(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_' | '-')
}

/// The key that a text starts with: up to three words before a colon.
fn key_of(text: &str) -> Option<&str> {
    let (key, _) = text.split_once(':')?;
    let key = key.trim();
    let short = key.split(' ').count() <= 3 && key.len() <= 32;
    (short && key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(in_key))
        .then_some(key)
}

fn parse_json(cell: &str, into: &mut Vec<Entry<'_>>) -> bool {
    let list: Vec<serde_json::Map<String, serde_json::Value>> = match serde_json::from_str(cell) {
        Ok(list) => list,
        Err(_) => match serde_json::from_str(cell) {
            Ok(single) => vec![single],
            Err(_) => return cell.trim().is_empty(),
        },
    };
    for object in list {
        let mut entry = Entry::default();
        for (key, value) in object {
            let text = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Number(number) => number.to_string(),
                _ => continue,
            };
            entry.set(&key, Cow::Owned(text));
        }
        if entry.known() > 0 {
            into.push(entry);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, set: Option<char>) -> Vec<(String, String, String)> {
        let form = ListForm::sniff([cell].into_iter(), set);
        let mut entries = Vec::new();
        assert!(form.parse(cell, &mut entries), "{cell}");
        let text = |field: &Option<Cow<'_, str>>| field.as_deref().unwrap_or("-").to_owned();
        entries
            .iter()
            .map(|entry| (text(&entry.sku), text(&entry.title), text(&entry.quantity)))
            .collect()
    }

    fn rows(expected: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        expected
            .iter()
            .map(|&(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
            .collect()
    }

    #[test]
    fn woocommerce_pairs_with_separators_in_names() {
        assert_eq!(
            read(
                "name:Mug; large|sku:A|quantity:2|total:9.00|meta:Size=L;name:Tin|lid: red|sku:B|quantity:1",
                None
            ),
            rows(&[("A", "Mug; large", "2"), ("B", "Tin", "1")])
        );
    }

    #[test]
    fn bigcommerce_labels_with_commas_in_names() {
        assert_eq!(
            read(
                "Product ID: 7, Product Qty: 2, Product SKU: A, Product Name: Mug, large, Product Weight: 0.1, Product Unit Price: 4.50 | \
                 Product ID: 8, Product Qty: 1, Product SKU: B, Product Name: Tin",
                None
            ),
            rows(&[("A", "Mug, large", "2"), ("B", "Tin", "1")])
        );
    }

    #[test]
    fn json_with_numbers_or_texts() {
        assert_eq!(
            read(
                r#"[{"sku":"A","name":"Mug","quantity":2},{"sku":"B","qty":"1"}]"#,
                None
            ),
            rows(&[("A", "Mug", "2"), ("B", "-", "1")])
        );
    }

    #[test]
    fn plain_lists() {
        assert_eq!(
            read("A;B x2; 3 x C ;", None),
            rows(&[("A", "-", "-"), ("B", "-", "2"), ("C", "-", "3")])
        );
        assert_eq!(
            read("A|B (2)", None),
            rows(&[("A", "-", "-"), ("B", "-", "2")])
        );
        assert_eq!(
            read("A\nB, C", None),
            rows(&[("A", "-", "-"), ("B, C", "-", "-")])
        );
        assert_eq!(
            read("A/B", Some('/')),
            rows(&[("A", "-", "-"), ("B", "-", "-")])
        );
        assert_eq!(read("", None), rows(&[]));
    }

    #[test]
    fn what_is_not_of_the_form_is_told() {
        assert!(!ListForm::Json.parse("[{", &mut Vec::new()));
        assert!(!ListForm::Pairs(';', '|').parse("<script>:x", &mut Vec::new()));
    }
}
