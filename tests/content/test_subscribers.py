import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from content.events import FormSubmitted
from content.export import form_entries
from content.models import FormEntry
from content.services import SubmittedEntry, submit_entry
from content.subscribers import on_form_submitted
from crm_core.pipeline.models import Deal
from crm_core.pipeline.services import move_deal
from crm_core.timeline.models import TimelineEntry
from shop.privacy.services import erase_account, request_deletion
from tests.content.factories import make_form
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.pipeline.factories import deal, first_pipelines, stage
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def mei():
    user = UserFactory(email="mei@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def write(email, **fields):
    written = SubmittedEntry(
        answers={"message": "Hello"}, labels={"message": "Message"}, copy_number="1", email=email, **fields
    )
    return submit_entry(make_form(), written, now=timezone.now())


def test_the_customers_story_tells_of_it_once(django_capture_on_commit_callbacks):
    customer = CustomerFactory(email="mei@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        entry = write("Mei@example.com")
    on_form_submitted(FormSubmitted(entry_id=entry.pk, form_id=entry.form_id))

    told = TimelineEntry.objects.get()
    assert (told.customer, told.kind, told.occurred_at) == (customer, "form.submitted", entry.sent_at)
    assert told.data == {"entry_id": entry.pk, "form": "Write to us", "page": ""}


def test_a_form_moves_the_senders_open_deal_once(django_capture_on_commit_callbacks):
    first_pipelines()
    held = deal(customer=CustomerFactory(email="mei@example.com"))
    with django_capture_on_commit_callbacks(execute=True):
        entry = write("Mei@example.com")
    move_deal(Deal.objects.get(), stage("Qualified"), by=None)
    on_form_submitted(FormSubmitted(entry_id=entry.pk, form_id=entry.form_id))
    assert list(held.moves.values_list("act", "to_stage__name")) == [
        ("", "Qualified"),
        ("form_sent", "Needs known"),
        ("", "Qualified"),
    ]


def test_a_stranger_becomes_no_customer(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write("stranger@example.com")

    assert not TimelineEntry.objects.exists()


def test_a_confirmed_address_leads_to_its_account_and_another_does_not(
    mei, django_capture_on_commit_callbacks
):
    other = UserFactory(email="tom@example.com")
    EmailAddress.objects.create(user=other, email=other.email, verified=False, primary=True)
    with django_capture_on_commit_callbacks(execute=True):
        theirs, toms = write("mei@example.com"), write("tom@example.com")

    assert [FormEntry.objects.get(pk=entry.pk).user for entry in (theirs, toms)] == [mei, None]


def test_a_copy_of_ones_data_has_ones_entries_only(mei):
    write("mei@example.com")
    write("tom@example.com")
    write("", user=mei, page_id=None)

    assert [row["answers"] for row in form_entries(mei)] == [{"Message": "Hello"}] * 2


def test_an_account_that_ends_takes_its_entries_along(mei, django_capture_on_commit_callbacks):
    kept = write("tom@example.com")
    write("mei@example.com")
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        request = request_deletion(mei, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(request, now=request.due_at)

    assert list(FormEntry.objects.all()) == [kept]
