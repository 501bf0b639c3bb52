import pytest
from django.http import QueryDict
from django.urls import reverse

from crm_core.customers.bulk import select_customers
from crm_core.sequences.bulk import enrol_all
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep
from crm_core.sequences.queries import counts_of, ends_of, figures_by_step, replied_of
from crm_core.sequences.running import run_due
from crm_core.sequences.services import enrol, replied, stop
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.sequences.kit import MONDAY, at, reader, sequence, template

pytestmark = pytest.mark.usefixtures("site")
RIGHTS = (
    "customers.view_customer",
    "sequences.view_sequence",
    "sequences.add_sequence",
    "sequences.change_sequence",
    "sequences.view_enrolment",
    "sequences.add_enrolment",
    "sequences.change_enrolment",
    "timeline.view_mailtemplate",
)


@pytest.fixture
def manager(db):
    return staff_with(*RIGHTS)


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


def _form(manager, *steps, **typed):
    data = {
        "name": "Welcome",
        "goal": "A second order",
        "purpose": "personal-offers",
        "sender": manager.pk,
        "send_at": "09:00",
        "working_days_only": "on",
        "on_refusal": "stop",
        "stops_on_order": "on",
        "steps-TOTAL_FORMS": str(len(steps)),
        "steps-INITIAL_FORMS": "0",
        "steps-MIN_NUM_FORMS": "0",
        "steps-MAX_NUM_FORMS": "30",
        **typed,
    }
    for place, step in enumerate(steps):
        row = {"days": "0", "ORDER": str(place + 1), **step}
        data |= {f"steps-{place}-{name}": value for name, value in row.items()}
    return data


def test_a_manager_writes_a_sequence_turns_it_on_and_ends_it(office, manager):
    mail = {"kind": "mail", "template": template().pk}
    call = {"kind": "activity", "subject": "Call {name}", "activity_kind": "call", "days": "3"}
    assert office.post(reverse("sequences:add"), _form(manager, mail, call)).status_code == 302
    made = Sequence.objects.get()
    assert (made.state, made.created_by, made.stops_on_order, made.stops_on_reply) == (
        "draft",
        manager,
        True,
        False,
    )
    kept = list(SequenceStep.objects.filter(sequence=made).values_list("kind", "days", "subject"))
    assert kept == [("mail", 0, ""), ("activity", 3, "Call {name}")]
    page = reverse("sequences:inspect", args=[made.pk])
    states = []
    for action in ("activate", "pause", "activate", "archive", "activate"):
        office.post(page, {"action": action})
        made.refresh_from_db()
        states.append(made.state)
    assert states == ["active", "paused", "active", "archived", "archived"]


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "mail"},
        {"kind": "activity"},
        {"kind": "activity", "subject": "Call {nobody}"},
        {"kind": "activity", "subject": "Call {name"},
        {"kind": "wait", "days": "999"},
    ],
)
def test_a_step_that_lacks_what_it_needs_is_refused_and_nothing_is_lost(office, manager, step):
    page = office.post(reverse("sequences:add"), _form(manager, step))
    assert (page.status_code, "A second order" in page.content.decode()) == (200, True)
    assert not Sequence.objects.exists()


def test_a_template_for_another_purpose_or_of_one_colleague_is_refused(office, manager):
    other = template("Survey")
    other.purpose = "surveys"
    other.save()
    own = template("Mine")
    own.owner = manager
    own.save()
    for one in (other, own):
        assert office.post(reverse("sequences:add"), _form(manager, {"kind": "mail", "template": one.pk}))
    assert not Sequence.objects.exists()


def test_the_page_shows_what_each_step_came_to_and_why_people_left(office, manager):
    line = sequence(("mail", 0), ("mail", 1))
    answered, refused, quiet = reader(), reader(agrees=False), reader()
    enrolments = [enrol(customer, line, now=MONDAY) for customer in (answered, refused, quiet)]
    run_due(now=at(9))
    replied(answered, at=at(9, 12))
    run_due(now=at(10))
    stop(enrolments[2], Enrolment.Reason.BY_HAND)
    figures = [(row.done, row.refused, row.replied) for row in figures_by_step(line, manager)]
    assert figures == [(2, 1, 1), (1, 0, 0)]
    assert [number for _words, number in ends_of(line, manager)] == [1, 1]
    words = office.get(reverse("sequences:inspect", args=[line.pk])).content.decode()
    assert ("Stopped because" in words, "no consent" in words, "replied" in words) == (True, True, True)


def test_a_customers_page_has_the_way_in_and_out(office):
    customer, line = reader(), sequence()
    page = reverse("customers:inspect", args=[customer.pk])
    assert "Enrol" in office.get(page).content.decode()
    url = reverse("sequence_enrol", args=[customer.pk])
    office.post(url, {"sequence": line.pk})
    office.post(url, {"sequence": line.pk})
    enrolment = Enrolment.objects.get()
    change = reverse("sequence_enrolment", args=[enrolment.pk])
    states = []
    for action in ("pause", "resume", "stop", "resume"):
        office.post(change, {"action": action})
        enrolment.refresh_from_db()
        states.append(enrolment.state)
    assert states == ["paused", "active", "stopped", "stopped"]
    assert "stopped by a colleague" in office.get(page).content.decode()


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "4711"])
def test_a_sequence_that_there_is_not_takes_nobody_in(office, number):
    customer = reader()
    office.post(reverse("sequence_enrol", args=[customer.pk]), {"sequence": number})
    assert not Enrolment.objects.exists()


def test_customers_of_others_are_not_there(client):
    rep = rep_with(*RIGHTS)
    own, others = reader(owner=rep), reader()
    line = sequence()
    theirs = enrol(others, line)
    enrol(own, line)
    client.force_login(rep)
    assert client.post(reverse("sequence_enrol", args=[others.pk]), {"sequence": line.pk}).status_code == 404
    change = client.post(reverse("sequence_enrolment", args=[theirs.pk]), {"action": "stop"})
    theirs.refresh_from_db()
    assert (change.status_code, theirs.state) == (404, "active")
    assert (counts_of(line, rep), replied_of(line, rep)) == ({"active": 1}, 0)
    assert [(row.done, row.refused) for row in figures_by_step(line, rep)] == [(0, 0)]
    (shown,) = client.get(reverse("sequences:index")).context["object_list"]
    assert (shown.open_count, shown.ended_count) == (1, 0)
    words = client.get(reverse("sequences:inspect", args=[line.pk])).content.decode()
    assert (f"/customers/{own.pk}/" in words, f"/customers/{others.pk}/" in words) == (True, False)


def test_all_that_the_list_matches_are_enrolled_once(manager):
    line = sequence()
    inside = enrol(reader(name="Celadon one"), line)
    CustomerFactory(name="Celadon two")
    CustomerFactory(name="Somebody else")
    found = list(select_customers(manager, QueryDict("q=celadon")))
    assert enrol_all(found, manager, {"sequence": line}) == 1
    assert enrol_all(found, manager, {"sequence": line}) == 0
    assert Enrolment.objects.exclude(pk=inside.pk).get().enrolled_by == manager


def test_a_sequence_that_was_paused_meanwhile_takes_nobody_in(manager):
    line = sequence(state="paused")
    assert enrol_all([reader()], manager, {"sequence": line}) == 0


def test_a_sequence_is_not_deleted(office):
    line = sequence()
    staff = staff_with(*RIGHTS, "sequences.delete_sequence")
    office.force_login(staff)
    assert office.post(reverse("sequences:delete", args=[line.pk])).status_code == 403
    assert Sequence.objects.exists()
