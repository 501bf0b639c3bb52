import pytest

from crm_core.timeline.companies import on_member_deactivated, on_member_joined
from crm_core.timeline.models import TimelineEntry
from shop.b2b.events import CompanyMemberDeactivated, CompanyMemberJoined
from tests.shop.b2b.factories import CompanyFactory, member

pytestmark = pytest.mark.django_db
AT = "2026-11-30T10:00:00+00:00"


def test_who_joins_and_leaves_is_told_once_each():
    contact = member(CompanyFactory(name="Harbour"))
    facts = {"contact_id": contact.pk, "company_id": contact.company_id, "at": AT}

    for _time in range(2):
        on_member_joined(CompanyMemberJoined(**facts))
        on_member_deactivated(CompanyMemberDeactivated(**facts))

    entries = TimelineEntry.objects.order_by("pk")
    assert [entry.kind for entry in entries] == ["company.joined", "company.deactivated"]
    assert {entry.data["company"] for entry in entries} == {"Harbour"}


def test_of_who_is_gone_nothing_is_told():
    on_member_joined(CompanyMemberJoined(contact_id=1, company_id=1, at=AT))

    assert not TimelineEntry.objects.exists()
