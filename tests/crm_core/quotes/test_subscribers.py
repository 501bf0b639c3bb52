"""What follows from what happens to a quote, delivered as often as it may be."""

from datetime import timedelta
from decimal import Decimal

import pytest

from crm_core.activities.models import Activity
from crm_core.customers.services import identify
from crm_core.pipeline.models import Deal, DealOrder
from crm_core.profile.models import CustomerTag
from crm_core.quotes import subscribers
from crm_core.quotes.acceptance import accept, basket_to_order
from crm_core.quotes.events import QuoteAccepted, QuoteRequested, QuoteSent
from crm_core.quotes.models import Quote
from crm_core.quotes.moves import CounterLine, comment, counter, expire_quotes, reject, withdraw
from crm_core.timeline.models import TimelineEntry
from shop.events.tasks import deliver_due
from shop.mail.models import Mail, MailAttachment
from shop.order.services import cancel_order
from shop.time_zones import shop_day
from tests.crm_core.automation.rules import rule, work
from tests.crm_core.factories import CompanyFactory
from tests.crm_core.pipeline.factories import deal, stage
from tests.crm_core.quotes.factories import company_buyer, fresh, offer, requested
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def kinds():
    return sorted(TimelineEntry.objects.filter(kind__startswith="quote.").values_list("kind", flat=True))


def test_a_request_opens_a_deal_once_and_tells_both_sides():
    rep = StaffFactory()
    quote = requested(user=company_buyer(CompanyFactory(sales_rep=rep)))

    deliver_due()
    for _again in range(2):
        subscribers.on_requested(QuoteRequested(quote_id=quote.pk, customer_id=quote.customer_id))

    held = Deal.objects.get()
    assert (fresh(quote).deal, held.stage, held.owner) == (held, stage("Needs known"), rep)
    assert [act.act for act in held.acts.all()] == ["quote_requested"]
    assert Activity.objects.get().assignee == rep
    assert sorted(Mail.objects.values_list("kind", flat=True)) == ["quote-answered", "quote-received"]
    assert kinds() == ["quote.requested"]


def test_a_request_about_a_deal_that_is_open_belongs_to_it():
    user = UserFactory()
    held = deal(customer=identify(user=user))

    quote = requested(user=user)
    deliver_due()

    assert fresh(quote).deal == held
    assert Deal.objects.count() == 1


def test_the_deal_moves_by_itself_and_is_won_by_the_order():
    quote = requested((ProductFactory(price="119.00", num_in_stock=20), 10, None), user=UserFactory())
    deliver_due()
    offer(quote, "100.00")
    deliver_due()
    offered = Deal.objects.get()
    counter(fresh(quote), {1: CounterLine(quantity=10, price=Decimal(90))}, seen=2, by=quote.user)
    deliver_due()
    negotiated = Deal.objects.get()
    accept(offer(quote, "90.00"), seen=4, name="Ada", by=quote.user)
    deliver_due()
    won = Deal.objects.get()
    order = OrderFactory(basket=basket_to_order(fresh(quote), by=quote.user), user=quote.user)
    for _delivery in range(2):
        deliver_due()

    assert (offered.stage, offered.amount) == (stage("Offer made"), Decimal("1000.00"))
    assert negotiated.stage == stage("Negotiation")
    assert won.state == "won"
    ordered = Deal.objects.get()
    assert (ordered.state, ordered.amount) == ("won", order.total_incl_tax)
    assert list(DealOrder.objects.values_list("order", "deal", "has_won")) == [(order.pk, won.pk, True)]
    assert kinds() == sorted(
        ["quote.requested", "quote.sent", "quote.countered", "quote.sent", "quote.accepted", "quote.ordered"]
    )


def test_a_cancelled_order_opens_the_deal_again():
    quote = offer(requested((ProductFactory(num_in_stock=20), 10, None), user=UserFactory()), "9.00")
    deliver_due()
    accept(quote, seen=2, name="Ada", by=quote.user)
    deliver_due()
    order = OrderFactory(basket=basket_to_order(fresh(quote), by=quote.user), user=quote.user)
    deliver_due()

    cancel_order(order)
    deliver_due()

    assert Deal.objects.get().state == "open"


def test_a_version_is_mailed_once_with_its_pdf_in_the_buyers_language():
    quote = requested(language="zh-hans")
    offer(quote, "100.00")

    deliver_due()
    subscribers.on_sent(QuoteSent(quote_id=quote.pk, customer_id=quote.customer_id, number=2))

    mail = Mail.objects.get(kind="quote-sent")
    assert (mail.to, mail.language) == ("mara@lindt.example", "zh-hans")
    assert "/zh-hans/quotes/" in mail.text
    assert MailAttachment.objects.get(mail=mail).name == f"{quote.number}-2.pdf"


def test_a_counter_offer_is_something_to_do_for_the_representative():
    rep = StaffFactory()
    quote = offer(requested(user=company_buyer(CompanyFactory(sales_rep=rep))), "100.00")
    counter(quote, {1: CounterLine(quantity=20, price=Decimal(80))}, seen=2, by=quote.user, message="More!")

    deliver_due()

    found = Activity.objects.get(source__contains="countered")
    assert (found.assignee, found.note) == (rep, "More!")


def test_what_the_buyer_writes_is_to_do_and_what_we_write_is_mailed():
    quote = offer(requested(), "100.00")
    comment(quote, "Until June?", by=None, by_buyer=True, asks_for_time=True)
    comment(quote, "Until May.", by=StaffFactory(), by_buyer=False)

    deliver_due()

    assert Activity.objects.filter(source__contains=":time:").count() == 1
    assert "Until May." in Mail.objects.get(kind="quote-comment").text


def test_a_no_is_to_be_asked_about():
    quote = offer(requested(), "100.00")
    reject(quote, seen=2, reason="Too dear")

    deliver_due()

    assert Activity.objects.filter(source__contains="rejected").get().note == "Too dear"
    assert "quote.rejected" in kinds()


def test_what_ends_is_told_to_the_buyer():
    expired, gone = (offer(requested(), "100.00") for _one in range(2))
    Quote.objects.filter(pk=expired.pk).update(valid_until=shop_day() - timedelta(days=1))
    expire_quotes()
    withdraw(gone, by=StaffFactory())

    deliver_due()

    assert Mail.objects.filter(kind="quote-ended").count() == 2


def test_a_deal_that_was_won_by_accepting_is_open_again_where_nobody_ordered():
    quote = offer(requested(), "100.00")
    deliver_due()
    accept(quote, seen=2, name="Ada", by=None)
    deliver_due()
    Quote.objects.filter(pk=quote.pk).update(order_until=shop_day() - timedelta(days=1))
    expire_quotes()

    deliver_due()
    subscribers.on_accepted(QuoteAccepted(quote_id=quote.pk, customer_id=quote.customer_id, number=2))

    assert Deal.objects.get().state == "open"


def test_a_rule_hears_that_a_quote_was_requested():
    rule(trigger=("event", "QuoteRequested"))
    quote = requested()

    work()

    tagged = CustomerTag.objects.get(tag__name="done")
    assert tagged.customer == quote.customer
