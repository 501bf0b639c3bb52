"""Users, products, baskets and orders as the shop itself makes them.

A product comes with a price and a stock record; an order goes through the real
`OrderCreator`, so it allocates stock and publishes `OrderPlaced` like any other.
"""

from decimal import Decimal

import factory
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.models import Site
from oscar.core.loading import get_class, get_model
from oscar.test import factories as oscar_factories

from shop.basket.models import Basket
from shop.catalogue.models import Category, Product, ProductClass
from shop.configuration.models import DocumentSettings, TaxSettings
from shop.order.models import Order, ShippingAddress
from shop.partner.models import Partner, StockRecord
from shop.user.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """A buyer who can log in; `password` is stored hashed."""

    email = factory.Sequence(lambda n: f"buyer{n}@example.com")
    first_name = "Ada"
    last_name = "Potter"
    password = factory.django.Password("a-long-passphrase")

    class Meta:
        model = User


class StaffFactory(UserFactory):
    """Somebody of the shop with every right."""

    is_staff = True
    is_superuser = True
    email = factory.Sequence(lambda n: f"staff{n}@example.com")


class CountryFactory(factory.django.DjangoModelFactory):
    iso_3166_1_a2 = "DE"
    iso_3166_1_a3 = "DEU"
    iso_3166_1_numeric = "276"
    name = printable_name = "Germany"
    is_shipping_country = True

    class Meta:
        model = get_model("address", "Country")
        django_get_or_create = ("iso_3166_1_a2",)


class PartnerFactory(factory.django.DjangoModelFactory):
    """The supplier whose stock is sold (Oscar's Partner, not a PartnerAccount)."""

    name = "Workshop"
    code = "workshop"

    class Meta:
        model = Partner
        django_get_or_create = ("code",)


class ProductClassFactory(factory.django.DjangoModelFactory):
    name = "Ceramics"
    slug = "ceramics"
    requires_shipping = True
    track_stock = True

    class Meta:
        model = ProductClass
        django_get_or_create = ("slug",)


class CategoryFactory(factory.django.DjangoModelFactory):
    """A category at the top, or below `parent`."""

    name = factory.Sequence(lambda n: f"Category {n}")

    class Meta:
        model = Category

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        return parent.add_child(**kwargs) if parent else model_class.add_root(**kwargs)


class StockRecordFactory(factory.django.DjangoModelFactory):
    partner = factory.SubFactory(PartnerFactory)
    partner_sku = factory.LazyAttribute(lambda record: record.product.upc)
    price_currency = factory.LazyFunction(lambda: settings.OSCAR_DEFAULT_CURRENCY)
    price = Decimal("24.00")
    num_in_stock = 10

    class Meta:
        model = StockRecord


class ProductFactory(factory.django.DjangoModelFactory):
    """A product that can be bought: `ProductFactory(price="19.90", num_in_stock=3)`.

    `price=None` leaves the stock record out; `categories=[...]` puts it into these;
    `parent=product` makes it a child (a variant).
    """

    title = factory.Sequence(lambda n: f"Tide bowl {n}")
    upc = factory.Sequence(lambda n: f"KC-{n:05d}")
    structure = factory.LazyAttribute(lambda product: "child" if product.parent else "standalone")
    parent = None
    product_class = factory.LazyAttribute(lambda product: None if product.parent else ProductClassFactory())

    class Meta:
        model = Product
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, price="24.00", num_in_stock=10, categories=(), **kwargs):
        product = super()._create(model_class, *args, **kwargs)
        if price is not None and product.structure != "parent":
            StockRecordFactory(product=product, price=Decimal(price), num_in_stock=num_in_stock)
        for category in categories:
            product.categories.add(category)
        return product


class ParentProductFactory(ProductFactory):
    """A product sold in variants; give it children with `ProductFactory(parent=...)`."""

    structure = "parent"


class ShippingAddressFactory(factory.django.DjangoModelFactory):
    first_name = "Ada"
    last_name = "Potter"
    line1 = "Am Brennofen 1"
    line4 = "Meissen"
    postcode = "01662"
    phone_number = "+4935213296645"
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = ShippingAddress


class UserAddressFactory(factory.django.DjangoModelFactory):
    user = factory.SubFactory(UserFactory)
    first_name = "Ada"
    last_name = "Potter"
    line1 = "Am Brennofen 1"
    line4 = "Meissen"
    postcode = "01662"
    country = factory.SubFactory(CountryFactory)

    class Meta:
        model = get_model("address", "UserAddress")


class BasketFactory(factory.django.DjangoModelFactory):
    """An open basket: `BasketFactory(owner=user, lines=[(product, 2)])`.

    `lines` holds products or (product, quantity) pairs.
    """

    class Meta:
        model = Basket

    @classmethod
    def _create(cls, model_class, *args, lines=(), **kwargs):
        basket = super()._create(model_class, *args, **kwargs)
        selector = get_class("partner.strategy", "Selector")()
        basket.strategy = selector.strategy(user=basket.owner)
        for line in lines:
            product, quantity = line if isinstance(line, tuple) else (line, 1)
            basket.add_product(product, quantity)
        return basket


def make_seller(**fields):
    """Say who sells, so that invoices can be written; return the row."""
    TaxSettings.objects.update_or_create(pk=1, defaults={"vat_id": "DE136695976"})
    said = {
        "legal_name": "Kiln & Töchter GmbH",
        "street": "Am Brennofen 1",
        "postcode": "01662",
        "city": "Meißen",
        "country": "DE",
        "registration": "Amtsgericht Dresden, HRB 12345",
    }
    return DocumentSettings.objects.update_or_create(pk=1, defaults=said | fields)[0]


class OrderFactory(factory.Factory):
    """A placed order, by a guest unless `user` is given.

    `OrderFactory(user=user, lines=[(product, 2)])`, `OrderFactory(guest_email="a@b.example")`,
    `OrderFactory(basket=basket)`. Without lines or basket it buys one new product.
    """

    class Meta:
        model = Order

    @classmethod
    def _create(cls, model_class, *args, lines=None, basket=None, user=None, number=None, **kwargs):
        if basket is None:
            basket = BasketFactory(owner=user, lines=lines or [ProductFactory()])
        if user is None:
            kwargs.setdefault("guest_email", "guest@example.com")
        if "shipping_address" not in kwargs:
            kwargs["shipping_address"] = ShippingAddressFactory()
        kwargs.setdefault("site", Site.objects.get_or_create(pk=settings.SITE_ID)[0])
        return oscar_factories.create_order(
            number=number, basket=basket, user=user or AnonymousUser(), **kwargs
        )
