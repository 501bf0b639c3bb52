"""Visibility rules that are saved while baskets become orders; each race returns what came of it."""

from collections import Counter
from functools import partial

from django.db import connection

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.order.models import Order
from shop.partner.buyers import buyer_for
from shop.partner.queries import purchase_info
from shop.partner.strategy import Strategy
from tests.shop.catalogue_visibility.factories import hide, make_buyer, make_company
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory


def orders(number):
    """Hide a product while so many baskets with it become orders: each is whole or refused, none comes after."""
    product, company = ProductFactory(price="20.00", num_in_stock=500), make_company()
    buyers = [make_buyer(company) for _number in range(number)]
    baskets = [BasketFactory(owner=buyer, lines=[(product, 2)]).pk for buyer in buyers]
    answers = Counter(at_once([*(partial(_order, pk) for pk in baskets), partial(_hide, product.pk)]))
    late = BasketFactory(owner=make_buyer(), lines=[(product, 1)])
    late.owner.company_contact.company = company
    late.owner.company_contact.save()
    lines = [line for order in Order.objects.all() for line in order.lines.all()]
    result = {
        "answered": answers["ordered"] + answers["refused"],
        "orders": len(lines) == answers["ordered"],
        "whole": all(line.quantity == 2 and line.line_price_incl_tax == 40 for line in lines),
        "after": _order(late.pk),
        "seen": purchase_info(
            Product.objects.get(pk=product.pk), buyer=buyer_for(Basket.objects.get(pk=late.pk).owner)
        ).is_visible,
    }
    connection.close()
    return result


def _order(pk):
    """Order as the checkout does: only what its buyer sees at this moment."""
    basket = Basket.objects.get(pk=pk)
    basket.strategy = Strategy(user=basket.owner)
    try:
        if any(not line.purchase_info.is_visible for line in basket.all_lines()):
            return "refused"
        OrderFactory(basket=basket)
    finally:
        connection.close()
    return "ordered"


def _hide(pk):
    try:
        hide(Product.objects.get(pk=pk))
    finally:
        connection.close()
    return "hidden"
