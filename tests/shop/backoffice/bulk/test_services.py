"""All rows that match are changed, in batches, each once, by who still may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.models import Customer
from shop.audit.models import AuditEntry
from shop.backoffice.bulk import services
from shop.backoffice.bulk.registry import BULK_CHANGES
from shop.backoffice.models import BulkRun
from shop.backoffice.tasks import resume_bulk_changes
from shop.user.models import User
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
RIGHTS = ("customers.view_customer", "customers.change_customer")
CHANGE = BULK_CHANGES["customers/owner"]
ALL = "/cms/lists/customers/all/owner/"


@pytest.fixture
def colleague():
    return UserFactory(is_staff=True)


@pytest.fixture
def customers(monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    return [CustomerFactory(name=f"Weber {number}") for number in range(5)] + [CustomerFactory(name="Okafor")]


def begun(user, colleague, query="q=weber"):
    return services.start(CHANGE, by=user, query=query, data={"owner": [str(colleague.pk)]})


def owned(colleague):
    return Customer.objects.filter(owner=colleague).count()


def test_selection_is_changed_from_question_to_progress(client, customers, colleague, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client.force_login(staff_with(*RIGHTS))
    question = client.get(f"{ALL}?q=weber&p=3")
    assert (question.context["number"], owned(colleague)) == ("5", 0)

    sent = client.post(f"{ALL}?q=weber", {"owner": colleague.pk})
    run = BulkRun.objects.get()
    while services.do_batch(run.pk):
        pass

    assert owned(colleague) == 5
    assert Customer.objects.get(name="Okafor").owner is None
    page = client.get(sent.url)
    assert (page.context["run"].state, page.context["run"].changed, page.context["run"].left) == (
        "done",
        5,
        0,
    )
    assert "data-done" in page.content.decode()


def test_batches_are_done_once_and_later_rows_are_left(customers, colleague):
    run = begun(staff_with(*RIGHTS), colleague)
    late = CustomerFactory(name="Weber late")
    Customer.objects.filter(pk=customers[1].pk).update(owner=colleague)

    steps = [(services.do_batch(run.pk), owned(colleague)) for _step in range(4)]

    assert AuditEntry.objects.filter(action="bulk_action").count() == 5
    assert steps == [(True, 2), (True, 4), (False, 5), (False, 5)]
    run.refresh_from_db()
    assert (run.changed, run.left, run.state) == (4, 1, "done")
    assert Customer.objects.get(pk=late.pk).owner is None


def test_stopped_run_goes_no_further(client, customers, colleague):
    user = staff_with(*RIGHTS)
    run = begun(user, colleague)
    services.do_batch(run.pk)
    client.force_login(user)

    client.post(f"/cms/lists/runs/{run.pk}/")

    assert (services.do_batch(run.pk), owned(colleague)) == (False, 2)
    assert BulkRun.objects.get().state == "stopped"


def test_right_that_was_taken_ends_it(customers, colleague):
    user = staff_with(*RIGHTS)
    run = begun(user, colleague)
    user.user_permissions.clear()

    assert (services.do_batch(run.pk), owned(colleague)) == (False, 0)
    assert BulkRun.objects.get().state == "refused"


def test_colleague_who_left_ends_it(customers, colleague):
    run = begun(staff_with(*RIGHTS), colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)

    assert (services.do_batch(run.pk), owned(colleague)) == (False, 0)


def test_representative_changes_their_own_alone(customers, colleague):
    rep = rep_with(*RIGHTS)
    Customer.objects.filter(pk__in=[customers[0].pk, customers[5].pk]).update(owner=rep)
    run = begun(rep, colleague, query="")
    while services.do_batch(run.pk):
        pass

    assert owned(colleague) == 2


def test_forgotten_run_is_taken_up(customers, colleague):
    run = begun(staff_with(*RIGHTS), colleague)
    assert resume_bulk_changes() == 0
    BulkRun.objects.update(touched_at=timezone.now() - timedelta(minutes=10))

    assert (resume_bulk_changes(), owned(colleague), run.pk > 0) == (1, 5, True)


def test_nothing_matches_and_wrong_filters_match_nothing(client, customers, colleague):
    user = staff_with(*RIGHTS)
    assert begun(user, colleague, query="q=nobody") is None
    assert begun(user, colleague, query="stage=none-such") is None
    client.force_login(user)
    assert client.get(f"{ALL}?q=nobody").context["is_empty"]


@pytest.mark.parametrize(
    ("rights", "address", "status"),
    [
        (("customers.view_customer",), ALL, 403),
        (("customers.change_customer",), ALL, 403),
        (RIGHTS, "/cms/lists/customers/all/none/", 404),
    ],
)
def test_who_may_not_is_refused(client, customers, rights, address, status):
    client.force_login(staff_with(*rights))
    assert client.post(address, {"owner": ""}).status_code == status
    assert not BulkRun.objects.exists()


def test_run_of_somebody_else_is_not_there(client, customers, colleague):
    run = begun(staff_with(*RIGHTS), colleague)
    client.force_login(staff_with(*RIGHTS))
    assert client.post(f"/cms/lists/runs/{run.pk}/").status_code == 404
    assert BulkRun.objects.get().state == "running"


def test_ticked_customers_are_assigned_among_those_seen(client, customers, colleague):
    rep = rep_with(*RIGHTS)
    Customer.objects.filter(pk=customers[0].pk).update(owner=rep)
    client.force_login(rep)
    ids = f"?id={customers[0].pk}&id={customers[1].pk}&id=x"

    asked = client.get(f"/cms/bulk/customers/customer/assign_owner/{ids}")
    assert (customers[0].name in asked.content.decode(), customers[1].name in asked.content.decode()) == (
        True,
        False,
    )
    client.post(f"/cms/bulk/customers/customer/assign_owner/{ids}", {"owner": colleague.pk})

    assert [customer.pk for customer in Customer.objects.filter(owner=colleague)] == [customers[0].pk]
