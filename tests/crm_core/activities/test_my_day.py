"""My day: what is overdue, today and soon, the customer at hand, the next one, the team."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.queries import day_of_colleague, due_count, loads_of
from crm_core.activities.series import start_of_day
from crm_core.customers.models import Team
from tests.crm_core.factories import CustomerFactory, rep_with

pytestmark = pytest.mark.django_db
RIGHTS = ["customers.view_customer", "activities.view_activity", "activities.change_activity"]


def due(days, assignee, **what):
    day = timezone.localdate() + timedelta(days=days)
    return Activity.objects.create(
        **{"subject": f"in {days}", "due_at": start_of_day(day), "assignee": assignee, **what}
    )


def test_a_day_is_in_order_and_holds_open_work_of_one_colleague(rep):
    late, urgent = due(-2, rep), due(-1, rep, priority=3)
    timed = due(
        0, rep, all_day=False, due_at=start_of_day(timezone.localdate()) + timedelta(hours=23, minutes=59)
    )
    whole, soon = due(0, rep), due(7, rep)
    due(8, rep)
    due(0, rep, state="done", done_at=timezone.now())
    due(0, None)

    day = day_of_colleague(rep, seen_by=rep)

    assert (day.overdue, day.today, day.soon) == ([urgent, late], [timed, whole], [soon])
    assert due_count(rep) == 4


def test_of_a_customer_who_was_given_away_nothing_is_shown():
    rep = rep_with(*RIGHTS)
    due(0, rep, customer=CustomerFactory())
    own = due(0, rep, customer=CustomerFactory(owner=rep))
    assert day_of_colleague(rep, seen_by=rep).today == [own]
    assert due_count(rep) == 1


def test_the_card_tells_reason_and_open_matters_and_leads_to_the_next_customer(sales, rep):
    customer, other = CustomerFactory(), CustomerFactory(name="Jo Beck")
    first = due(-1, rep, customer=customer, reason="of-nobody", reason_data={"text": "No order for 45 days"})
    due(0, rep, customer=customer)
    third = due(1, rep, customer=other)

    page = sales.get("/cms/my-day/")

    card = page.context["card"]
    assert (card["activity"], card["reason"]) == (first, "No order for 45 days")
    assert card["next_url"] == f"/cms/my-day/?at={third.pk}"
    following = sales.get(card["next_url"]).context["card"]
    assert (following["customer"], following["next_url"]) == ("Jo Beck", "")
    assert following["previous_url"] == f"/cms/my-day/?at={Activity.objects.order_by('due_at')[1].pk}"
    assert "No order for 45 days" in page.content.decode()


def test_a_longer_day_costs_no_more_queries(sales, rep, django_assert_max_num_queries):
    due(0, rep, customer=CustomerFactory())
    sales.get("/cms/my-day/")
    with django_assert_max_num_queries(60) as few:
        sales.get("/cms/my-day/")
    for _number in range(4):
        due(0, rep, customer=CustomerFactory())
    with django_assert_max_num_queries(60) as many:
        sales.get("/cms/my-day/")
    assert len(many) == len(few)


def test_an_empty_day_says_so(sales):
    page = sales.get("/cms/my-day/").content.decode()
    assert "Nothing for today." in page


def test_a_manager_sees_the_load_of_the_team(client, site):
    manager = rep_with(*RIGHTS, "customers.view_team_customer")
    rep, stranger = rep_with(*RIGHTS), rep_with(*RIGHTS)
    Team.objects.create(name="East").members.set([manager, rep])
    due(-5, rep, customer=CustomerFactory(owner=rep))
    due(0, rep)
    due(3, rep)
    due(-1, stranger)

    loads = {load.colleague: load for load in loads_of([manager, rep], seen_by=manager)}
    assert (loads[rep].overdue, loads[rep].today, loads[rep].week, loads[manager].total) == (1, 1, 1, 0)
    client.force_login(manager)
    page = client.get("/cms/activities/team/")
    assert [load.colleague for load in page.context["loads"]] == [rep, manager]
    assert client.get(f"/cms/my-day/?of={rep.pk}").context["colleague"] == rep
    assert client.get(f"/cms/my-day/?of={stranger.pk}").status_code == 404


def test_the_menu_counts_what_is_due(sales, rep):
    due(-1, rep)
    due(0, rep)
    due(1, rep)
    assert "My day (2)" in sales.get("/cms/my-day/").content.decode()
