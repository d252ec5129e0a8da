"""Orders and catalogue as `tandem build` reads them: copy this file into an app of the shop.

    python manage.py tandem_export orders.csv products.csv

Customers are numbered by this export; no name, address or e-mail leaves the shop.
"""

import csv

from django.core.management.base import BaseCommand
from oscar.core.loading import get_class, get_model

Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
Selector = get_class("partner.strategy", "Selector")


class Command(BaseCommand):
    help = "Writes an order export and a catalogue for `tandem build`."

    def add_arguments(self, parser):
        parser.add_argument("orders")
        parser.add_argument("products")

    def handle(self, *_arguments, orders, products, **_options):
        with open(orders, "w", newline="", encoding="utf-8") as file:
            self.write_orders(csv.writer(file))
        with open(products, "w", newline="", encoding="utf-8") as file:
            self.write_products(csv.writer(file))

    def write_orders(self, rows):
        rows.writerow(["order number", "date", "customer", "status", "sku", "product id", "title", "quantity", "unit price", "currency"])
        customers = {}
        for order in Order.objects.order_by("date_placed").prefetch_related("lines"):
            who = order.user_id or order.guest_email
            customer = customers.setdefault(who, len(customers) + 1) if who else ""
            for line in order.lines.all():
                rows.writerow([order.number, order.date_placed.isoformat(), customer, order.status, line.partner_sku, line.product_id, line.title, line.quantity, line.unit_price_incl_tax, order.currency])

    def write_products(self, rows):
        rows.writerow(["sku", "product id", "title", "link", "image link", "price", "currency", "availability", "product type"])
        strategy = Selector().strategy()
        for product in Product.objects.public().prefetch_related("images", "categories"):
            info = strategy.fetch_for_product(product)
            if not info.stockrecord:
                continue
            image = product.primary_image()
            picture = getattr(getattr(image, "original", None), "url", "") if product.images.exists() else ""
            category = product.categories.first()
            rows.writerow(
                [
                    info.stockrecord.partner_sku,
                    product.pk,
                    product.get_title(),
                    product.get_absolute_url(),
                    picture,
                    info.price.incl_tax if info.price.is_tax_known else info.price.excl_tax,
                    info.price.currency,
                    "in stock" if info.availability.is_available_to_buy else "out of stock",
                    category.name if category else "",
                ]
            )
