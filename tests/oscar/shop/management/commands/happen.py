"""What happens in a shop while somebody looks at a page: `happen stock SKU 0`, `happen sessions-end`."""

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from oscar.core.loading import get_model

StockRecord = get_model("partner", "StockRecord")


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("what", choices=["stock", "price", "sessions-end"])
        parser.add_argument("values", nargs="*")

    def handle(self, *_arguments, what, values, **_options):
        if what == "sessions-end":
            Session.objects.all().delete()
            return
        sku, value = values
        field = {"stock": "num_in_stock", "price": "price"}[what]
        StockRecord.objects.filter(partner_sku=sku).update(**{field: value}, num_allocated=0)
