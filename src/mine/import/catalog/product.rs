//! From a row of a catalogue to a product.

use std::collections::HashMap;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::super::{
    CatalogColumn, Fault, ShopSystem,
    header::Places,
    intake::Bad,
    number,
    shop_link::{self, LinkKind},
    text::{bare, decode, quoted, tidy},
};
use super::{
    CatalogRecord, CatalogReport,
    cells::{address, is_said, leaf, listed, looks_like_gift_card, plain, published, steps, stock},
    sale,
};
use crate::domain::{SafeUrl, Stock};

/// An amount before the currency is settled.
pub(super) struct Priced {
    /// The record that it stands in.
    pub(super) record: usize,
    /// In ten-thousandths.
    pub(super) amount: i64,
    /// The currency's code as written.
    pub(super) code: Option<String>,
    pub(super) is_cost: bool,
}

/// A number as the cell has it, in ten-thousandths, and the currency beside it.
type Amount = (Option<String>, Option<i64>);

/// How the rows of one file are taken apart.
pub(super) struct Form {
    pub(super) places: Places<CatalogColumn>,
    pub(super) system: ShopSystem,
    /// Whether a comma parts units from fractions.
    pub(super) comma: bool,
    /// Where the attributes are that upgrades are compared by.
    pub(super) attributes: Vec<usize>,
    /// Cells of its header; 0 where rows have as many as they need.
    pub(super) header_cells: usize,
}

/// All that was read so far, of every file.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) records: Vec<CatalogRecord>,
    /// By record: the file that it was first in, and whether it has a price.
    origins: Vec<(usize, bool)>,
    /// By SKU without case.
    seen: FxHashMap<String, usize>,
    /// The last row that had a title: rows below it with the same handle are its variants.
    above: Option<CatalogRecord>,
    /// Rows without a SKU but with an id: what variants below them belong to.
    parents: Vec<CatalogRecord>,
    pub(super) priced: Vec<Priced>,
    pub(super) report: CatalogReport,
    /// Which file is read, from 0.
    file: usize,
    now: i64,
}

impl Reader {
    /// A reader of nothing yet; `now`, Unix time, decides which sales are on.
    pub(super) fn new(now: i64) -> Self {
        Self {
            now,
            ..Self::default()
        }
    }

    /// Nothing of one file is above the first row of the next.
    pub(super) fn start(&mut self, file: usize) {
        self.file = file;
        self.above = None;
    }

    pub(super) fn row(&mut self, form: &Form, row: &ByteRecord) -> Result<(), Bad> {
        let cell = |column: CatalogColumn| {
            let cell = form.places.get(&column).and_then(|&place| row.get(place));
            bare(cell.unwrap_or_default())
        };
        let text = |column| Some(tidy(&decode(cell(column)))).filter(|text| !text.is_empty());
        if row.len() < form.header_cells.min(2) {
            return Err((
                None,
                Fault::Short {
                    cells: row.len(),
                    header: form.header_cells,
                },
            ));
        }
        let (code, price) = self.charged(form, &cell)?;
        let code = text(CatalogColumn::Currency).or(code);
        let mut refused = 0;
        let mut url = |column| {
            let safe = address(&decode(cell(column)))?;
            refused += u64::from(safe.is_none());
            safe
        };
        let mut record = CatalogRecord {
            sku: text(CatalogColumn::Sku).unwrap_or_default(),
            title: text(CatalogColumn::Title)
                .map(|title| plain(&title))
                .filter(|title| !title.is_empty()),
            url: url(CatalogColumn::Url),
            image: url(CatalogColumn::Image),
            price_minor: None,
            cost_minor: None,
            stock: stock(cell(CatalogColumn::Available)),
            published: published(cell(CatalogColumn::Status)),
            kind: text(CatalogColumn::Type).map(|kind| leaf(&kind)),
            categories: text(CatalogColumn::Type)
                .map(|kind| steps(&kind, form.system))
                .unwrap_or_default(),
            tags: listed(&decode(cell(CatalogColumn::Tags))),
            brand: text(CatalogColumn::Brand),
            is_gift_card: is_said(cell(CatalogColumn::GiftCard)),
            links: LinkKind::ALL
                .into_iter()
                .flat_map(|kind| shop_link::parse(kind, &decode(cell(kind.column()))))
                .collect(),
            parent: text(CatalogColumn::Parent),
            handle: text(CatalogColumn::Handle),
            product_id: text(CatalogColumn::ProductId),
            variant_id: text(CatalogColumn::VariantId),
            attributes: form
                .attributes
                .iter()
                .map(|place| {
                    let cell = row.get(*place);
                    tidy(&decode(bare(cell.unwrap_or_default())))
                })
                .collect(),
        };
        self.report.refused_urls += refused;
        if let Some(above) = self.above.as_ref()
            && record.handle.is_some()
            && record.handle == above.handle
        {
            // Shopify says it once a product, on its first row.
            inherit_from(&mut record, above);
            if cell(CatalogColumn::Status).is_empty() {
                record.published = above.published;
            }
        } else {
            self.above = Some(record.clone());
        }
        if record.url.is_none()
            && form.system == ShopSystem::Shopify
            && let Some(handle) = &record.handle
        {
            record.url = SafeUrl::new(&format!("/products/{handle}"));
        }
        if record.sku.is_empty() {
            self.report.without_sku += 1;
            if record.product_id.is_some() {
                self.parents.push(record);
            }
            return Ok(());
        }
        record.is_gift_card |= looks_like_gift_card(&record);
        // Nothing is nothing in every currency.
        record.price_minor = price.filter(|&price| price == 0);
        let cost = number::parse(cell(CatalogColumn::Cost), form.comma)
            .and_then(|cost| number::stored(cost.value));
        self.keep(record, code, price, cost);
        Ok(())
    }

    /// The first row of a SKU in a file counts. What it leaves open, the same SKU in a later file says.
    fn keep(
        &mut self,
        record: CatalogRecord,
        code: Option<String>,
        price: Option<i64>,
        cost: Option<i64>,
    ) {
        let key = record.sku.to_ascii_uppercase();
        let place = match self.seen.get(&key) {
            None => {
                let place = self.records.len();
                self.seen.insert(key, place);
                self.records.push(record);
                self.origins.push((self.file, false));
                place
            }
            Some(&place) => {
                let origin = self.origins.get(place).copied();
                let Some(known) = self.records.get_mut(place) else {
                    return;
                };
                if origin.is_none_or(|(file, _)| file == self.file) {
                    self.report.repeated += 1;
                    return;
                }
                complete(known, record);
                place
            }
        };
        let Some(origin) = self.origins.get_mut(place) else {
            return;
        };
        if origin.1 {
            return;
        }
        origin.1 = price.is_some();
        for (amount, is_cost) in [(price, false), (cost, true)] {
            if let Some(amount) = amount.filter(|&amount| amount > 0) {
                self.priced.push(Priced {
                    record: place,
                    amount,
                    code: code.clone(),
                    is_cost,
                });
            }
        }
    }

    /// What the shop charges now: the sale price where a sale is on, else the usual one. A sale whose
    /// dates cannot be read leaves it open.
    fn charged<'c>(
        &mut self,
        form: &Form,
        cell: &impl Fn(CatalogColumn) -> &'c [u8],
    ) -> Result<Amount, Bad> {
        let usual = amount(form, CatalogColumn::Price, cell(CatalogColumn::Price))?;
        let sale = amount(
            form,
            CatalogColumn::SalePrice,
            cell(CatalogColumn::SalePrice),
        )?;
        let Some(reduced) = sale.1 else {
            return Ok(usual);
        };
        let is_lower = usual.1.is_none_or(|usual| reduced < usual);
        // BigCommerce writes a zero where there is no sale.
        if !is_lower || reduced < 0 || reduced == 0 && form.system != ShopSystem::WooCommerce {
            return Ok(usual);
        }
        let starts = decode(cell(CatalogColumn::SaleStarts));
        let ends = decode(cell(CatalogColumn::SaleEnds));
        match sale::is_on(&starts, &ends, self.now) {
            Some(true) => Ok((sale.0.or(usual.0), sale.1)),
            Some(false) => Ok(usual),
            None => {
                self.report.unused_prices += 1;
                Ok((None, None))
            }
        }
    }

    /// Variants take over from the products that they name as their parents.
    pub(super) fn inherit(&mut self) {
        if self.records.iter().all(|record| record.parent.is_none()) {
            return;
        }
        let mut known: HashMap<String, CatalogRecord> = HashMap::new();
        for record in self.parents.iter().chain(self.records.iter()) {
            let sku = Some(record.sku.to_ascii_uppercase()).filter(|sku| !sku.is_empty());
            let id = record.product_id.as_ref().map(|id| format!("ID:{id}"));
            for key in sku.into_iter().chain(id) {
                known.entry(key).or_insert_with(|| record.clone());
            }
        }
        for record in &mut self.records {
            let parent = record.parent.as_ref();
            if let Some(above) = parent.and_then(|parent| known.get(&parent.to_ascii_uppercase())) {
                inherit_from(record, above);
                record.url = record.url.take().or_else(|| above.url.clone());
                record.published &= above.published;
            }
        }
    }
}

fn amount(form: &Form, column: CatalogColumn, cell: &[u8]) -> Result<Amount, Bad> {
    if cell.is_empty() {
        return Ok((None, None));
    }
    let Some(amount) = number::parse(cell, form.comma) else {
        let value = quoted(cell);
        let place = form.places.get(&column).copied();
        let fault = if number::parse(cell, !form.comma).is_some() {
            Fault::Decimal {
                value,
                comma: form.comma,
            }
        } else {
            Fault::Number { value }
        };
        return Err((place, fault));
    };
    let code = amount.code.map(|code| decode(&code).into_owned());
    Ok((code, number::stored(amount.value)))
}

/// What a product says for its variants, where they say nothing.
fn inherit_from(record: &mut CatalogRecord, above: &CatalogRecord) {
    list(&mut record.categories, &above.categories);
    list(&mut record.tags, &above.tags);
    list(&mut record.links, &above.links);
    record.title = record.title.take().or_else(|| above.title.clone());
    record.image = record.image.take().or_else(|| above.image.clone());
    record.kind = record.kind.take().or_else(|| above.kind.clone());
    record.brand = record.brand.take().or_else(|| above.brand.clone());
    record.is_gift_card |= above.is_gift_card;
    list(&mut record.attributes, &above.attributes);
    for (own, above) in record.attributes.iter_mut().zip(&above.attributes) {
        if own.is_empty() {
            own.clone_from(above);
        }
    }
}

/// What a later file says of a product, where the earlier ones say nothing. All but the price.
fn complete(record: &mut CatalogRecord, later: CatalogRecord) {
    inherit_from(record, &later);
    if record.stock == Stock::Unknown {
        record.stock = later.stock;
    }
    record.published &= later.published;
    record.price_minor = record.price_minor.or(later.price_minor);
    record.url = record.url.take().or(later.url);
    record.parent = record.parent.take().or(later.parent);
    record.handle = record.handle.take().or(later.handle);
    record.product_id = record.product_id.take().or(later.product_id);
    record.variant_id = record.variant_id.take().or(later.variant_id);
}

fn list<T: Clone>(own: &mut Vec<T>, above: &[T]) {
    if own.is_empty() {
        own.extend_from_slice(above);
    }
}
