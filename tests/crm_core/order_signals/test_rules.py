"""Every shipped rule: who matches, who nearly does, an event that comes twice, one out of order, an objection."""

from dataclasses import dataclass, field

import pytest
import time_machine

from crm_core.activities.models import Activity
from crm_core.activities.reasons import reason_words
from crm_core.automation.checking import problems_of
from crm_core.automation.definitions import read_definition
from crm_core.automation.models import Rule, RuleRun, StepLog
from crm_core.automation.registry import SHIPPED_RULES
from crm_core.automation.services import install_shipped_rules, save_rule, turn_on
from crm_core.consents.services import object_to_all, record
from crm_core.customers.models import Customer
from crm_core.order_signals.events import OrderSignalRaised
from crm_core.order_signals.fitting import refit
from crm_core.order_signals.mails import is_due
from crm_core.order_signals.models import OrderSignal
from shop.events.models import Delivery, Event
from shop.events.services import publish, replay
from shop.mail.models import Mail
from shop.mail.services import send_queued
from shop.order_statuses import AUTHORISED, PENDING_PAYMENT
from tests.crm_core.automation.rules import work
from tests.crm_core.factories import CustomerFactory, rep_with
from tests.crm_core.order_signals.kit import NOW, line_of, look_at, moved, order_of, sent
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db
PURPOSES = ("newsletter", "product-news", "review-requests")


def buys(*days, total="100.00"):
    """Have a customer order so many days ago."""

    def arrange(customer):
        for one in days:
            order_of(customer, one, total=total)

    return arrange


def ordered(days, **facts):
    def arrange(customer):
        order_of(customer, days, **facts)

    return arrange


def to_pack(days):
    """Have an order that could be packed so many days ago."""

    def arrange(customer):
        moved(order_of(customer, 20, status=PENDING_PAYMENT), AUTHORISED, days)

    return arrange


def received(days, *, another_open=False):
    def arrange(customer):
        order = order_of(customer, 60)
        line_of(order)
        sent(order, days)
        if another_open:
            order_of(customer, 3, status=PENDING_PAYMENT, paid=False)

    return arrange


def lacks_filters(customer, *, has=False):
    """Buy coffee as twelve others do, who all buy filters, too."""
    coffee, filters, tea = (ProductFactory() for _number in range(3))
    for number in range(24):
        order = order_of(CustomerFactory(), 100)
        for product in (coffee, filters) if number < 12 else (tea,):
            line_of(order, product=product)
    for days in (70, 0):
        line_of(order_of(customer, days), product=coffee)
    if has:
        line_of(order_of(customer, 0), product=filters)
    refit(now=NOW)


def lacks_nothing(customer):
    lacks_filters(customer, has=True)


def less(total):
    """Order for 100 every 30 days, and the last two times for as much as given."""

    def arrange(customer):
        for days in range(0, 400, 30):
            order_of(customer, days, total=total if days < 60 else "100.00")

    return arrange


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """What a rule is tried with. `account` and `person` are what becomes of a match: activities, mails."""

    name: str
    kind: str
    match: object
    near: object
    account: list = field(default_factory=lambda: ["call"])
    person: list = field(default_factory=list)
    #: Mails that an objection does not keep back.
    is_contract: bool = False
    #: Of the run for an account, after eight days.
    state: str = "done"


CASES = [
    Shipped(
        name="reorder-due",
        kind="reorder_due",
        match=buys(97, 67, 37),
        near=buys(96, 66, 36),
        person=["signal-reorder"],
    ),
    Shipped(
        name="quantity-dropped", kind="quantity_dropped", match=less("49.00"), near=less("51.00"), person=[]
    ),
    Shipped(
        name="account-lapsed",
        kind="lapsed",
        match=buys(151, 121, 91),
        near=buys(150, 120, 90),
        person=["signal-lapsed"],
        state="waiting",
    ),
    Shipped(
        name="vip-lost",
        kind="vip_lost",
        match=buys(151, 121, 91, total="400.00"),
        near=buys(151, 121, 91, total="300.00"),
        person=["call"],
    ),
    Shipped(
        name="back-after-silence",
        kind="back",
        match=buys(211, 181, 91, 0),
        near=buys(210, 180, 90, 0),
        person=["signal-back"],
    ),
    Shipped(
        name="first-order",
        kind="first_order",
        match=buys(0),
        near=buys(0, 0),
        person=["signal-first-order"],
    ),
    Shipped(
        name="cross-sell-gap",
        kind="cross_sell",
        match=lacks_filters,
        near=lacks_nothing,
        person=["signal-cross-sell"],
    ),
    Shipped(
        name="payment-overdue",
        kind="payment_overdue",
        match=ordered(8, status=PENDING_PAYMENT, paid=False),
        near=ordered(7, status=PENDING_PAYMENT, paid=False),
        account=["signal-payment", "call"],
        person=["signal-payment", "call"],
        is_contract=True,
    ),
    Shipped(
        name="delivery-late",
        kind="delivery_late",
        match=to_pack(6),
        near=to_pack(5),
        account=["signal-delivery", "todo"],
        person=["signal-delivery"],
        is_contract=True,
    ),
    Shipped(
        name="review-request",
        kind="review_due",
        match=received(14),
        near=received(14, another_open=True),
        account=["signal-review"],
        person=["signal-review"],
    ),
]
EACH = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@pytest.fixture
def owner():
    return rep_with("customers.view_customer", "order.view_order")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


def on(case):
    """Turn the rule of a case on, alone."""
    shipped = SHIPPED_RULES[case.name]
    rule = save_rule(None, shipped.definition(), name=case.name, by=None, code=case.name).rule
    return turn_on(rule, by=None)


def somebody(owner, kind=Customer.Kind.PERSON):
    """Make a customer of the owner who has agreed to every mail."""
    customer = CustomerFactory(kind=kind, owner=owner)
    for purpose in PURPOSES:
        record(purpose=purpose, granted=True, source="form", email=customer.email)
    return customer


def what_became_of(customer, moment):
    """Work for three weeks; return kinds of activities and mails that were written, and not held back."""
    work()
    for days in (2, 4, 8):
        moment.move_to(NOW.replace(day=NOW.day + days))
        work()
    mails = Mail.objects.filter(to=customer.email).exclude(status=Mail.Status.NOT_SENT)
    mails = mails.filter(kind__startswith="signal-").order_by("pk")
    activities = Activity.objects.filter(customer=customer).order_by("pk")
    return [*mails.values_list("kind", flat=True), *activities.values_list("kind", flat=True)]


@EACH
def test_an_account_that_matches(case, owner, today):
    rule, account = on(case), somebody(owner, Customer.Kind.COMPANY)
    case.match(account)
    look_at(account)

    assert what_became_of(account, today) == case.account

    assert list(RuleRun.objects.values_list("rule", "state")) == [(rule.pk, case.state)]
    for activity in Activity.objects.all():
        assert (activity.assignee, activity.source.startswith("automation:")) == (owner, True)
        assert reason_words(activity)


@EACH
def test_a_consumer_who_matches(case, owner, today):
    on(case)
    mara = somebody(owner)
    case.match(mara)
    look_at(mara)

    assert what_became_of(mara, today) == case.person


@EACH
def test_who_nearly_matches(case, owner, today):
    on(case)
    mara, account = somebody(owner), somebody(owner, Customer.Kind.COMPANY)
    case.near(mara)
    case.near(account)
    look_at(mara, account)

    assert not OrderSignal.objects.filter(kind=case.kind, ended_on=None).exists()
    assert (what_became_of(mara, today), what_became_of(account, today)) == ([], [])
    assert RuleRun.objects.count() == 0


@EACH
def test_an_event_that_comes_twice(case, owner, today):
    on(case)
    account = somebody(owner, Customer.Kind.COMPANY)
    case.match(account)
    look_at(account)
    event = Event.objects.get(name="OrderSignalRaised", payload__kind=case.kind, published_at__gte=NOW)
    work()
    replay(Delivery.objects.filter(event=event))
    publish(OrderSignalRaised(**event.payload))

    assert what_became_of(account, today) == case.account
    assert RuleRun.objects.count() == 1


@EACH
def test_an_event_that_is_heard_when_it_is_over(case, owner, today):
    """The order, the payment or the parcel came before the worker did."""
    on(case)
    account = somebody(owner, Customer.Kind.COMPANY)
    case.match(account)
    look_at(account)
    OrderSignal.objects.filter(kind=case.kind).update(ended_on=NOW.date())

    assert what_became_of(account, today) == []
    assert set(StepLog.objects.filter(result="not_done").values_list("reason", flat=True)) <= {
        "What the orders showed has ended."
    }


@EACH
def test_who_objected(case, owner, today):
    on(case)
    mara = somebody(owner)
    object_to_all(("email", mara.email), source="form")
    case.match(mara)
    look_at(mara)

    assert what_became_of(mara, today) == (case.person if case.is_contract else [])


def test_a_mail_that_waits_in_the_outbox_is_not_sent_once_it_is_over(owner, today):
    case = next(each for each in CASES if each.name == "payment-overdue")
    on(case)
    mara = somebody(owner)
    case.match(mara)
    look_at(mara)
    work()
    mail = Mail.objects.get(kind="signal-payment")
    assert is_due(mail.key)

    OrderSignal.objects.filter(kind=case.kind).update(ended_on=NOW.date())
    Mail.objects.filter(pk=mail.pk).update(status=Mail.Status.WAITING)

    assert send_queued(mail.pk) is False
    mail.refresh_from_db()
    assert (mail.status, mail.refusal) == (Mail.Status.NOT_SENT, Mail.Refusal.OUTDATED)


def test_every_rule_is_tried_and_can_be_turned_on():
    ours = {
        rule.name for rule in SHIPPED_RULES if rule.definition.__module__.startswith("crm_core.order_signals")
    }

    assert ours == {*(case.name for case in CASES), "big-basket-abandoned"}
    assert [problems_of(read_definition(SHIPPED_RULES[case.name].definition())) for case in CASES] == [
        [] for _case in CASES
    ]


def test_rules_are_installed_off_in_a_new_shop_and_on_in_the_demo():
    install_shipped_rules(on=False)
    assert set(Rule.objects.values_list("state", flat=True)) == {"draft"}

    assert install_shipped_rules(on=True) == []
