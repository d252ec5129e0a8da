use std::io::{self, Write};

use super::{Relation, Shop, goods::FEATURES};

impl Shop {
    /// Writes all orders as a shop would export them: a CSV row a line. Memory is that of one order.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write_orders(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "order_id",
            "order_date",
            "customer_id",
            "sku",
            "product_name",
            "quantity",
            "unit_price",
            "currency",
        ])?;
        let mut last = (i64::MIN, String::new());
        for sale in self.sales() {
            if last.0 != sale.time {
                let time = jiff::Timestamp::from_second(sale.time).map_err(io::Error::other)?;
                last = (sale.time, time.strftime("%Y-%m-%d %H:%M:%S").to_string());
            }
            let number = (100_000 + sale.number).to_string();
            let customer = sale.customer.map(|id| format!("c{id}")).unwrap_or_default();
            for product in sale.products.iter().filter_map(|&it| self.products.get(it)) {
                csv.write_record([
                    number.as_str(),
                    &last.1,
                    &customer,
                    &product.sku,
                    &product.title,
                    "1",
                    &price(product.price_minor),
                    "EUR",
                ])?;
            }
        }
        csv.flush()
    }

    /// Writes what it sells as a shop would export its catalogue.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write_catalog(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        let own = [
            "sku",
            "title",
            "type",
            "department",
            "price",
            "currency",
            "url",
        ];
        csv.write_record(own.into_iter().chain(FEATURES))?;
        for product in &self.products {
            let (price, url) = (
                price(product.price_minor),
                format!("/products/{}", product.sku.to_ascii_lowercase()),
            );
            let own = [
                product.sku.as_str(),
                &product.title,
                product.kind,
                product.department,
                &price,
                "EUR",
                &url,
            ];
            let feature = |name| {
                let mut all = product.features.iter();
                all.find(|(other, _)| *other == name)
                    .map_or("", |(_, value)| value)
            };
            csv.write_record(own.into_iter().chain(FEATURES.map(feature)))?;
        }
        csv.flush()
    }

    /// Writes every planted relation, both ways: a CSV row a pair of SKUs.
    ///
    /// # Errors
    /// Where `out` fails.
    pub fn write_truth(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["sku", "other_sku", "relation"])?;
        for series in &self.series {
            let run = series.first..series.first + series.len;
            for (left, right) in run.clone().flat_map(|a| run.clone().map(move |b| (a, b))) {
                let relation = match self.relation(left, right) {
                    Relation::Complement => "complement",
                    Relation::Variant => "variant",
                    Relation::Substitute => "substitute",
                    Relation::Stranger => continue,
                };
                if let (Some(a), Some(b)) = (self.products.get(left), self.products.get(right)) {
                    csv.write_record([a.sku.as_str(), &b.sku, relation])?;
                }
            }
        }
        csv.flush()
    }
}

fn price(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}
