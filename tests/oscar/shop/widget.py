"""Where the embed files are, for the base template."""

import os


def widget(_request):
    return {"tandem": os.environ["SHOP_WIDGET"]}
