"""What happens in a shop while somebody looks at a page: `happen stock SKU 0`, `happen sessions-end`,
`happen voucher CODE PERCENT SKU…`: whoever has all of these and enters the code pays so much less for them."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from oscar.core.loading import get_model

Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")
StockRecord = get_model("partner", "StockRecord")
Voucher = get_model("voucher", "Voucher")


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("what", choices=["stock", "price", "sessions-end", "voucher"])
        parser.add_argument("values", nargs="*")

    def handle(self, *_arguments, what, values, **_options):
        if what == "sessions-end":
            Session.objects.all().delete()
            return
        if what == "voucher":
            return self.voucher(*values)
        sku, value = values
        field = {"stock": "num_in_stock", "price": "price"}[what]
        StockRecord.objects.filter(partner_sku=sku).update(**{field: value}, num_allocated=0)

    def voucher(self, code, percent, *skus):
        products = Range.objects.create(name=code)
        for sku in skus:
            products.add_product(Product.objects.get(upc=sku))
        condition = Condition.objects.create(range=products, type=Condition.COVERAGE, value=len(skus))
        benefit = Benefit.objects.create(range=products, type=Benefit.PERCENTAGE, value=percent)
        offer = ConditionalOffer.objects.create(name=code, offer_type=ConditionalOffer.VOUCHER, condition=condition, benefit=benefit)
        now = timezone.now()
        Voucher.objects.create(name=code, code=code, start_datetime=now - timedelta(days=1), end_datetime=now + timedelta(days=1)).offers.add(offer)
