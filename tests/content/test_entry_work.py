"""Working on what visitors wrote: state, assignee, links, an answer by mail, and what waits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.export import form_entries
from content.figures import entries_to_answer
from content.models import FormEntry, FormReply
from content.services import SubmittedEntry, reply_to_entry, submit_entry
from crm_core.timeline.models import TimelineEntry
from shop.mail.models import Mail
from tests.content.factories import make_form
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
SEE, CHANGE = "content.view_formentry", "content.change_formentry"
LINKS = ("customers.view_customer", "order.view_order")


def written(email="mara@lindt.example", *, message="Where is K26-NBMJYFYZC8?", number="1", **fields):
    sent = SubmittedEntry(
        answers={"message": message}, labels={"message": "Message"}, copy_number=number, email=email
    )
    entry = submit_entry(make_form(**fields), sent, now=timezone.now())
    entry.refresh_from_db()
    return entry


def address(entry):
    return reverse("form_entries:inspect", args=[entry.pk])


@pytest.fixture
def staff(client):
    client.user = staff_with(SEE, CHANGE, *LINKS, "mail.view_mail")
    client.force_login(client.user)
    return client


def reply(client, entry, **data):
    return client.post(
        address(entry), {"action": "send_reply", "key": uuid4(), "text": "It left today.", **data}
    )


def test_entry_is_linked_to_its_customer_and_the_order_that_it_names(django_capture_on_commit_callbacks):
    customer, order = CustomerFactory(email="mara@lindt.example"), OrderFactory(number="K26-NBMJYFYZC8")
    OrderFactory(number="K26-22222222QQ")
    with django_capture_on_commit_callbacks(execute=True):
        entry = written(message="About k26-nbmjyfyzc8, please.")
        nobodys = written("stranger@example.com", message="K26-33333333QQ", number="2")

    entry.refresh_from_db()
    nobodys.refresh_from_db()
    assert (entry.customer, entry.order, entry.state, entry.assignee) == (customer, order, "open", None)
    assert (nobodys.customer, nobodys.order) == (None, None)


def test_page_tells_answers_links_and_where_it_came_from(staff):
    entry = written()
    entry.customer, entry.order = CustomerFactory(name="Mara Lindt"), OrderFactory(number="K26-NBMJYFYZC8")
    entry.save()

    text = staff.get(address(entry)).content.decode()

    assert "Where is K26-NBMJYFYZC8?" in text
    assert f"/cms/customers/{entry.customer_id}/" in text
    assert "/cms/shop/orders/K26-NBMJYFYZC8/" in text
    order_page = staff.get("/cms/shop/orders/K26-NBMJYFYZC8/").content.decode()
    assert address(entry) in order_page


def test_reply_goes_out_by_mail_in_the_forms_language_and_is_recorded(
    staff, django_capture_on_commit_callbacks
):
    customer = CustomerFactory(email="mara@lindt.example")
    entry = written(language="zh-hans")
    FormEntry.objects.filter(pk=entry.pk).update(customer=customer)

    with django_capture_on_commit_callbacks(execute=True):
        answer = reply(staff, entry, text="<b>今天寄出。</b>", closes="1")

    entry.refresh_from_db()
    sent, mail = FormReply.objects.get(), Mail.objects.get()
    assert (answer.status_code, sent.text, sent.by, sent.mail) == (302, "<b>今天寄出。</b>", staff.user, mail)
    assert (mail.kind, mail.to, mail.language) == ("form-reply", "mara@lindt.example", "zh-hans")
    assert mail.text.startswith("<b>今天寄出。</b>")
    assert "Where is K26-NBMJYFYZC8?" in mail.text
    assert "<b>" not in mail.html
    assert (entry.state, entry.assignee) == ("done", staff.user)
    told = TimelineEntry.objects.get(kind="form.replied")
    assert (told.customer, told.data["by"]) == (customer, str(staff.user))
    page = staff.get(address(entry)).content.decode()
    assert "&lt;b&gt;今天寄出。&lt;/b&gt;" in page
    assert f"/cms/mail/inspect/{mail.pk}/" in page


def test_reply_that_keeps_the_entry_open_leaves_it_to_its_assignee(staff):
    entry, colleague = written(), staff_with()
    FormEntry.objects.filter(pk=entry.pk).update(assignee=colleague)

    reply(staff, entry)

    entry.refresh_from_db()
    assert (entry.state, entry.assignee) == ("in_progress", colleague)


def test_reply_sent_twice_goes_out_once(staff):
    entry, key = written(), uuid4()

    for _click in range(2):
        reply(staff, entry, key=key)
    again = reply_to_entry(entry, text="Other words", by=staff.user, key=key, closes=True)

    entry.refresh_from_db()
    assert (again, FormReply.objects.count(), Mail.objects.count()) == (None, 1, 1)
    assert entry.state == "in_progress"


@pytest.mark.parametrize("data", [{"text": " "}, {"text": "x" * 10_001}, {"key": "none"}])
def test_reply_that_is_none_is_refused_and_nothing_is_lost(staff, data):
    entry = written()

    answer = reply(staff, entry, **data)

    assert (answer.status_code, FormReply.objects.count(), Mail.objects.count()) == (422, 0, 0)
    assert answer.context["reply_form"]["text"].value() == data.get("text", "It left today.")


def test_entry_without_an_address_cannot_be_answered(staff):
    entry = written("")

    assert staff.get(address(entry)).context["reply_form"] is None
    reply(staff, entry)
    assert (FormReply.objects.count(), Mail.objects.count()) == (0, 0)
    with pytest.raises(ValueError, match="no address"):
        reply_to_entry(entry, text="x", by=staff.user, key=uuid4(), closes=True)


@pytest.mark.parametrize("action", ["send_reply", "save_work", "dispatch", ""])
def test_who_may_only_look_gets_no_forms_and_is_refused(client, action):
    entry = written()
    client.force_login(staff_with(SEE))

    page = client.get(address(entry)).content.decode().split("<main", 1)[1]
    data = {"action": action, "key": uuid4(), "text": "x", "state": "done"}
    answer = client.post(address(entry), data)

    entry.refresh_from_db()
    assert ("<form" in page, answer.status_code, entry.state) == (False, 403, "open")
    assert not FormReply.objects.exists()


def work(client, entry, **data):
    form = client.get(address(entry)).context["work_form"]
    loaded = {name: form[name].value() or "" for name in form.fields}
    return loaded | {"action": "save_work", **data}


def test_state_assignee_and_links_are_kept(staff):
    entry, order = written(), OrderFactory(number="K26-NBMJYFYZC8")
    customer = CustomerFactory(name="Mara Lindt", email="mara@lindt.example")

    sent = work(
        staff, entry, state="in_progress", assignee=staff.user.pk, customer="lindt", order="k26-nbmjyfyzc8"
    )
    staff.post(address(entry), sent)

    entry.refresh_from_db()
    kept = (entry.state, entry.assignee, entry.customer, entry.order)
    assert kept == ("in_progress", staff.user, customer, order)
    assert work(staff, entry)["customer"] == f"Mara Lindt #{customer.pk}"
    staff.post(address(entry), work(staff, entry, order=""))
    entry.refresh_from_db()
    assert (entry.customer, entry.order) == (customer, None)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("order", "K99", "There is no order with this number."),
        ("customer", "nobody", "No customer fits."),
        ("customer", "#99999999", "No customer fits."),
        ("customer", "Lindt", "More than one customer fits; please write the e-mail address."),
    ],
)
def test_link_that_leads_nowhere_is_refused_and_kept_typed(staff, field, value, words):
    CustomerFactory(name="Mara Lindt")
    CustomerFactory(name="Paul Lindt")
    entry = written()

    answer = staff.post(address(entry), work(staff, entry, state="done", **{field: value}))

    form = answer.context["work_form"]
    assert (answer.status_code, form.errors, form[field].value()) == (422, {field: [words]}, value)
    entry.refresh_from_db()
    assert entry.state == "open"


def test_two_who_work_on_it_overwrite_nothing(staff):
    entry, colleague = written(), staff_with()
    mine = work(staff, entry, state="in_progress")
    conflict = work(staff, entry, state="done")
    FormEntry.objects.filter(pk=entry.pk).update(assignee=colleague)

    staff.post(address(entry), mine)
    entry.refresh_from_db()
    assert (entry.state, entry.assignee) == ("in_progress", colleague)

    assert staff.post(address(entry), conflict).status_code == 409
    entry.refresh_from_db()
    assert entry.state == "in_progress"


def test_links_are_for_those_who_may_see_where_they_lead(client):
    entry = written()
    entry.customer, entry.order = CustomerFactory(name="Mara Lindt"), OrderFactory(number="K26-NBMJYFYZC8")
    entry.save()
    client.force_login(staff_with(SEE, CHANGE))

    page = client.get(address(entry))

    assert list(page.context["work_form"].fields) == ["state", "assignee", "edit_base"]
    assert "Mara Lindt" not in page.content.decode()
    client.post(address(entry), {"action": "save_work", "state": "done", "customer": "", "order": ""})
    entry.refresh_from_db()
    assert (entry.state, entry.customer.name, entry.order.number) == ("done", "Mara Lindt", "K26-NBMJYFYZC8")


def test_list_is_filtered_by_state_and_assignee_at_a_constant_cost(staff, django_assert_max_num_queries):
    states = {}
    for number, state in enumerate(("open", "in_progress", "done", "open")):
        states[number] = written(number=str(number))
        assignee = staff.user if number % 2 else None
        FormEntry.objects.filter(pk=states[number].pk).update(state=state, assignee=assignee)

    def found(query):
        return {entry.pk for entry in staff.get(f"/cms/form-entries/?{query}").context["object_list"]}

    assert found("state=open") == {states[0].pk, states[3].pk}
    assert found(f"assignee={staff.user.pk}") == {states[1].pk, states[3].pk}
    assert found("unassigned=true&state=done") == {states[2].pk}
    with django_assert_max_num_queries(25):
        staff.get("/cms/form-entries/")


def test_start_page_counts_what_waits_and_leads_to_it(staff):
    assert (entries_to_answer().value, entries_to_answer().tone) == ("0", "")
    late, working, done = (written(number=str(number)) for number in range(3))
    FormEntry.objects.filter(pk=working.pk).update(state="in_progress")
    FormEntry.objects.filter(pk=done.pk).update(state="done")
    reading = entries_to_answer()

    assert (reading.value, reading.tone) == ("2", "todo")
    assert {entry.pk for entry in staff.get(reading.url).context["object_list"]} == {late.pk, working.pk}
    FormEntry.objects.filter(pk=late.pk).update(sent_at=timezone.now() - timedelta(days=3))
    assert entries_to_answer().tone == "bad"
    shown = staff.get("/cms/").content.decode()
    assert "Form entries to answer" in shown


def test_copy_of_ones_data_has_the_replies(staff):
    user = UserFactory()
    entry = written()
    FormEntry.objects.filter(pk=entry.pk).update(user=user)
    reply(staff, entry)

    assert [row["replies"] for row in form_entries(user)] == [["It left today."]]
