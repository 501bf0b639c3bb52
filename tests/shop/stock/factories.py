"""Warehouses and what lies in them."""

import factory

from shop.stock.models import StockLevel, Warehouse
from shop.stock.services import receive
from tests.shop.factories import CountryFactory, PartnerFactory, ProductFactory


class WarehouseFactory(factory.django.DjangoModelFactory):
    """A warehouse of the workshop; `country="PT"` makes the country too."""

    seller = factory.SubFactory(PartnerFactory)
    code = factory.Sequence(lambda n: f"house-{n}")
    name = factory.LazyAttribute(lambda warehouse: warehouse.code.capitalize())

    class Meta:
        model = Warehouse

    @classmethod
    def _create(cls, model_class, *args, country=None, **kwargs):
        if country is not None:
            kwargs["country"] = CountryFactory(
                iso_3166_1_a2=country, iso_3166_1_a3=f"{country}X", name=country, printable_name=country
            )
        return super()._create(model_class, *args, **kwargs)


def stocked(places, **kwargs):
    """A product with so many pieces in each warehouse: `stocked({lisbon: 4, porto: 2})`."""
    product = ProductFactory(num_in_stock=0, **kwargs)
    record = product.stockrecords.get()
    for warehouse, pieces in places.items():
        if pieces:
            receive(record, warehouse, quantity=pieces, reference="DN-1")
        else:
            StockLevel.objects.get_or_create(stockrecord=record, warehouse=warehouse)
    return product


def record_of(product):
    return product.stockrecords.get()


def totals(product):
    """In stock, allocated, reserved."""
    record = record_of(product)
    return record.num_in_stock, record.num_allocated or 0, record.num_reserved


def levels(product):
    """On hand and promised, by warehouse code."""
    rows = StockLevel.objects.filter(stockrecord__product=product).order_by("warehouse__code")
    return {
        code: (here, promised)
        for code, here, promised in rows.values_list("warehouse__code", "on_hand", "allocated")
    }
