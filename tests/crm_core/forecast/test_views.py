import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm_core.customers.models import FieldRight, Team
from crm_core.forecast.grid import QuotaGrid
from crm_core.forecast.models import BacktestMonth, PeriodKind, Quota
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.forecast.kit import MAY, deal, repeats, sold
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
VIEW = ("customers.view_customer", "forecast.view_quota")
CHANGE = (*VIEW, "forecast.change_quota")
ADDRESS = {"period": "month", "start": "2026-05-01"}


@pytest.fixture
def boss():
    return staff_with(*CHANGE)


@pytest.fixture
def ana():
    return rep_with(*VIEW)


def quota_rows():
    return list(Quota.objects.order_by("starts_on").values_list("user", "kind", "starts_on", "amount"))


def table(response):
    return list(csv.reader(StringIO(response.content.decode())))


def test_page_tells_quota_forecast_and_gap(client, boss, ana):
    customer = CustomerFactory(owner=ana)
    sold(customer, "120.00")
    deal(customer, 1000, chance=80)
    Quota.objects.create(user=ana, kind="month", starts_on=MAY.start, amount=1000)
    BacktestMonth.objects.create(
        month=date(2026, 4, 1), model=90, forecast=90, actual=100, accounts=3, calculated_at=MAY.bounds[0]
    )
    client.force_login(boss)

    response = client.get(reverse("forecast"), ADDRESS)

    assert response.status_code == 200
    total = response.context["total"]["line"]
    assert (total.amounts.forecast, total.quota, total.gap) == (Decimal(920), Decimal(1000), Decimal(80))
    assert response.context["accuracy"]["ways"] == [("Forecast", pytest.approx(10.0))]
    [head, line, total] = table(client.get(reverse("forecast"), {**ADDRESS, "export": "csv"}))
    assert (head[1], line[1:4], line[6], total[8]) == (
        "Quota",
        ["1000.00", "120.00", "1000.00"],
        "800.00",
        "920.00",
    )


def test_rows_behind_a_figure_add_up_and_hide_others(client, ana):
    repeats(CustomerFactory(owner=ana, name="Hafen GmbH"), "30.00")
    repeats(CustomerFactory(owner=UserFactory(is_staff=True), name="Stadt AG"), "99.00")
    client.force_login(ana)

    response = client.get(reverse("forecast_rows"), {**ADDRESS, "part": "repeat"})

    assert [row.account for row in response.context["rows"]] == ["Hafen GmbH"]
    assert response.context["behind"].total == Decimal(30)
    rows = table(client.get(reverse("forecast_rows"), {**ADDRESS, "part": "repeat", "export": "csv"}))
    assert [row[0] for row in rows] == ["Account", "Hafen GmbH"]


def test_own_deal_with_a_customer_of_others_is_a_sum_without_words(client, ana, boss):
    deal(CustomerFactory(owner=UserFactory(is_staff=True), name="Stadt AG"), "100.00", owner=ana)
    asked = {**ADDRESS, "part": "weighted"}
    told = {}
    for user in (ana, boss):
        client.force_login(user)
        page = client.get(reverse("forecast_rows"), asked)
        told[user] = [(row.account, row.title, bool(row.url), row.amount) for row in page.context["rows"]]
        assert ("Stadt AG" in page.text or "Tableware" in page.text) == (user == boss)

    assert told[ana] == [("–", "Of a customer of others", False, Decimal(50))]
    assert told[boss] == [("Stadt AG", "Tableware", True, Decimal(50))]


@pytest.mark.parametrize(
    "asked",
    [{"part": "margin"}, {}, {"part": "repeat", "key": "x"}, {"part": "repeat", "key": "9" * 30}],
    ids=["unknown", "none", "no number", "long"],
)
def test_figure_that_is_none_is_not_found(client, boss, asked):
    client.force_login(boss)

    assert client.get(reverse("forecast_rows"), {**ADDRESS, **asked}).status_code == 404


def test_line_of_another_shows_nothing_of_theirs(client, ana):
    ben = UserFactory(is_staff=True)
    sold(CustomerFactory(owner=ben), "99.00")
    client.force_login(ana)

    response = client.get(reverse("forecast_rows"), {**ADDRESS, "part": "achieved", "key": ben.pk})

    assert (response.context["rows"], response.context["behind"].total) == ([], 0)


def test_who_may_not_see_what_customers_spend_sees_no_forecast(client, ana):
    group = Group.objects.create(name="shy")
    group.permissions.set(Permission.objects.filter(pk__in=ana.user_permissions.values("pk")))
    ana.user_permissions.clear()
    ana.groups.add(group)
    FieldRight.objects.create(group=group, field="spent", access="hidden")
    client.force_login(ana)

    for name, asked in (("forecast", {}), ("forecast_rows", {"part": "repeat"})):
        assert client.get(reverse(name), {**ADDRESS, **asked}).status_code == 403


def grid(user, **fields):
    return QuotaGrid(**{"of": "user", "kind": PeriodKind.QUARTER, "year": 2026, "user": user, **fields})


def test_quotas_are_typed_in_a_grid(client, boss, ana):
    CustomerFactory(owner=ana)
    client.force_login(boss)
    address = f"{reverse('quotas')}?of=user&kind=quarter&year=2026"
    name = f"quota-{ana.pk}-2026-04-01"
    base = client.get(address).context["grid"].base

    response = client.post(address, {"base": base, name: "12,500.50"})

    assert response.status_code == 302
    assert quota_rows() == [(ana.pk, "quarter", date(2026, 4, 1), Decimal("12500.50"))]
    base = client.get(address).context["grid"].base
    client.post(address, {"base": base, name: ""})
    assert quota_rows() == []


@pytest.mark.parametrize("typed", ["many", "-1", "1.234", "1e30", "NaN"])
def test_what_is_no_amount_is_told_and_nothing_saved(client, boss, ana, typed):
    CustomerFactory(owner=ana)
    client.force_login(boss)
    first, second = f"quota-{ana.pk}-2026-01-01", f"quota-{ana.pk}-2026-04-01"

    response = client.post(
        f"{reverse('quotas')}?kind=quarter&year=2026", {"base": "", first: "100", second: typed}
    )

    assert response.status_code == 422
    assert quota_rows() == []
    values = [cell.value for cell in response.context["grid"].rows[0].cells]
    assert values == ["100", typed, "", ""]


def test_cell_that_somebody_else_changed_is_asked_about_once(boss, ana):
    CustomerFactory(owner=ana)
    mine = grid(boss)
    name = f"quota-{ana.pk}-2026-01-01"
    base = mine.base
    Quota.objects.create(user=ana, kind="quarter", starts_on=date(2026, 1, 1), amount=70)

    assert grid(boss).save({"base": base, name: ""}) == 0  # not touched here: theirs stays
    refused = grid(boss)
    assert refused.save({"base": base, name: "90"}) is None
    assert quota_rows() == [(ana.pk, "quarter", date(2026, 1, 1), Decimal(70))]
    assert list(refused.problems) == [name]
    assert grid(boss).save({"base": refused.base, name: "90"}) == 1
    assert quota_rows() == [(ana.pk, "quarter", date(2026, 1, 1), Decimal(90))]


def test_manager_of_a_team_changes_the_quotas_of_the_team_alone(ana):
    leader = rep_with(*CHANGE, "customers.view_team_customer")
    team = Team.objects.create(name="Trade")
    team.members.set([leader, ana])
    ben = UserFactory(is_staff=True)
    CustomerFactory(owner=ben)

    found = grid(leader)
    found.save({"base": found.base, f"quota-{ben.pk}-2026-01-01": "5", f"quota-{ana.pk}-2026-01-01": "7"})

    assert quota_rows() == [(ana.pk, "quarter", date(2026, 1, 1), Decimal(7))]


def upload(text):
    return {"file": SimpleUploadedFile("quotas.csv", text.encode(), content_type="text/csv")}


def test_file_is_shown_first_and_written_once(client, boss, ana):
    CustomerFactory(owner=ana)
    client.force_login(boss)
    text = (
        f"name,kind,starts_on,amount\n{ana.email},month,2026-05-17,300\n"
        f"nobody@kiln.example,month,2026-05-01,1\n{ana.email},week,2026-05-01,1\n{ana.email},month,x,1\n"
        f"{ana.email},month,2026-06-01,-5\n"
    )

    shown = client.post(reverse("quota_file"), upload(text))

    outcome = shown.context["outcome"]
    assert [(change.period, change.new) for change in outcome.changes] == [(MAY, Decimal(300))]
    assert [(row, column) for row, column, _reason in outcome.problems] == [
        (3, "name"),
        (4, "kind"),
        (5, "starts_on"),
        (6, "amount"),
    ]
    assert quota_rows() == []
    for _click in range(2):
        client.post(reverse("quota_file"), {"digest": shown.context["digest"], "confirmed": "1"})
    assert quota_rows() == [(ana.pk, "month", date(2026, 5, 1), Decimal(300))]


def test_download_of_the_quotas_loads_back_and_changes_nothing(client, boss, ana):
    CustomerFactory(owner=ana)
    Quota.objects.create(user=ana, kind="month", starts_on=MAY.start, amount=10)
    client.force_login(boss)
    file = client.get(reverse("quotas"), {"kind": "month", "year": "2026", "export": "csv"})

    shown = client.post(reverse("quota_file"), upload(file.content.decode()))

    assert (shown.context["outcome"].changes, shown.context["outcome"].problems) == ([], [])


@pytest.mark.parametrize("text", ["name,kind\na,b\n", ""], ids=["headings", "empty"])
def test_file_that_cannot_be_used_says_why(client, boss, text):
    client.force_login(boss)

    response = client.post(reverse("quota_file"), upload(text))

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize(
    ("name", "rights"), [("quotas", VIEW), ("quota_file", VIEW), ("forecast", ("customers.view_customer",))]
)
def test_who_lacks_the_right_is_refused(client, name, rights):
    client.force_login(staff_with(*rights))

    assert client.get(reverse(name)).status_code == 403
