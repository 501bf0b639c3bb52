"""Colleagues named by @: found by their names, told once, only where they may look."""

from uuid import uuid4

import pytest
from django.utils import timezone

from crm_core.activities.events import ColleagueMentioned
from crm_core.activities.mention_mail import on_mentioned
from crm_core.activities.mentions import mentioned_in, new_mentions, note_mentions
from crm_core.activities.models import Activity, ActivitySettings, Mention
from crm_core.activities.series import start_of_day
from crm_core.timeline.written import WrittenEntry, log_entry, save_edit
from shop.mail.models import Mail
from tests.crm_core.factories import CustomerFactory, rep_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
RIGHTS = ("customers.view_customer", "activities.view_activity")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ada Lovelace please call", ["ada"]),
        ("ask @ada.l@kiln.example.", ["ada"]),
        ("@ada.l, look", ["ada"]),
        ("请@美陈看一下", ["mei"]),
        ("@Mei", ["mei"]),
        ("@Adalbert", []),
        ("mail to x@ada.example", []),
        ("@Jo", []),
        ("nobody", []),
    ],
    ids=[
        "full name",
        "address",
        "its first part",
        "Chinese",
        "first name",
        "longer",
        "mail",
        "two of them",
        "none",
    ],
)
def test_names_in_a_text(text, found):
    people = {
        "ada": UserFactory.build(pk=1, first_name="Ada", last_name="Lovelace", email="ada.l@kiln.example"),
        "mei": UserFactory.build(pk=2, first_name="Mei", last_name="Chen", email="mc@kiln.example"),
        "jo": UserFactory.build(pk=3, first_name="Jo", last_name="Beck", email="jb@kiln.example"),
        "jo2": UserFactory.build(pk=4, first_name="Jo", last_name="Li", email="jl@kiln.example"),
    }
    if "美陈" in text:
        people["mei"].first_name, people["mei"].last_name = "陈", "美"
    assert mentioned_in(text, people.values()) == [people[name] for name in found]


@pytest.fixture
def ada():
    user = rep_with(*RIGHTS)
    user.first_name, user.last_name = "Grace", "Hopper"
    user.save()
    return user


def note(customer, rep, text="Look, @Grace Hopper"):
    written = WrittenEntry(kind="note", text=text, occurred_at=timezone.now())
    return log_entry(customer, written, by=rep, key=uuid4())


def test_a_note_tells_who_may_see_the_customer_once(rep, ada):
    entry = note(CustomerFactory(owner=ada), rep)
    entry.text += " again"
    save_edit(entry, by=rep)

    mention = Mention.objects.get()
    assert (mention.user, mention.by, mention.entry) == (ada, rep, entry)
    assert new_mentions(ada) == [mention]
    for _time in range(2):
        on_mentioned(ColleagueMentioned(mention_id=mention.pk))
    mail = Mail.objects.get()
    assert (mail.to, f"/cms/timeline/{entry.pk}/" in mail.text) == (ada.email, True)


def test_who_may_not_see_the_customer_is_not_told(rep, ada):
    note(CustomerFactory(), rep)
    activity = Activity.objects.create(
        subject="x", customer=CustomerFactory(), due_at=start_of_day(timezone.localdate())
    )
    assert note_mentions("@Grace Hopper", by=rep, activity=activity) == []
    assert Mention.objects.count() == 0


def test_no_mail_to_who_wants_none_or_sees_the_customer_no_more(rep, ada):
    customer = CustomerFactory(owner=ada)
    note(customer, rep)
    mention = Mention.objects.get()
    kept = ActivitySettings.objects.create(user=ada, mails_mentions=False)
    on_mentioned(ColleagueMentioned(mention_id=mention.pk))
    kept.delete()
    customer.owner = rep
    customer.save()
    on_mentioned(ColleagueMentioned(mention_id=mention.pk))

    assert Mail.objects.count() == 0


def test_my_day_names_it_until_one_has_looked(client, site, rep, ada):
    entry = note(CustomerFactory(owner=ada, name="Mara Lindt"), rep)
    client.force_login(ada)
    page = client.get("/cms/my-day/")
    assert [row["words"] for row in page.context["mentions"]] == ["Mara Lindt"]
    assert "My day (1)" in page.content.decode()

    answer = client.post(f"/cms/activities/mentions/{Mention.objects.get().pk}/")

    assert f"entry={entry.pk}" in answer.url
    assert client.get("/cms/my-day/").context["mentions"] == []


def test_ones_own_name_is_no_mention(ada):
    note(CustomerFactory(owner=ada), ada)
    assert Mention.objects.count() == 0
