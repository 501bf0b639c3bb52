"""Price lists, whom they are for, and people of companies."""

from decimal import Decimal

import factory

from shop.b2b.models import Company, CompanyContact
from shop.partner.models import ListPrice, PriceList
from shop.price_lists.models import PriceListAssignment
from shop.user.models import User
from tests.shop.factories import UserFactory


class PriceListFactory(factory.django.DjangoModelFactory):
    """A list in euros, gross."""

    name = factory.Sequence(lambda n: f"List {n}")
    currency = "EUR"

    class Meta:
        model = PriceList


class CompanyFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Company {n}")

    class Meta:
        model = Company


def listed(price_list, product, price, *, quantity=1):
    """Have a list say what a product costs from a quantity on."""
    return ListPrice.objects.create(
        price_list=price_list,
        stockrecord=product.stockrecords.get(),
        min_quantity=quantity,
        price=Decimal(str(price)),
    )


def member(company, **kwargs) -> User:
    """Return a user who speaks for a company."""
    user = UserFactory()
    CompanyContact.objects.create(company=company, user=user, name="Ada", email=user.email, **kwargs)
    return User.objects.get(pk=user.pk)


def assign(price_list, **target):
    """Assign a list."""
    return PriceListAssignment.objects.create(price_list=price_list, **target)


def again(user) -> User:
    """Return the user as the next request has them."""
    return User.objects.get(pk=user.pk)
