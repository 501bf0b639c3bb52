"""Visitors and what they did; browsers that carry their cookies."""

import factory
from django.http import HttpResponse
from django.utils import timezone

from personalization.interactions.consent import BrowserState, ConsentChoice, write_cookies
from personalization.interactions.models import Interaction, Visitor
from tests.shop.factories import ProductFactory


class VisitorFactory(factory.django.DjangoModelFactory):
    """A visitor who agreed to be remembered."""

    class Meta:
        model = Visitor


class ViewFactory(factory.django.DjangoModelFactory):
    """A look at a product page."""

    kind = Interaction.Kind.VIEW
    visitor = factory.SubFactory(VisitorFactory)
    product = factory.SubFactory(ProductFactory)
    occurred_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Interaction


def carry(client, *, visitor=None, granted=True, chosen_at=None, now=None):
    """Give the test client the cookies of a browser that answered; with `visitor`, as theirs."""
    now = now or timezone.now()
    choice = ConsentChoice(granted=granted, chosen_at=chosen_at or now)
    response = HttpResponse()
    write_cookies(response, BrowserState(choice=choice, visitor_key=visitor and visitor.key), now=now)
    for name, morsel in response.cookies.items():
        if morsel.value:
            client.cookies[name] = morsel.value
    return client
