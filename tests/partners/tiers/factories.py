"""Tiers, and orders that partners bought."""

from decimal import Decimal

import factory

from partners.tiers.models import Tier, TierRequirement
from shop.b2b.models import CompanyGroup
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory


class TierFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Tier {n}")
    rank = factory.Sequence(lambda n: n)
    group = factory.LazyAttribute(lambda tier: CompanyGroup.objects.create(name=f"Tier: {tier.name}"))

    class Meta:
        model = Tier
        skip_postgeneration_save = True

    @factory.post_generation
    def revenue(self, create, value, **kwargs):
        if value:
            TierRequirement.objects.create(tier=self, criterion="revenue", threshold=Decimal(value))


def make_ladder(gold="1000"):
    """Silver asks for nothing, gold for revenue."""
    return TierFactory(name="Silver", rank=1), TierFactory(name="Gold", rank=2, revenue=gold)


def bought(account, *, price="119.00", quantity=1, **kwargs):
    """An order of the partner's own company; EUR 100.00 net without more."""
    basket = BasketFactory(lines=[(ProductFactory(price=price, num_in_stock=1000), quantity)])
    order = OrderFactory(basket=basket, **kwargs)
    order.company = account.company
    order.save(update_fields=["company"])
    return order
