from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from crm_core.quotes.acceptance import accept, basket_to_order
from crm_core.quotes.drafting import DraftTerms, save_draft, stamp, start_draft
from crm_core.quotes.errors import QuoteError, StaleQuoteError
from crm_core.quotes.models import Quote, QuoteVersion
from crm_core.quotes.moves import CounterLine, comment, counter, expire_quotes, reject, send_version, withdraw
from crm_core.quotes.pricing import WantedLine, digest_of
from crm_core.quotes.requests import QuoteRequest, copy_quote, request_quote
from shop.order.exceptions import OrderRefused
from shop.order.numbers import is_well_formed
from shop.time_zones import shop_day
from tests.crm_core.factories import CompanyFactory
from tests.crm_core.quotes.factories import company_buyer, fresh, offer, requested
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_request_is_version_one_of_the_companys_representative():
    rep = StaffFactory()
    parent = CompanyFactory(sales_rep=rep)
    buyer = company_buyer(CompanyFactory(parent=parent))

    quote = requested((ProductFactory(price="119.00"), 10, "90.00"), user=buyer, message="For the lobby")

    version = quote.versions.get()
    assert (quote.state, quote.owner, quote.user, quote.latest) == ("requested", rep, buyer, 1)
    assert is_well_formed(quote.number)
    assert (version.by_buyer, version.number, version.digest == digest_of(version)) == (True, 1, True)
    line = version.lines.get()
    assert (line.quantity, line.price) == (10, Decimal("90.00"))


def test_a_guest_gets_no_prices_of_the_company_whose_address_they_typed():
    buyer = company_buyer()

    quote = requested(email=buyer.email, name="Somebody")

    assert (quote.user, quote.company, quote.by_guest) == (None, None, True)


def test_files_of_a_request_are_kept():
    quote = requested(files=[ContentFile(b"%PDF-1.4", name="plan.pdf")])

    assert quote.files.get().name == "plan.pdf"


def test_a_request_of_nothing_is_refused():
    with pytest.raises(QuoteError):
        request_quote(QuoteRequest(lines=[], email="mara@lindt.example"))
    assert not Quote.objects.exists()


def test_counter_offers_go_to_and_fro_until_one_is_accepted_and_ordered_at_its_price():
    quote = requested((ProductFactory(price="119.00", num_in_stock=50), 10, "80.00"), user=UserFactory())
    offer(quote, "100.00")
    counter(fresh(quote), {1: CounterLine(quantity=12, price=Decimal("90.00"))}, seen=2, by=quote.user)
    offer(quote, "95.00")
    counter(fresh(quote), {1: CounterLine(quantity=12, price=Decimal("93.33"))}, seen=4, by=quote.user)
    last = offer(quote, "93.33")

    accepted = accept(last, seen=6, name="Ada Potter", by=quote.user)
    order = OrderFactory(basket=basket_to_order(accepted, by=quote.user), user=quote.user)

    line = order.lines.get()
    assert (line.quantity, line.line_price_incl_tax) == (12, Decimal("1119.96"))
    assert line.agreed_by == f"quote:{quote.number}/6"
    done = fresh(quote)
    assert (done.state, done.order, done.accepted_name) == ("ordered", order, "Ada Potter")
    assert done.accepted_digest == done.versions.get(number=6).digest


def test_an_older_version_is_not_accepted():
    quote = requested()
    offer(quote, "100.00")
    offer(quote, "110.00")

    with pytest.raises(StaleQuoteError):
        accept(fresh(quote), seen=2, name="Ada", by=None)
    assert fresh(quote).state == "sent"


def test_the_buyers_own_version_is_not_accepted():
    quote = requested()

    with pytest.raises(StaleQuoteError):
        accept(quote, seen=1, name="Ada", by=None)


def test_accepting_twice_is_accepting_once():
    quote = offer(requested(), "100.00")

    first, second = (accept(fresh(quote), seen=2, name="Ada", by=None) for _click in range(2))

    assert first.basket == second.basket


def test_what_was_withdrawn_is_not_accepted_and_what_was_accepted_not_withdrawn():
    gone, taken = (offer(requested(), "100.00") for _one in range(2))
    withdraw(gone, by=StaffFactory())
    accept(taken, seen=2, name="Ada", by=None)

    with pytest.raises(StaleQuoteError):
        accept(fresh(gone), seen=2, name="Ada", by=None)
    with pytest.raises(StaleQuoteError):
        withdraw(fresh(taken), by=StaffFactory())


def test_after_its_last_day_a_version_is_not_accepted_before_the_clock_came_round():
    quote = offer(requested(), "100.00")
    Quote.objects.filter(pk=quote.pk).update(valid_until=shop_day() - timedelta(days=1))

    with pytest.raises(StaleQuoteError):
        accept(fresh(quote), seen=2, name="Ada", by=None)


def test_a_version_that_was_tampered_with_is_not_accepted():
    quote = offer(requested(), "100.00")
    quote.versions.get(number=2).lines.update(price="1.00")

    with pytest.raises(StaleQuoteError):
        accept(quote, seen=2, name="Ada", by=None)


def test_accepting_needs_a_name():
    quote = offer(requested(), "100.00")

    with pytest.raises(QuoteError):
        accept(quote, seen=2, name="  ", by=None)
    assert fresh(quote).state == "sent"


def test_what_nobody_ordered_in_time_is_refused_at_the_door_of_orders():
    quote = accept(offer(requested(), "100.00"), seen=2, name="Ada", by=None)
    Quote.objects.filter(pk=quote.pk).update(order_until=shop_day() - timedelta(days=1))

    with pytest.raises(OrderRefused):
        OrderFactory(basket=quote.basket)
    assert fresh(quote).state == "accepted"


def test_a_quote_that_ended_is_refused_at_the_door_of_orders():
    quote = accept(offer(requested(), "100.00"), seen=2, name="Ada", by=None)
    Quote.objects.filter(pk=quote.pk).update(state="expired")

    with pytest.raises(OrderRefused):
        OrderFactory(basket=quote.basket)
    assert fresh(quote).state == "expired"


def test_quotes_end_after_their_last_day():
    sent, accepted, valid = (offer(requested(), "100.00") for _one in range(3))
    accept(accepted, seen=2, name="Ada", by=None)
    yesterday = shop_day() - timedelta(days=1)
    Quote.objects.filter(pk__in=[sent.pk, accepted.pk]).update(valid_until=yesterday, order_until=yesterday)

    assert expire_quotes() == 2
    assert [fresh(one).state for one in (sent, accepted, valid)] == ["expired", "expired", "sent"]
    assert expire_quotes() == 0


def test_an_expired_quote_is_sent_again():
    quote = offer(requested(), "100.00")
    Quote.objects.filter(pk=quote.pk).update(state="expired")

    assert offer(fresh(quote), "100.00").state == "sent"


def test_a_counter_offer_that_asks_for_nothing_else_is_refused():
    quote = offer(requested(), "100.00")

    with pytest.raises(QuoteError):
        counter(quote, {}, seen=2, by=None)
    with pytest.raises(QuoteError):
        counter(quote, {1: CounterLine(quantity=0)}, seen=2, by=None)
    assert (fresh(quote).state, fresh(quote).latest) == ("sent", 2)


def test_a_counter_offer_to_an_older_version_is_refused():
    quote = requested()
    offer(quote, "100.00")
    offer(quote, "90.00")

    with pytest.raises(StaleQuoteError):
        counter(fresh(quote), {1: CounterLine(quantity=1, price=Decimal(1))}, seen=2, by=None)
    assert QuoteVersion.objects.filter(quote=quote).count() == 3


def test_a_no_has_its_reason():
    quote = offer(requested(), "100.00")

    reject(quote, seen=2, reason="Too dear.")

    assert (fresh(quote).state, fresh(quote).reason) == ("rejected", "Too dear.")


def test_two_colleagues_do_not_overwrite_each_others_draft():
    quote, one, other = requested(), StaffFactory(), StaffFactory()
    draft = start_draft(quote, by=one)
    seen = stamp(draft)
    save_draft(draft, [], DraftTerms(message="one"), by=one, seen=seen)

    with pytest.raises(StaleQuoteError):
        save_draft(draft, [], DraftTerms(message="other"), by=other, seen=seen)
    assert quote.versions.get(sent_at=None).message == "one"


@pytest.mark.parametrize(
    ("days", "lines", "missing"),
    [(None, 1, "until when"), (-1, 1, "until when"), (7, 0, "Add what is offered")],
)
def test_what_is_not_complete_is_not_sent(days, lines, missing):
    quote, by = requested(), StaffFactory()
    draft = start_draft(quote, by=by)
    product = ProductFactory()
    until = None if days is None else shop_day() + timedelta(days=days)
    wanted = [WantedLine(product=product, quantity=1, price=Decimal(5))] * lines
    draft = save_draft(draft, wanted, DraftTerms(valid_until=until), by=by, seen=stamp(draft))

    with pytest.raises(QuoteError, match=missing):
        send_version(quote, by=by, seen=stamp(draft))
    assert fresh(quote).state == "requested"


def test_lines_keep_their_keys_through_versions():
    one, two, three = (ProductFactory(price="10.00") for _number in range(3))
    quote, by = requested((one, 1, None), (two, 1, None)), StaffFactory()
    draft = start_draft(quote, by=by)
    second = draft.lines.get(product=two)
    lines = [
        WantedLine(product=two, quantity=5, price=Decimal(9), key=second.key),
        WantedLine(product=three, quantity=1, price=Decimal(9)),
    ]

    draft = save_draft(draft, lines, DraftTerms(), by=by, seen=stamp(draft))

    assert dict(draft.lines.values_list("key", "product")) == {2: two.pk, 3: three.pk}


def test_a_copy_begins_with_the_last_prices():
    quote = offer(requested(), "77.00")

    made = copy_quote(quote, by=StaffFactory())

    assert (made.state, made.latest, made.copied_from) == ("draft", 0, quote)
    assert made.versions.get().lines.get().price == Decimal("77.00")


def test_a_comment_needs_words():
    quote = requested()
    comment(quote, "By May?", by=None, by_buyer=True, line_key=1)

    with pytest.raises(QuoteError):
        comment(quote, "  ", by=None, by_buyer=True)
    assert quote.comments.get().line_key == 1
