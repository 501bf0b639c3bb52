from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_core.approvals.services import decide
from crm_core.customers.models import Team
from crm_core.quotes.approvals import ask
from crm_core.quotes.drafting import draft_of
from crm_core.quotes.models import Quote
from crm_core.quotes.moves import CounterLine, comment, counter
from shop.audit.models import AuditEntry
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.quotes.factories import allow, fresh, offer, requested
from tests.crm_core.quotes.office import editor_of, page_of, typed
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db

LIST = "/cms/quotes/"


def test_a_representative_writes_and_sends_an_offer(sales, rep):
    allow(rep)
    quote = requested((ProductFactory(price="119.00", cost="50.00"), 10, "80.00"))

    began = sales.post(page_of(quote), {"action": "write"})
    shown = sales.get(editor_of(quote))
    sent = sales.post(editor_of(quote), typed(quote, do="send", **{"line-1-price": "95.00"}))

    assert began.url == editor_of(quote)
    assert "asked" in shown.text
    assert sent.url == page_of(quote)
    assert (fresh(quote).state, fresh(quote).total) == ("sent", Decimal("950.00"))
    assert "95.00" in sales.get(page_of(quote)).text


def test_the_per_cent_make_the_price_where_only_they_were_changed(sales):
    quote = requested((ProductFactory(price="100.00"), 10, None))
    sales.post(page_of(quote), {"action": "write"})

    sales.post(editor_of(quote), typed(quote, **{"line-1-discount": "12.5"}))

    assert draft_of(quote).lines.get().price == Decimal("87.50")


def test_products_are_found_added_and_taken_out(sales):
    quote = requested()
    vase = ProductFactory(title="Reed vase", upc="RV-1")
    sales.post(page_of(quote), {"action": "write"})

    found = sales.post(editor_of(quote), typed(quote, do="find", q="RV-1"), follow=True)
    sales.post(editor_of(quote), typed(quote, do=f"add:{vase.pk}"))
    sales.post(editor_of(quote), typed(quote, **{"line-1-quantity": "0"}))

    assert "Reed vase" in found.text
    assert [line.title for line in draft_of(quote).lines.all()] == ["Reed vase"]


def test_what_is_wrong_is_shown_with_what_was_typed(sales):
    quote = requested()
    sales.post(page_of(quote), {"action": "write"})

    answer = sales.post(editor_of(quote), typed(quote, message="Dear Mara", **{"line-1-price": "-4"}))

    assert answer.status_code == 422
    assert "Dear Mara" in answer.text
    assert 'value="-4"' in answer.text


def test_two_windows_do_not_overwrite_each_other(sales):
    quote = requested()
    sales.post(page_of(quote), {"action": "write"})
    first, second = typed(quote, message="one"), typed(quote, message="two")

    sales.post(editor_of(quote), first)
    answer = sales.post(editor_of(quote), second)

    assert answer.status_code == 409
    assert "two" in answer.text
    assert draft_of(quote).message == "one"


def test_a_discount_beyond_the_limit_waits_for_somebody_else(sales, rep):
    allow(rep, most=10)
    boss = staff_with()
    Team.objects.create(name="North", manager=boss).members.add(rep)
    quote = requested((ProductFactory(price="100.00"), 10, None))
    sales.post(page_of(quote), {"action": "write"})

    refused = sales.post(editor_of(quote), typed(quote, do="send", **{"line-1-price": "70.00"}))
    page = sales.get(page_of(quote))
    sales.post(page_of(quote), {"action": "ask_approval", "reason": "A big order"})
    waiting = sales.get(page_of(quote))

    assert refused.url.startswith(page_of(quote))
    assert "30%" in page.text or "30 %" in page.text
    assert "Send version" not in waiting.text
    assert fresh(quote).state == "requested"
    decide(ask(draft_of(quote), by=rep, reason=""), by=boss, is_approved=True)
    seen = draft_of(quote).changed_at.isoformat()
    sales.post(page_of(quote), {"action": "send", "seen": seen})
    assert fresh(quote).state == "sent"


def test_what_was_approved_is_not_another_price(sales, rep):
    allow(rep, most=10)
    boss = staff_with()
    Team.objects.create(name="North", manager=boss).members.add(rep)
    quote = requested((ProductFactory(price="100.00"), 10, None))
    sales.post(page_of(quote), {"action": "write"})
    sales.post(editor_of(quote), typed(quote, **{"line-1-price": "70.00"}))
    decide(ask(draft_of(quote), by=rep, reason=""), by=boss, is_approved=True)

    sales.post(editor_of(quote), typed(quote, do="send", **{"line-1-price": "60.00"}))

    assert fresh(quote).state == "requested"


def test_a_margin_below_the_limit_waits_too(sales, rep):
    allow(rep, most=100, margin=30)
    quote = requested((ProductFactory(price="119.00", cost="80.00"), 1, None))
    sales.post(page_of(quote), {"action": "write"})

    sales.post(editor_of(quote), typed(quote, do="send"))

    assert fresh(quote).state == "requested"
    assert "margin is too small" in sales.get(page_of(quote)).text


def test_the_margin_is_for_who_may_see_cost(client, site):
    quote = requested((ProductFactory(price="119.00", cost="37.77"), 1, None))
    offer(quote, "119.00")
    words = {}

    for right in ("margin", "view"):
        client.force_login(
            staff_with("customers.view_customer", "quotes.view_quote", f"quotes.{right}_quote")
        )
        words[right] = [client.get(address).text for address in (page_of(quote), LIST)]

    assert all("62.23" in text for text in words["margin"])
    assert not any("62.23" in text or "37.77" in text for text in words["view"])


def test_the_page_tells_what_changed_and_what_was_written(sales):
    quote = requested((ProductFactory(price="119.00"), 10, None))
    offer(quote, "100.00")
    counter(fresh(quote), {1: CounterLine(quantity=20, price=Decimal("85.00"))}, seen=2, by=None)
    comment(quote, "By May?", by=None, by_buyer=True, line_key=1)

    page = sales.get(page_of(quote))

    assert "<del>10</del>" in page.text
    assert "By May?" in page.text


def test_a_colleague_answers_withdraws_and_copies(sales):
    quote = offer(requested(), "100.00")

    sales.post(page_of(quote), {"action": "comment", "text": "Yes, in blue", "line": "1"})
    sales.post(page_of(quote), {"action": "withdraw"})
    sales.post(page_of(quote), {"action": "copy"})

    assert quote.comments.get().by_buyer is False
    assert fresh(quote).state == "withdrawn"
    assert Quote.objects.get(copied_from=quote).state == "draft"


def test_a_quote_begins_with_a_customer(sales):
    customer = CustomerFactory()
    begin = reverse("quote_begin", args=[customer.pk])

    page = sales.get(begin)
    answer = sales.post(begin)

    quote = Quote.objects.get()
    assert page.status_code == 200
    assert answer.url == editor_of(quote)
    assert (quote.customer, quote.state, quote.email) == (customer, "draft", customer.email)
    assert reverse("quote_begin", args=[customer.pk]) in sales.get(f"/cms/customers/{customer.pk}/").text


def test_the_pdf_of_a_draft_and_of_a_version(sales):
    quote = offer(requested(), "100.00")
    sales.post(page_of(quote), {"action": "write"})

    for number in (0, 2):
        assert sales.get(reverse("quote_pdf", args=[quote.pk, number]))["Content-Type"] == "application/pdf"


def test_quotes_of_others_are_not_there(client, site):
    quote = offer(requested(), "100.00")
    rep = rep_with(
        "customers.view_customer", *(f"quotes.{action}_quote" for action in ("view", "add", "change"))
    )
    client.force_login(rep)

    addresses = [
        page_of(quote),
        editor_of(quote),
        f"/cms/quotes/edit/{quote.pk}/",
        reverse("quote_pdf", args=[quote.pk, 2]),
        reverse("quote_begin", args=[quote.customer_id]),
    ]

    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert quote.number not in client.get(LIST).text


def test_files_of_quotes_of_others_are_not_there(client, site):
    quote = requested(files=[ContentFile(b"two floors", name="plan.txt")])
    address = reverse("quote_file", args=[quote.files.get().pk])
    answers = {}

    for name, user in (
        ("theirs", staff_with("customers.view_customer", "quotes.view_quote")),
        ("others", rep_with("customers.view_customer", "quotes.view_quote")),
    ):
        client.force_login(user)
        answers[name] = client.get(address)

    assert b"".join(answers["theirs"].streaming_content) == b"two floors"
    assert answers["others"].status_code == 404


def test_who_only_looks_changes_nothing(client, site):
    quote = offer(requested(), "100.00")
    client.force_login(staff_with("customers.view_customer", "quotes.view_quote"))

    answers = [
        client.post(page_of(quote), {"action": "withdraw"}),
        client.get(editor_of(quote)),
        client.get(reverse("quote_begin", args=[quote.customer_id])),
    ]

    assert all(answer.status_code in (302, 403) for answer in answers)
    assert fresh(quote).state == "sent"


def test_the_list_searches_filters_exports_and_costs_the_same(sales):
    numbers = []
    for more in (1, 2):
        for _number in range(more):
            quote = offer(requested(), "100.00")
        sales.get(LIST)
        with CaptureQueriesContext(connection) as found:
            sales.get(LIST)
        numbers.append(len(found))

    assert numbers[0] == numbers[1]
    assert quote.number in sales.get(LIST, {"q": quote.number[4:]}).text
    assert quote.number not in sales.get(LIST, {"group": "ours"}).text
    exported = sales.get(LIST, {"export": "csv"})
    assert quote.number in b"".join(exported.streaming_content).decode()


def test_what_the_buyer_said_by_telephone_is_written_down_for_them(sales, rep):
    accepted, rejected = offer(requested(), "100.00"), offer(requested(), "100.00")
    said = {"action": "accept_for_buyer", "version": 2, "name": "Mara Lindt", "evidence": "By telephone"}

    unsaid = sales.post(page_of(accepted), {**said, "evidence": ""})
    stale = sales.post(page_of(accepted), {**said, "version": 7}, follow=True)
    assert fresh(accepted).state == Quote.State.SENT
    for _click in range(2):
        done = sales.post(page_of(accepted), said, follow=True)
    assert "Written down as accepted" in done.content.decode()
    sales.post(
        page_of(rejected),
        {"action": "reject_for_buyer", "version": 2, "reason": "Too dear", "evidence": "By letter"},
    )

    assert unsaid.status_code == 422
    assert "changed since you opened it" in stale.content.decode()
    quote = fresh(accepted)
    assert (quote.state, quote.accepted_name, quote.accepted_number) == ("accepted", "Mara Lindt", 2)
    assert quote.basket is not None
    assert (fresh(rejected).state, fresh(rejected).reason) == ("rejected", "Too dear")
    told = AuditEntry.objects.filter(action__contains="for_buyer").order_by("pk")
    assert told.first().action == "quotes.accepted_for_buyer"
    assert told.last().detail["evidence"] == "By letter"
    assert "Answer for the buyer" not in sales.get(page_of(accepted)).content.decode()
