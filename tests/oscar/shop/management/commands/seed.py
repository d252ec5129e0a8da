"""Fills the shop: what stands in a JSON file of `[{sku, title, priceMinor, left}]`, one country, free delivery."""

import json

from django.core.management.base import BaseCommand
from oscar.core.loading import get_model

Category = get_model("catalogue", "Category")
Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("products")

    def handle(self, *_arguments, products, **_options):
        Country.objects.create(iso_3166_1_a2="GB", iso_3166_1_a3="GBR", iso_3166_1_numeric="826", printable_name="United Kingdom", name="United Kingdom", is_shipping_country=True)
        partner = Partner.objects.create(name="Warehouse")
        kind = ProductClass.objects.create(name="Household", requires_shipping=True, track_stock=True)
        category = Category.add_root(name="Everything")
        with open(products, encoding="utf-8") as file:
            for entry in json.load(file):
                product = Product.objects.create(title=entry["title"], upc=entry["sku"], product_class=kind, structure=Product.STANDALONE)
                ProductCategory.objects.create(product=product, category=category)
                StockRecord.objects.create(product=product, partner=partner, partner_sku=entry["sku"], price_currency="GBP", price=f"{entry['priceMinor'] / 100:.2f}", num_in_stock=entry["left"])
