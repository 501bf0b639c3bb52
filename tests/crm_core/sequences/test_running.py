from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation
from django.utils.formats import date_format

from crm_core.activities.models import Activity
from crm_core.customers.access.fields import FieldAccess
from crm_core.sequences import running
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep, StepRun
from crm_core.sequences.running import run_due, run_enrolment
from crm_core.sequences.services import CannotEnrolError, archive, enrol, pause, resume, stop
from crm_core.timeline.models import TimelineEntry
from shop.mail.models import Mail
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.crm_core.sequences.kit import MONDAY, at, reader, sequence, template

pytestmark = pytest.mark.django_db
State = Enrolment.State


def _outcomes(enrolment):
    return list(enrolment.runs.order_by("pk").values_list("position", "outcome", "reason"))


def _due(enrolment):
    enrolment.refresh_from_db()
    return enrolment.due_at


def test_each_step_is_done_once_at_its_hour(letters):
    customer = reader(name="Mara")
    enrolment = enrol(customer, sequence(("mail", 0), ("wait", 1), ("mail", 1)), now=MONDAY)
    assert enrolment.due_at == at(9)  # nine o'clock is over on Monday
    assert run_due(now=at(9, 8, 59)) == 0
    assert (run_due(now=at(9)), run_due(now=at(9))) == (1, 0)
    assert _due(enrolment) == at(10)
    assert (run_due(now=at(10)), run_due(now=at(10)), run_due(now=at(11))) == (1, 0, 1)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.open_in, enrolment.due_at) == (State.FINISHED, None, None)
    assert _outcomes(enrolment) == [(0, "sent", ""), (1, "done", ""), (2, "sent", "")]
    assert [letter.subject for letter in letters()] == ["Hello Mara", "Hello Mara"]


def test_a_mail_of_a_sequence_says_how_to_end_it_and_stands_in_the_timeline(letters):
    customer = reader()
    enrolment = enrol(customer, sequence(), now=MONDAY)
    run_due(now=at(9))
    letter = letters()[0]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    enrolment.refresh_from_db()
    entry = TimelineEntry.objects.get(customer=customer)
    assert (entry.kind, entry.thread) == ("mail.sent", enrolment.thread)


def test_a_worker_that_dies_in_a_step_leaves_nothing_and_the_next_does_it(monkeypatch, letters):
    enrolment = enrol(reader(), sequence(), now=MONDAY)
    with monkeypatch.context() as patch:
        patch.setattr(StepRun.objects, "create", _die)
        with pytest.raises(KeyboardInterrupt):
            run_enrolment(enrolment.pk, now=at(9))
    assert (Mail.objects.count(), _due(enrolment)) == (0, at(9))
    assert run_due(now=at(9)) == 1
    assert len(letters()) == 1


def _die(**_facts):
    raise KeyboardInterrupt


def test_two_workers_who_both_read_it_do_a_step_once(monkeypatch, letters):
    """The second has read the enrolment before the first moved it on."""
    enrolment = enrol(reader(), sequence(("mail", 0), ("mail", 1)), now=MONDAY)
    real = running._claim

    def overtaken(held, due):
        with monkeypatch.context() as patch:
            patch.setattr(running, "_claim", real)
            run_enrolment(enrolment.pk, now=at(9))
        return real(held, due)

    monkeypatch.setattr(running, "_claim", overtaken)
    assert run_enrolment(enrolment.pk, now=at(9)) is False
    assert (len(letters()), enrolment.runs.count()) == (1, 1)


def test_one_that_fails_keeps_nobody_from_their_turn(monkeypatch, caplog):
    line = sequence()
    broken, good = enrol(reader(), line, now=MONDAY), enrol(reader(), line, now=MONDAY)
    real = running.send_step

    def send(held, step):
        if held.pk == broken.pk:
            raise RuntimeError("no")
        return real(held, step)

    monkeypatch.setattr(running, "send_step", send)
    assert run_due(now=at(9)) == 1
    assert (_due(broken), good.runs.count()) == (at(9, 10), 1)
    assert "The next step of enrolment" in caplog.text


def test_somebody_is_in_a_sequence_once_at_a_time():
    customer, line = reader(), sequence()
    first = enrol(customer, line)
    assert enrol(customer, line, source="rule:1") == first
    stop(first, Enrolment.Reason.BY_HAND)
    second = enrol(customer, line, source="rule:2")
    assert second != first
    stop(second, Enrolment.Reason.BY_HAND)
    assert enrol(customer, line, source="rule:2") == second  # the same reason does it once


@pytest.mark.parametrize("state", ["draft", "paused", "archived"])
def test_a_sequence_that_is_not_active_takes_nobody_in(db, state):
    with pytest.raises(CannotEnrolError):
        enrol(CustomerFactory(), sequence(state=state))
    assert not Enrolment.objects.exists()


def test_without_steps_it_takes_nobody_in(db):
    empty = Sequence.objects.create(name="Empty", state="active", purpose="newsletter")
    with pytest.raises(CannotEnrolError):
        enrol(CustomerFactory(), empty)


def test_who_did_not_agree_gets_no_mail_and_it_is_kept_why(letters):
    stops = enrol(reader(agrees=False), sequence(), now=MONDAY)
    goes_on = enrol(
        reader(agrees=False), sequence(("mail", 0), ("activity", 1), name="B", on_refusal="skip"), now=MONDAY
    )
    run_due(now=at(9))
    run_due(now=at(10))
    for enrolment in (stops, goes_on):
        enrolment.refresh_from_db()
    assert (stops.state, stops.reason, _outcomes(stops)) == (
        State.STOPPED,
        "no_consent",
        [(0, "refused", "no_consent")],
    )
    assert (goes_on.state, _outcomes(goes_on)) == (
        State.FINISHED,
        [(0, "refused", "no_consent"), (1, "done", "")],
    )
    assert letters() == []
    assert list(Mail.objects.values_list("status", "refusal")) == [("not_sent", "no_consent")] * 2


def test_without_an_address_nothing_is_sent(letters):
    enrolment = enrol(CustomerFactory(email=""), sequence(), now=MONDAY)
    run_due(now=at(9))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason, letters()) == (State.STOPPED, "no_address", [])


def test_a_mail_with_an_open_placeholder_waits_for_a_colleague(letters):
    template("Firm", "For {company}", "Dear {company}")
    enrolment = enrol(reader(), sequence(("mail", 0, "Firm"), ("mail", 2)), now=MONDAY)
    run_due(now=at(9))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason, enrolment.note) == (State.PAUSED, "placeholder", "{company}")
    assert (letters(), _outcomes(enrolment)) == ([], [])
    firm = template("Firm")
    firm.subject_en, firm.text_en = "For you", "Hello"
    firm.save()
    assert resume(enrolment, now=at(9, 15))
    assert _due(enrolment) == at(10)
    run_due(now=at(10))
    assert [letter.subject for letter in letters()] == ["For you"]


def test_nobody_writes_in_the_name_of_who_left(letters):
    gone = staff_with("customers.view_customer")
    line = sequence(sender=gone)
    enrolment = enrol(reader(), line, now=MONDAY)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    run_due(now=at(9))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason, letters()) == (State.PAUSED, "no_sender", [])


def test_the_customers_owner_writes_where_there_is_one():
    owner = staff_with("customers.view_customer")
    owner.first_name = "Olga"
    owner.save()
    enrol(reader(owner=owner), sequence(), now=MONDAY)
    run_due(now=at(9))
    mail = Mail.objects.get()
    assert (mail.author, "this is Olga" in mail.text) == (owner, True)


def test_an_activity_is_planned_for_the_owner_with_its_reason():
    owner = staff_with("customers.view_customer")
    customer = reader(owner=owner, name="Mara")
    enrol(customer, sequence(("activity", 0)), now=MONDAY)
    run_due(now=at(9))
    activity = Activity.objects.get()
    assert (activity.subject, activity.assignee, activity.customer) == ("Call Mara", owner, customer)
    assert (activity.reason, activity.reason_data) == ("sequence", {"sequence": "Welcome"})


def test_an_activity_is_written_for_who_does_it_not_for_the_customer():
    owner = staff_with("customers.view_customer", "order.view_order")
    ordered = datetime(2026, 5, 4, 12, tzinfo=UTC)
    customer = reader(owner=owner, name="Mara", language="de", last_order_at=ordered)
    made = sequence(("activity", 0))
    made.steps.update(subject="Call {name}: {last_order_day}, {next_order_day}")
    enrol(customer, made, now=MONDAY)
    run_due(now=at(9))
    with translation.override("en"):
        day = date_format(ordered, "DATE_FORMAT")
    assert Activity.objects.get().subject == f"Call Mara: {day}, …"


def test_what_a_role_does_not_see_stays_out_of_the_subject(monkeypatch):
    hidden = FieldAccess(hidden=frozenset({"next_order_on"}))
    monkeypatch.setattr("crm_core.automation.defaults.words.fields_of", lambda _reader: hidden)
    owner = staff_with("customers.view_customer", "order.view_order")
    customer = reader(owner=owner, name="Mara", next_order_on=date(2026, 7, 1))
    made = sequence(("activity", 0))
    made.steps.update(subject="Call {name} before {next_order_day}")
    enrol(customer, made, now=MONDAY)
    run_due(now=at(9))
    assert Activity.objects.get().subject == "Call Mara before …"


def test_paused_it_waits_and_goes_on_where_it_was(letters):
    enrolment = enrol(reader(), sequence(("mail", 0), ("mail", 1)), now=MONDAY)
    assert (pause(enrolment), pause(enrolment)) == (True, False)
    assert run_due(now=at(9)) == 0
    assert (resume(enrolment, now=at(9, 10)), resume(enrolment)) == (True, False)
    assert run_due(now=at(9, 12)) == 0
    assert (run_due(now=at(10)), len(letters())) == (1, 1)


def test_a_paused_sequence_does_nothing_and_an_archived_one_ends_everybody(letters):
    line = sequence()
    enrolment = enrol(reader(), line, now=MONDAY)
    Sequence.objects.filter(pk=line.pk).update(state="paused")
    assert run_due(now=at(9)) == 0
    assert archive(line, by=staff_with()) == 1
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason, letters()) == (State.STOPPED, "archived", [])


def test_a_worker_that_was_late_writes_to_nobody_at_night_or_on_a_holiday(letters):
    enrolment = enrol(reader(), sequence(), now=MONDAY)
    assert run_due(now=at(9, 22)) == 1  # put off
    assert (_due(enrolment), letters()) == (at(10), [])
    assert run_due(now=at(13, 12)) == 1  # a Saturday
    assert (_due(enrolment), letters()) == (at(15), [])
    assert (run_due(now=at(15, 11)), len(letters())) == (1, 1)


def test_steps_that_are_changed_meanwhile_are_neither_lost_nor_done_twice(letters):
    line = sequence(("mail", 0), ("mail", 1))
    enrolment = enrol(reader(), line, now=MONDAY)
    run_due(now=at(9))
    first = SequenceStep.objects.get(sequence=line, position=0)
    first.position = 5
    first.save()
    SequenceStep.objects.create(sequence=line, position=2, kind="wait", days=0)
    run_due(now=at(10))
    run_due(now=at(11))
    run_due(now=at(12))
    enrolment.refresh_from_db()
    assert (enrolment.state, [run.kind for run in enrolment.runs.all()]) == (
        State.FINISHED,
        ["mail", "mail", "wait"],
    )
    assert len(letters()) == 2


def test_running_costs_the_same_number_of_queries_for_each(django_assert_max_num_queries):
    line = sequence(("wait", 0))
    with time_machine.travel(MONDAY, tick=False):
        for _number in range(3):
            enrol(reader(), line, now=MONDAY)
    with django_assert_max_num_queries(51):
        assert run_due(now=at(9)) == 3
