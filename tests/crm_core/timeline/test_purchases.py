import pytest

from crm_core.timeline.models import TimelineEntry
from shop.events.tasks import deliver_due
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def kinds():
    return list(
        TimelineEntry.objects.filter(kind__startswith="purchase.")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_timeline_tells_what_was_submitted_and_what_came_of_it(client):
    firm = kit.company()
    boss = kit.approver(firm)
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm))
    deliver_due()

    kit.answer(client, request, boss)
    deliver_due()

    assert kinds() == ["purchase.requested", "purchase.approved"]


def test_rejection_is_told(client):
    firm = kit.company()
    boss = kit.approver(firm)
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm))
    kit.answer(client, request, boss, yes=False, comment="No")
    deliver_due()

    assert kinds() == ["purchase.requested", "purchase.rejected"]
