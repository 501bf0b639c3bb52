from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, identify, refresh_figures
from crm_core.scores.models import CustomerScore, RescoreRequest, ScoreModel, StageChange
from crm_core.scores.queries import order_histories
from crm_core.scores.services import refit, request_rescore, rescore, rescore_all, rescore_requested
from crm_core.scores.tasks import rescore_all as rescore_all_task
from crm_core.timeline.models import TimelineEntry
from shop.events.delivery import claim_new, deliver
from shop.events.models import Delivery, Event
from shop.money import as_stored
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.partner.models import StockRecord
from tests.crm_core.factories import CompanyContactFactory, CustomerFactory
from tests.crm_core.scores.kit import NOW, TODAY, order_of
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
READING = "crm_core.scores.services.order_histories"
MARA = "mara@lindt.example"


def mara_of(*days):
    for day in days:
        customer = order_of(MARA, days=day)
    return customer


def test_scores_are_those_of_the_orders():
    mara = mara_of(200, 110, 20)

    assert rescore([mara], now=NOW) == 1

    score = CustomerScore.objects.get(customer=mara)
    assert (score.orders, score.order_days, score.spent) == (3, 3, 3 * Decimal("24.00"))
    assert (score.first_order_on, score.last_order_on) == (
        TODAY - timedelta(days=200),
        TODAY - timedelta(days=20),
    )
    assert score.interval == pytest.approx(90, abs=0.5)
    assert score.calculated_at == NOW
    mara.refresh_from_db()
    assert (mara.stage, mara.next_order_on) == (Customer.Stage.ACTIVE, TODAY + timedelta(days=70))


def test_two_orders_of_a_day_are_one_day():
    mara_of(20)
    mara = mara_of(20)

    rescore([mara], now=NOW)

    score = CustomerScore.objects.get()
    assert (score.orders, score.order_days, score.interval) == (2, 1, None)
    mara.refresh_from_db()
    assert (mara.stage, mara.next_order_on) == (Customer.Stage.NEW, None)


def test_cancelled_order_counts_nowhere_and_makes_a_prospect_again():
    mara = mara_of(20)
    rescore([mara], now=NOW)
    cancel_order(Order.objects.get())
    refresh_figures(mara)

    rescore([mara], now=NOW)

    mara.refresh_from_db()
    score = CustomerScore.objects.get()
    assert (mara.stage, score.orders, score.order_days, score.recency) == (
        Customer.Stage.PROSPECT,
        0,
        0,
        None,
    )
    assert [change.new_stage for change in StageChange.objects.order_by("pk")] == ["new", "prospect"]


def test_who_never_ordered_is_left_alone():
    assert rescore([CustomerFactory()], now=NOW) == 0
    assert not CustomerScore.objects.exists()


def test_order_in_another_currency_counts_and_is_not_added():
    mara = mara_of(20)
    Order.objects.update(currency="JPY")

    rescore([mara], now=NOW)

    score = CustomerScore.objects.get()
    assert (score.orders, score.spent, score.revenue) == (1, 0, 0)


def test_margin_is_of_goods_whose_cost_is_known():
    known, unknown = ProductFactory(price="24.00"), ProductFactory(price="10.00")
    StockRecord.objects.filter(product=known).update(cost=Decimal("9.50"))
    mara = order_of(MARA, days=3, lines=[(known, 2), unknown])
    net = Order.objects.get().lines.get(product=known).line_price_excl_tax

    rescore([mara], now=NOW)

    score = CustomerScore.objects.get()
    assert (score.margin, score.margin_revenue) == (net - Decimal("19.00"), net)
    assert score.revenue == Order.objects.get().total_excl_tax


def test_pieces_that_were_not_sent_leave_the_margin():
    product = ProductFactory(price="24.00")
    StockRecord.objects.update(cost=Decimal("9.50"))
    mara = order_of(MARA, days=3, lines=[(product, 4)])
    line = Order.objects.get().lines.get()
    line.num_cancelled = 3
    line.save()

    rescore([mara], now=NOW)

    assert CustomerScore.objects.get().margin == as_stored(line.line_price_excl_tax / 4 - Decimal("9.50"))


def test_unknown_costs_are_no_margin():
    mara = mara_of(3)

    rescore([mara], now=NOW)

    assert CustomerScore.objects.get().margin is None


def test_company_counts_what_its_people_order_and_they_keep_theirs():
    user = UserFactory()
    person = attach_order(OrderFactory(user=user))
    contact = CompanyContactFactory(user=user)
    Customer.objects.filter(pk=person.pk).update(company=contact.company)
    account = identify(company=contact.company)

    rescore([account, person], now=NOW)

    assert dict(CustomerScore.objects.values_list("customer", "orders")) == {account.pk: 1, person.pk: 1}
    assert account.kind == Customer.Kind.COMPANY
    assert person.kind == Customer.Kind.PERSON


def test_order_of_an_employee_asks_for_the_company_too():
    contact = CompanyContactFactory()
    person = CustomerFactory(company=contact.company)
    account = CustomerFactory(kind=Customer.Kind.COMPANY, company=contact.company)

    request_rescore([person])

    assert set(RescoreRequest.objects.values_list("customer", flat=True)) == {person.pk, account.pk}


def test_scores_follow_an_order_by_the_next_look():
    mara = mara_of(20)
    rescore_requested(now=NOW)
    before = CustomerScore.objects.get().orders
    mara_of(1)

    assert rescore_requested(now=NOW) == 1

    assert (before, CustomerScore.objects.get().orders) == (1, 2)
    assert not RescoreRequest.objects.exists()
    assert mara.pk == Customer.objects.get().pk


def test_request_that_comes_in_meanwhile_stays(monkeypatch):
    mara = mara_of(20)

    def read_and_order(customers):
        found = order_histories(customers)
        RescoreRequest.objects.create(customer=mara)
        monkeypatch.setattr(READING, order_histories)
        return found

    RescoreRequest.objects.all().delete()
    request_rescore([mara])
    monkeypatch.setattr(READING, read_and_order)

    assert rescore_requested(now=NOW) == 2
    assert not RescoreRequest.objects.exists()


def test_change_of_stage_is_an_event_and_stands_on_the_timeline():
    mara = mara_of(60, 40)

    rescore([mara], now=NOW)
    rescore([mara], now=NOW + timedelta(days=400))
    while fresh := claim_new():
        deliver(fresh)

    assert not Delivery.objects.exclude(state=Delivery.State.DONE).values_list("error", flat=True)
    changes = list(StageChange.objects.order_by("pk").values_list("old_stage", "new_stage"))
    assert changes == [("prospect", "active"), ("active", "lost")]
    events = Event.objects.filter(name="LifecycleStageChanged").order_by("pk")
    assert [(event.payload["old_stage"], event.payload["new_stage"]) for event in events] == changes
    entries = TimelineEntry.objects.filter(kind="customer.stage").order_by("pk")
    assert [entry.data["new"] for entry in entries] == ["active", "lost"]
    assert [entry.occurred_at for entry in entries] == [event.published_at for event in events]
    assert entries[0].occurred_at.date() == TODAY - timedelta(days=40)


def test_nothing_changes_where_nothing_has_changed():
    mara = mara_of(60, 40)
    rescore([mara], now=NOW)

    rescore([mara], now=NOW)

    assert (StageChange.objects.count(), CustomerScore.objects.count()) == (1, 1)


def test_with_the_past_every_stage_is_told_as_of_its_day():
    mara = mara_of(900, 870, 20)

    rescore([mara], now=NOW, with_past=True)
    rescore([mara], now=NOW, with_past=True)

    told = StageChange.objects.order_by("pk").values_list("old_stage", "new_stage")
    assert list(told) == [
        ("prospect", "new"),
        ("new", "active"),
        ("active", "at_risk"),
        ("at_risk", "lost"),
        ("lost", "won_back"),
    ]
    days = list(StageChange.objects.order_by("pk").values_list("changed_on", flat=True))
    assert days == sorted(days)
    published = (
        Event.objects.filter(name="LifecycleStageChanged")
        .order_by("pk")
        .values_list("published_at", flat=True)
    )
    assert [moment.date() for moment in published] == days


def fill(number):
    """Make so many customers with two to four orders each."""
    order = OrderFactory()
    customers = [CustomerFactory() for _place in range(number)]
    for place, customer in enumerate(customers):
        for day in range(2 + place % 3):
            copy = Order.objects.get(pk=order.pk)
            copy.pk, copy.number, copy.basket = None, f"{customer.pk}-{day}", None
            copy.date_placed = NOW - timedelta(days=40 * day + place)
            copy.save()
            customer.customer_orders.create(order=copy)
    return customers


def test_queries_of_a_batch_do_not_grow_with_it():
    few, many = fill(3), fill(20)
    counts = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            rescore(batch, now=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] < 20


def test_night_estimates_and_scores_everybody():
    fill(60)

    model = refit(now=NOW)
    assert rescore_all(now=NOW) is None

    assert ScoreModel.objects.get() == model
    assert model.customers == 60
    assert CustomerScore.objects.filter(model=model).count() == 60
    score = CustomerScore.objects.order_by("customer").last()
    assert 0 < score.p_order <= score.p_alive <= 1
    assert score.clv is not None
    assert {1, 5} <= set(CustomerScore.objects.values_list("recency", flat=True))


def test_night_whose_time_is_up_goes_on_where_it_stopped(monkeypatch):
    customers = fill(5)
    monkeypatch.setattr("crm_core.scores.queries.BATCH", 2)

    reached = rescore_all(now=NOW, seconds=0)
    assert reached == customers[1].pk
    assert CustomerScore.objects.count() == 2

    rescore_all(now=NOW, after=reached)
    assert CustomerScore.objects.count() == 5


def test_task_passes_the_rest_on(monkeypatch):
    customers = fill(5)
    monkeypatch.setattr("crm_core.scores.queries.BATCH", 2)
    monkeypatch.setattr("crm_core.scores.tasks.TURN_SECONDS", 0)
    passed = []
    monkeypatch.setattr(rescore_all_task, "delay", lambda **kwargs: passed.append(kwargs))

    rescore_all_task()

    assert passed == [{"after": customers[1].pk}]
