"""Offers that begin with a template, and templates made of offers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.quotes.drafting import draft_of, start_draft
from crm_core.quotes.models import QuoteTemplate, QuoteTemplateLine
from crm_core.quotes.templates import lines_for
from shop.time_zones import shop_day
from tests.crm_core.factories import staff_with
from tests.crm_core.quotes.factories import offer, requested
from tests.crm_core.quotes.office import editor_of, page_of, typed
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/cms/quote-templates/", "/cms/quote-templates/new/"


def sku_of(product):
    return product.stockrecords.get().partner_sku


def template(*lines, **facts):
    """A template: `template((product, 10, "12.5"))`."""
    made = QuoteTemplate.objects.create(**{"name": "Restaurants", "valid_days": 30, **facts})
    for product, quantity, discount in lines:
        QuoteTemplateLine.objects.create(
            template=made, sku=sku_of(product), quantity=quantity, discount=Decimal(discount)
        )
    return made


def form_of(*rows, **words):
    data = {
        "name": "Restaurants",
        "is_active": "on",
        "message": "",
        "delivery": "free of charge",
        "payment_terms": "",
        "valid_days": "30",
        "lines-TOTAL_FORMS": len(rows),
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "0",
        "lines-MAX_NUM_FORMS": "500",
        **words,
    }
    for place, (sku, quantity, discount) in enumerate(rows):
        data |= {
            f"lines-{place}-sku": sku,
            f"lines-{place}-quantity": quantity,
            f"lines-{place}-discount": discount,
            f"lines-{place}-note": "",
        }
    return data


def test_an_offer_gets_lines_at_the_buyers_prices_and_terms_that_are_empty(sales):
    product = ProductFactory(price="100.00")
    made = template((product, 12, "12.5"), delivery="free of charge", payment_terms="30 days net")
    quote = requested((ProductFactory(price="119.00"), 10, None))
    start_draft(quote, by=StaffFactory())

    shown = sales.get(editor_of(quote)).text
    sales.post(
        editor_of(quote),
        typed(quote, do="template", template=made.pk, payment_terms="in advance", valid_until=""),
    )

    draft = draft_of(quote)
    assert "Restaurants" in shown
    assert [(line.product, line.quantity, line.price) for line in draft.lines.all()][1:] == [
        (product, 12, Decimal("87.50"))
    ]
    assert (draft.delivery, draft.payment_terms) == ("free of charge", "in advance")
    assert draft.valid_until == shop_day() + timedelta(days=30)


def test_what_is_not_sold_any_more_is_named_and_the_rest_added(sales):
    product, gone = ProductFactory(price="100.00"), ProductFactory(is_public=False)
    made = template((gone, 1, "0"), (product, 2, "0"))
    quote = requested()
    start_draft(quote, by=StaffFactory())

    answer = sales.post(editor_of(quote), typed(quote, do="template", template=made.pk), follow=True)

    assert f"Not sold any more: {sku_of(gone)}." in answer.text
    assert draft_of(quote).lines.count() == 2


def test_without_a_template_nothing_is_added_and_what_was_typed_stays(sales):
    made = template((ProductFactory(), 1, "0"), is_active=False)
    quote = requested()
    start_draft(quote, by=StaffFactory())

    answer = sales.post(editor_of(quote), typed(quote, do="template", template=made.pk, delivery="next week"))

    assert answer.status_code == 422
    assert "next week" in answer.text
    assert draft_of(quote).lines.count() == 1


def test_filling_costs_the_same_for_one_line_and_for_three():
    quote = requested()
    short = template((ProductFactory(), 1, "0"))
    long = template(*((ProductFactory(), 1, "0") for _line in range(3)), name="Hotels")

    counts = []
    for each in (short, short, long):
        with CaptureQueriesContext(connection) as asked:
            lines_for(each, quote)
        counts.append(len(asked))

    assert counts[1] == counts[2]


def test_an_offer_becomes_a_template_without_anything_of_its_buyer(sales):
    product = ProductFactory(price="100.00")
    quote = offer(requested((product, 10, None)), "80.00", message="Dear Mara", delivery="next week", days=20)

    made = sales.post(page_of(quote), {"action": "save_template", "save_as": "Big ones"})

    kept = QuoteTemplate.objects.get()
    assert made.url == f"/cms/quote-templates/edit/{kept.pk}/"
    assert (kept.name, kept.message, kept.delivery) == ("Big ones", "", "next week")
    assert [(line.sku, line.quantity, line.discount) for line in kept.lines.all()] == [
        (sku_of(product), 10, Decimal("20.00"))
    ]


@pytest.mark.parametrize("name", ["", "Restaurants"])
def test_a_name_that_is_missing_or_taken_is_told(sales, name):
    template()
    quote = offer(requested(), "80.00")

    answer = sales.post(page_of(quote), {"action": "save_template", "save_as": name})

    assert answer.status_code == 422
    assert QuoteTemplate.objects.count() == 1


def test_templates_are_made_and_changed_in_the_back_office(sales):
    product = ProductFactory()

    sales.post(NEW, form_of((sku_of(product).lower(), 6, "10")))
    made = QuoteTemplate.objects.get()
    edit = f"/cms/quote-templates/edit/{made.pk}/"
    wrong = sales.post(NEW, form_of(("no-such-article", 6, "10"), name="Hotels"))

    assert [(line.quantity, line.discount) for line in made.lines.all()] == [(6, Decimal(10))]
    assert "Restaurants" in sales.get(LIST).text
    assert sku_of(product).lower() in sales.get(edit).text
    assert "There is no article “no-such-article”." in wrong.text
    assert "free of charge" in wrong.text
    assert QuoteTemplate.objects.count() == 1


def test_who_may_not_make_templates_uses_them_only(client):
    quote = offer(requested(), "80.00")
    client.force_login(
        staff_with(
            "quotes.view_quote",
            "quotes.change_quote",
            "customers.view_customer",
            "customers.view_all_customer",
        )
    )

    assert "Save as a template" not in client.get(page_of(quote)).text
    answer = client.post(page_of(quote), {"action": "save_template", "save_as": "Mine"})
    assert answer.status_code == 403
    assert client.get(NEW).status_code == 403
    assert not QuoteTemplate.objects.exists()
