"""A catalogue of what the demo's regular customers buy, without pictures and texts."""

import pytest
from django.core.management import call_command

from config.demo.regulars import variants
from shop.catalogue.models import Product
from shop.partner.models import Partner, StockRecord
from tests.shop.factories import ProductClassFactory


@pytest.fixture
def catalogue(site):
    call_command("load_countries", verbosity=0)
    product_class, partner = ProductClassFactory(), Partner.objects.create(name="Kiln")
    products = Product.objects.bulk_create(
        Product(title=one.sku, slug=one.sku.lower(), product_class=product_class) for one in variants()
    )
    StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner=partner,
            partner_sku=product.title,
            price_currency="EUR",
            price=1,
            num_in_stock=100,
        )
        for product in products
    )
