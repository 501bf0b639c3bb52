"""Why somebody leaves a sequence: each reason, what is nearly one, and what came too late or twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from crm_core.consents.addresses import key_of
from crm_core.consents.services import object_to_all, record, suppress
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.sequences.erasure import forget
from crm_core.sequences.export import _of
from crm_core.sequences.models import Enrolment, StepRun
from crm_core.sequences.running import run_due
from crm_core.sequences.services import enrol, stop_for_deal
from crm_core.timeline.correspondence import IncomingMail, receive_reply, reply_address
from crm_core.timeline.written import WrittenEntry, log_entry
from shop.events.services import publish
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from shop.order.events import OrderPlaced
from tests.crm_core.factories import CompanyFactory, CustomerFactory, staff_with
from tests.crm_core.sequences.kit import MONDAY, PURPOSE, at, reader, sequence
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)


def _now(enrolment):
    enrolment.refresh_from_db()
    return (enrolment.state, enrolment.reason)


def _logged(customer, *, kind="call", direction="in", when=LATER):
    written = WrittenEntry(kind=kind, text="-", occurred_at=when, direction=direction)
    return log_entry(customer, written, by=staff_with(), key=uuid4())


def test_an_answer_to_a_mail_ends_it_and_counts_for_the_step(settings):
    settings.KILN_REPLY_ADDRESS = "answers@shop.example"
    enrolment = enrol(reader(), sequence(("mail", 0), ("mail", 3)), now=MONDAY)
    run_due(now=at(9))
    enrolment.refresh_from_db()
    mail = IncomingMail(
        message_id="<a@b>",
        sender="somebody.else@lindt.example",
        recipients=[reply_address(enrolment.thread)],
        subject="Re",
        text="Thanks",
        received_at=at(9, 12),
    )
    receive_reply(mail)
    receive_reply(mail)
    assert _now(enrolment) == ("stopped", "replied")
    assert StepRun.objects.get().replied_at == at(9, 12)


@pytest.mark.parametrize(
    ("kind", "direction", "ends"),
    [("call", "in", True), ("letter", "in", True), ("call", "out", False), ("note", "", False)],
)
def test_what_a_colleague_logs_of_the_customer_is_an_answer(kind, direction, ends):
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    _logged(customer, kind=kind, direction=direction)
    assert _now(enrolment) == (("stopped", "replied") if ends else ("active", ""))


def test_an_answer_from_before_ends_nothing_and_one_after_the_end_still_counts():
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    _logged(customer, when=MONDAY - timedelta(days=1))
    assert _now(enrolment) == ("active", "")
    run_due(now=at(9))
    assert _now(enrolment) == ("finished", "")
    _logged(customer, when=at(12))
    assert (_now(enrolment), StepRun.objects.get().replied_at) == (("finished", ""), at(12))


def test_a_sequence_may_go_on_in_spite_of_answers_and_orders():
    customer = reader(email="ada@lindt.example")
    line = sequence(stops_on_reply=False, stops_on_order=False, stops_on_deal=False)
    enrolment = enrol(customer, line, now=MONDAY)
    _logged(customer)
    _order("ada@lindt.example", LATER)
    stop_for_deal(customer, is_won=True, at=LATER)
    assert _now(enrolment) == ("active", "")


def _order(email, when):
    order = OrderFactory(guest_email=email, date_placed=when)
    publish(OrderPlaced(order_id=order.pk))
    deliver_due()
    return order


@pytest.mark.parametrize(("when", "ends"), [(LATER, True), (MONDAY - timedelta(minutes=1), False)])
def test_an_order_ends_it_unless_it_was_placed_before(when, ends):
    customer = reader(email="ada@lindt.example")
    enrolment = enrol(customer, sequence(), now=MONDAY)
    _order("ada@lindt.example", when)
    assert _now(enrolment) == (("stopped", "ordered") if ends else ("active", ""))
    assert run_due(now=at(9)) == (0 if ends else 1)


def test_an_order_of_somebody_else_ends_nothing():
    enrolment = enrol(reader(email="ada@lindt.example"), sequence(), now=MONDAY)
    _order("eve@lindt.example", LATER)
    assert _now(enrolment) == ("active", "")


def test_an_order_for_a_company_ends_what_goes_to_its_account():
    company = CompanyFactory()
    account = reader(kind=Customer.Kind.COMPANY, company=company, email="info@harbour.example")
    CustomerIdentifier.objects.create(customer=account, kind="company", value=str(company.pk))
    CustomerFactory(email="buyer@harbour.example", company=company)
    enrolment = enrol(account, sequence(), now=MONDAY)
    _order("buyer@harbour.example", LATER)
    assert _now(enrolment) == ("stopped", "ordered")


@pytest.mark.parametrize(
    ("how", "reason"),
    [("unsubscribed", "unsubscribed"), ("objected", "objected"), ("bounced", "unreachable")],
)
def test_who_does_not_want_it_any_more_leaves_at_once(how, reason):
    customer = reader()
    enrolment = enrol(customer, sequence(on_refusal="skip"), now=MONDAY)
    key = key_of(email=customer.email)
    if how == "unsubscribed":
        record(purpose=PURPOSE, granted=False, source="one_click", email=customer.email)
    elif how == "objected":
        object_to_all(key, source="preferences")
    else:
        suppress(key, reason="bounced")
    deliver_due()
    assert _now(enrolment) == ("stopped", reason)


def test_a_refusal_of_something_else_ends_nothing():
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    record(purpose="surveys", granted=False, source="one_click", email=customer.email)
    deliver_due()
    assert _now(enrolment) == ("active", "")


def test_who_objects_between_the_step_and_the_post_gets_nothing(letters):
    customer = reader()
    enrol(customer, sequence(), now=MONDAY)
    run_due(now=at(9))
    object_to_all(key_of(email=customer.email), source="preferences")
    assert letters() == []
    assert Mail.objects.get().refusal == "objected"


@pytest.mark.parametrize(
    ("is_won", "when", "now"),
    [
        (True, LATER, ("stopped", "deal_won")),
        (False, LATER, ("stopped", "deal_lost")),
        (True, MONDAY - timedelta(days=1), ("active", "")),
    ],
)
def test_a_deal_that_is_won_or_lost_ends_it(is_won, when, now):
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    stop_for_deal(customer, is_won=is_won, at=when)
    assert _now(enrolment) == now


def test_of_two_records_that_become_one_the_survivors_goes_on_once(letters):
    survivor, merged = reader(), reader()
    line, other = sequence(("mail", 0), ("mail", 1)), sequence(("wait", 5), name="Other")
    ours, theirs = enrol(survivor, line, now=MONDAY), enrol(merged, line, now=MONDAY)
    alone = enrol(merged, other, now=MONDAY)
    merge = merge_customers(survivor, merged, by=None)
    alone.refresh_from_db()
    assert alone.customer == survivor
    assert run_due(now=at(9)) == 1
    assert (len(letters()), ours.runs.count(), theirs.runs.count()) == (1, 1, 0)
    unmerge_customers(merge, by=None)
    assert run_due(now=at(9)) == 1
    assert theirs.runs.count() == 1


def test_a_step_that_the_merged_record_had_is_not_done_again(letters):
    survivor, merged = reader(), reader()
    line = sequence(("mail", 0), ("mail", 1))
    enrol(merged, line, now=MONDAY)
    run_due(now=at(9))
    enrol(survivor, line, now=at(9))
    merge_customers(survivor, merged, by=None)
    run_due(now=at(10))
    run_due(now=at(11))
    assert len(letters()) == 2


def test_an_order_after_a_merge_ends_the_hidden_one_too():
    survivor, merged = reader(email="ada@lindt.example"), reader()
    line = sequence()
    ours, theirs = enrol(survivor, line, now=MONDAY), enrol(merged, line, now=MONDAY)
    merge_customers(survivor, merged, by=None)
    _order("ada@lindt.example", LATER)
    assert (_now(ours), _now(theirs)) == (("stopped", "ordered"), ("stopped", "ordered"))


def test_who_is_forgotten_leaves_and_is_told_before_in_their_copy():
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    Enrolment.objects.update(note="Ada said so")
    assert [row["sequence"] for row in _of([customer.pk])] == ["Welcome"]
    assert (forget([customer.pk]), forget([customer.pk])) == (1, 0)
    assert _now(enrolment) == ("stopped", "erased")
    assert enrolment.note == ""
