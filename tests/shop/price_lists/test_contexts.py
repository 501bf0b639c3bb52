"""Who reads which lists, in which order."""

import pytest

from shop.b2b.models import Company, CompanyContact, CompanyGroup, CompanyLocation
from shop.events.models import Event
from shop.partner.buyers import buyer_for
from shop.partner.models import ContextList, PriceList
from shop.partner.queries import purchase_info
from shop.price_lists.contexts import context_of, drop_unused_contexts, reckon_contexts
from shop.price_lists.models import PriceContext
from shop.user.models import User
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory
from tests.shop.price_lists.factories import CompanyFactory, PriceListFactory, again, assign, listed, member

pytestmark = pytest.mark.django_db


def lists_of(user) -> list[str]:
    number = int(again(user).price_context[1:] or 0) if again(user).price_context else 0
    rows = ContextList.objects.filter(context=number).order_by("rank")
    return list(rows.values_list("price_list__name", flat=True))


def price_for(user, product):
    return purchase_info(product, buyer=buyer_for(again(user))).price.incl_tax


def test_a_company_has_its_list_and_others_pay_the_ordinary_price():
    product, price_list, company = ProductFactory(price="20.00"), PriceListFactory(), CompanyFactory()
    listed(price_list, product, 15)
    buyer, stranger = member(company), member(CompanyFactory())
    assign(price_list, company=company)

    assert price_for(buyer, product) == 15
    assert price_for(stranger, product) == 20
    assert purchase_info(product, buyer=buyer_for()).price.incl_tax == 20


def test_subsidiaries_inherit_until_they_have_one_of_their_own():
    parent = CompanyFactory()
    child = CompanyFactory(parent=parent)
    above, own = PriceListFactory(name="above"), PriceListFactory(name="own")
    buyer = member(child)

    assign(above, company=parent)
    assert lists_of(buyer) == ["above"]

    given = assign(own, company=child)
    assert lists_of(buyer) == ["own"]

    given.delete()
    assert lists_of(buyer) == ["above"]


def test_a_company_that_moves_below_another_takes_its_people_along():
    parent, child = CompanyFactory(), CompanyFactory()
    grandchild = CompanyFactory(parent=child)
    assign(PriceListFactory(name="above"), company=parent)
    buyer = member(grandchild)

    child.parent = parent
    child.save()

    assert lists_of(buyer) == ["above"]


def test_the_nearest_list_comes_first_and_priority_before_that():
    group = CompanyGroup.objects.create(name="Retail")
    company = CompanyFactory(group=group)
    place = CompanyLocation.objects.create(company=company, name="Dresden", country=CountryFactory())
    buyer = member(company, location=place)
    for name, priority, target in [
        ("all", 0, {"everybody": True}),
        ("group", 0, {"group": group}),
        ("company", 0, {"company": company}),
        ("place", 0, {"location": place}),
        ("person", 0, {"user": buyer}),
    ]:
        assign(PriceListFactory(name=name, priority=priority), **target)
    assert lists_of(buyer) == ["person", "place", "company", "group", "all"]

    everybody = PriceList.objects.get(name="all")
    everybody.priority = 5
    everybody.save()

    assert lists_of(buyer) == ["all", "person", "place", "company", "group"]


def test_a_list_for_everybody_needs_no_context():
    product, price_list = ProductFactory(price="20.00"), PriceListFactory()
    listed(price_list, product, 18)
    consumer = UserFactory()

    assign(price_list, everybody=True)

    assert again(consumer).price_context == ""
    assert price_for(consumer, product) == 18
    assert purchase_info(product, buyer=buyer_for()).price.incl_tax == 18


def test_a_consumer_may_have_a_list():
    product, price_list, consumer = ProductFactory(price="20.00"), PriceListFactory(), UserFactory()
    listed(price_list, product, 12)

    assign(price_list, user=consumer)

    assert price_for(consumer, product) == 12


def test_who_leaves_the_company_or_whose_company_is_closed_has_its_prices_no_more():
    company = CompanyFactory()
    first, second = member(company), member(company)
    assign(PriceListFactory(name="theirs"), company=company)
    assert lists_of(first) == ["theirs"]

    contact = CompanyContact.objects.get(user=first)
    contact.is_active = False
    contact.save()
    assert again(first).price_context == ""
    assert again(second).price_context

    company.status = Company.Status.CLOSED
    company.save()
    assert again(second).price_context == ""


def test_people_with_the_same_lists_share_a_context():
    group = CompanyGroup.objects.create(name="Retail")
    people = [member(CompanyFactory(group=group)) for _number in range(3)]

    assign(PriceListFactory(), group=group)

    assert len({again(one).price_context for one in people}) == 1
    assert PriceContext.objects.count() == 1


def test_a_new_context_is_told_to_search():
    product, price_list, company = ProductFactory(), PriceListFactory(), CompanyFactory()
    listed(price_list, product, 3)
    member(company)
    Event.objects.all().delete()

    assign(price_list, company=company)

    told = Event.objects.get(name="ProductsChanged")
    assert told.payload["product_ids"] == [product.pk]


def test_the_schedule_repairs_and_drops_what_nobody_has():
    company = CompanyFactory()
    buyer = member(company)
    assign(PriceListFactory(name="theirs"), company=company)
    right = again(buyer).price_context
    User.objects.filter(pk=buyer.pk).update(price_context="c999")

    assert reckon_contexts() == 1
    assert again(buyer).price_context == right == context_of(buyer.pk)
    assert reckon_contexts() == 0
    assert drop_unused_contexts() == 0

    CompanyContact.objects.filter(user=buyer).delete()
    assert drop_unused_contexts() == 1
    assert not ContextList.objects.exists()


def test_reckoning_costs_the_same_for_many(django_assert_max_num_queries):
    company = CompanyFactory()
    for _number in range(6):
        member(company)
    assign(PriceListFactory(), company=company)
    User.objects.update(price_context="")

    with django_assert_max_num_queries(12):
        assert reckon_contexts() == 6
