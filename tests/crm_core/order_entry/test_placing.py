"""A draft becomes an order: through the one door, once, with the customer's sums and words."""

from decimal import Decimal

import pytest
from django.utils import translation

from crm_core.customers.models import CustomerOrder
from crm_core.customers.services import identify
from crm_core.order_entry import drafts
from crm_core.order_entry.calculation import calculate
from crm_core.order_entry.forms import AnswersForm
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.order_entry.placing import CannotPlaceError, place
from crm_core.timeline.models import TimelineEntry
from shop.audit.models import AuditEntry
from shop.b2b.models import CostCentre
from shop.basket.models import Basket
from shop.events.models import Event
from shop.mail.models import Mail
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import BasketFactory, UserFactory

pytestmark = pytest.mark.django_db


def place_as_seen(draft, by=None):
    return place(draft, by=by or draft.by, seen=calculate(draft).fingerprint)


def nothing_happened(draft):
    assert not Order.objects.exists()
    assert not Event.objects.filter(name="OrderPlaced").exists()
    assert OrderDraft.objects.get(pk=draft.pk).placed_at is None
    assert Basket.objects.get(pk=draft.basket_id).status == Basket.SAVED
    assert list(draft.basket.lines.values_list("quantity", flat=True)) == [2]


def test_the_order_is_the_customers_and_says_who_placed_it(write_draft, customer, colleague, bowl):
    draft = write_draft(customer, {bowl: 2}, channel="visit", reason="Asked at the fair", note="Ring twice")
    total = calculate(draft).total

    order = place_as_seen(draft)

    account = identify(user=order.user)
    assert (account, order.total_incl_tax, order.language) == (customer, total.incl_tax, "zh-hans")
    assert CustomerOrder.objects.get(order=order).customer == customer
    entered = StaffOrder.objects.get(order=order)
    assert (entered.placed_by, entered.channel, entered.reason) == (colleague, "visit", "Asked at the fair")
    assert order.notes.get(note_type="Buyer").message == "Ring twice"
    assert [source.reference for source in order.sources.all()] == [order.number]
    log = AuditEntry.objects.get(action="order_entered")
    assert (log.actor_id, log.object_id, log.customer_id) == (colleague.pk, order.pk, customer.pk)
    told = TimelineEntry.objects.get(kind="order.entered")
    assert (told.customer, told.author, told.data["channel"]) == (customer, colleague, "visit")
    assert StockRecord.objects.get(product=bowl).num_allocated == 2


def test_a_second_click_and_a_second_tab_get_the_same_order(write_draft, customer, bowl):
    draft = write_draft(customer, {bowl: 2})
    seen = calculate(draft).fingerprint
    other_tab = drafts.open_draft_of(customer, draft.by)

    orders = {place(each, by=draft.by, seen=seen) for each in (draft, other_tab, draft)}

    assert orders == {Order.objects.get()}
    assert StockRecord.objects.get(product=bowl).num_allocated == 2
    assert TimelineEntry.objects.filter(kind="order.entered").count() == 1
    assert drafts.open_draft_of(customer, draft.by) is None


@pytest.mark.parametrize("change", ["price", "stock", "hidden", "quantity", "payment", "discarded"])
def test_what_moved_since_it_was_shown_stops_it_and_everything_typed_stays(
    write_draft, customer, bowl, change
):
    draft = write_draft(customer, {bowl: 2}, note="Ring twice")
    seen = calculate(draft).fingerprint
    if change == "price":
        StockRecord.objects.update(price="21.00")
    elif change == "stock":
        StockRecord.objects.update(num_in_stock=1)
    elif change == "hidden":
        type(bowl).objects.update(is_public=False)
    elif change == "quantity":
        draft.basket.lines.update(quantity=3)
    elif change == "payment":
        OrderDraft.objects.update(payment="on-account")
    else:
        drafts.discard_draft(draft)

    with pytest.raises(CannotPlaceError) as refusal:
        place(draft, by=draft.by, seen=seen)

    assert refusal.value.problems != []
    assert not Order.objects.exists()
    assert StockRecord.objects.get().num_allocated in (None, 0)
    if change != "discarded":
        kept = OrderDraft.objects.get()
        assert (kept.note, kept.placed_at, kept.basket.status) == ("Ring twice", None, Basket.SAVED)
        assert kept.basket.lines.exists()


@pytest.mark.parametrize("field", ["note", "reason", "channel"])
def test_words_that_another_tab_changed_are_looked_at_again(write_draft, customer, bowl, field):
    draft = write_draft(customer, {bowl: 2})
    seen = calculate(draft).fingerprint
    drafts.keep_answers(drafts.open_draft_of(customer, draft.by), {field: "email"})

    with pytest.raises(CannotPlaceError, match="Something has changed"):
        place(draft, by=draft.by, seen=seen)

    nothing_happened(draft)


def test_who_buys_is_part_of_what_was_shown(write_draft, bowl):
    first = CompanyContactFactory(user=UserFactory())
    second = CompanyContactFactory(company=first.company, user=UserFactory())
    draft = write_draft(identify(company=first.company), {bowl: 2}, payment="on-account")
    seen = calculate(draft).fingerprint
    drafts.keep_answers(drafts.open_draft_of(draft.customer, draft.by), {"account_id": second.user_id})

    with pytest.raises(CannotPlaceError, match="Something has changed"):
        place(draft, by=draft.by, seen=seen)

    nothing_happened(draft)


def test_a_price_that_moves_while_it_is_written_stops_it(write_draft, customer, bowl, monkeypatch):
    draft = write_draft(customer, {bowl: 2})
    seen, reckoned = calculate(draft).fingerprint, []

    def reckon(draft):
        reckoned.append(draft.pk)
        if len(reckoned) == 2:
            StockRecord.objects.update(price="21.00")
        return calculate(draft)

    monkeypatch.setattr("crm_core.order_entry.placing.calculate", reckon)

    with pytest.raises(CannotPlaceError, match="Something has changed"):
        place(draft, by=draft.by, seen=seen)

    assert len(reckoned) == 3
    nothing_happened(draft)


def test_the_last_piece_is_not_sold_twice(write_draft, customer, guest, bowl):
    StockRecord.objects.update(num_in_stock=2)
    first, second = write_draft(customer, {bowl: 2}), write_draft(guest, {bowl: 2})
    seen = calculate(second).fingerprint
    place_as_seen(first)

    with pytest.raises(CannotPlaceError):
        place(second, by=second.by, seen=seen)

    assert StockRecord.objects.get().num_allocated == 2
    assert list(Order.objects.values_list("user__email", flat=True)) == ["mara@example.com"]


def test_without_a_look_nothing_is_placed(write_draft, customer, bowl):
    draft = write_draft(customer, {bowl: 2})

    with pytest.raises(CannotPlaceError):
        place(draft, by=draft.by, seen="")

    nothing_happened(draft)


def test_what_is_missing_is_named(write_draft, customer, bowl):
    draft = write_draft(customer, {bowl: 2}, payment="", address={})

    with pytest.raises(CannotPlaceError) as refusal:
        place_as_seen(draft)

    assert refusal.value.problems == [
        "Please choose or complete the delivery address.",
        "Please choose how the order is paid.",
    ]
    nothing_happened(draft)


def test_the_customers_own_basket_is_left_alone(write_draft, customer, bowl):
    own = BasketFactory(owner=UserFactory(), lines=[(bowl, 1)])
    Basket.objects.filter(pk=own.pk).update(owner=customer.identifiers.get(kind="user").value)

    place_as_seen(write_draft(customer, {bowl: 2}))

    assert (own.lines.get().quantity, Basket.objects.get(pk=own.pk).status) == (1, Basket.OPEN)


@pytest.mark.parametrize("phone_only", [False, True])
def test_who_has_no_account_is_a_guest(
    write_draft, guest, bowl, phone_only, django_capture_on_commit_callbacks
):
    who = identify(phone="+49 40 123456", name="Ada") if phone_only else guest
    with django_capture_on_commit_callbacks(execute=True):
        order = place_as_seen(write_draft(who, {bowl: 2}))

    assert (order.user, order.guest_email or "") == (None, "" if phone_only else "jo@example.com")
    assert CustomerOrder.objects.get(order=order).customer == who
    mails = Mail.objects.filter(kind="order-confirmation").values_list("to", "language")
    assert list(mails) == ([] if phone_only else [("jo@example.com", "zh-hant")])


def test_a_company_buys_on_account_at_its_own_terms(write_draft, bowl):
    contact = CompanyContactFactory(user=UserFactory())
    company = identify(company=contact.company)
    draft = write_draft(company, {bowl: 2}, payment="on-account")
    found = calculate(draft)
    assert (found.purchaser.account, found.totals.shows_net) == (contact.user, True)

    order = place_as_seen(draft)

    assert (order.user, order.status, order.shows_net) == (contact.user, "Authorised", True)
    assert order.billing_address.line2 == contact.company.name


def test_who_is_no_company_is_not_offered_an_account(write_draft, customer, bowl):
    found = calculate(write_draft(customer, {bowl: 2}, payment="on-account"))

    assert ([method.code for method in found.payments], found.payment) == (["bank-transfer"], None)


def test_a_payment_link_goes_out_with_the_confirmation(write_draft, customer, bowl, monkeypatch):
    monkeypatch.setattr("shop.payments.card.has_stripe_key", lambda: True)
    draft = write_draft(customer, {bowl: 2}, payment="card")

    order = place_as_seen(draft)

    mail = Mail.objects.get(kind="order-confirmation")
    assert (mail.to, order.status) == ("mara@example.com", "Pending payment")
    assert "/checkout/pay/link/" in mail.text


def test_a_payment_link_needs_an_address(write_draft, bowl, monkeypatch):
    monkeypatch.setattr("shop.payments.card.has_stripe_key", lambda: True)
    draft = write_draft(identify(phone="+49 40 123456"), {bowl: 2}, payment="card")

    assert calculate(draft).problems == ("A payment link needs an e-mail address to go to.",)


def test_where_it_goes_decides_the_tax_as_in_the_checkout(write_draft, customer, bowl):
    home = calculate(write_draft(customer, {bowl: 2})).totals
    assert (home.total, home.tax) == (home.net + home.tax, home.tax)
    with translation.override("en"):
        draft = drafts.open_draft_of(customer, OrderDraft.objects.get().by)
        assert calculate(draft).totals.total == home.total
    assert home.total >= Decimal(40)


def test_company_that_needs_its_own_order_number_gets_no_order_without(
    write_draft, customer, colleague, bowl
):
    user = UserFactory()
    contact = CompanyContactFactory(user=user)
    contact.company.needs_po_number = True
    contact.company.save()
    draft = write_draft(identify(user=user), {bowl: 2})

    with pytest.raises(CannotPlaceError, match="its own order number"):
        place_as_seen(draft)
    drafts.keep_answers(draft, {"po_number": "PO 9"})

    assert place_as_seen(drafts.open_draft_of(draft.customer, draft.by)).po_number == "PO 9"


def test_order_is_of_the_cost_centre_that_was_chosen_while_it_is_the_companys(
    write_draft, customer, colleague, bowl
):
    user = UserFactory()
    company = CompanyContactFactory(user=user).company
    paint, stale = (CostCentre.objects.create(company=company, code=code) for code in ("42", "43"))
    draft = write_draft(identify(user=user), {bowl: 2})
    form = AnswersForm(None, draft=draft, by=colleague, accounts=[user])
    drafts.keep_answers(draft, {"cost_centre_id": stale.pk})
    assert calculate(drafts.open_draft_of(draft.customer, draft.by)).cost_centre_id == stale.pk
    CostCentre.objects.filter(pk=stale.pk).update(is_active=False)
    assert calculate(drafts.open_draft_of(draft.customer, draft.by)).cost_centre_id is None

    drafts.keep_answers(draft, {"cost_centre_id": paint.pk})

    assert [key for key, _words in form.fields["cost_centre"].choices] == ["", paint.pk, stale.pk]
    assert place_as_seen(drafts.open_draft_of(draft.customer, draft.by)).cost_centre == paint
    assert (
        "cost_centre"
        not in AnswersForm(None, draft=write_draft(customer, {}), by=colleague, accounts=[]).fields
    )
