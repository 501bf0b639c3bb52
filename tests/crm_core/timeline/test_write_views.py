"""The forms of a customer's page: who may, once on a double click, nothing typed lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.timeline.models import EntryAttachment, EntryRevision, MailTemplate, TimelineEntry
from crm_core.timeline.written import WrittenEntry, log_entry
from shop.backoffice.edits.forms import BASE
from shop.mail.models import Mail, MailAttachment
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db


def log(client, customer, kind="call", **typed):
    data = {
        "key": uuid4(),
        "about": customer.pk,
        "text": "Wants a darker plate",
        "direction": "out",
        "outcome": "reached",
        "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        **typed,
    }
    return client.post(f"/cms/customers/{customer.pk}/log/{kind}/", data)


def mail(client, customer, **typed):
    data = {
        "key": uuid4(),
        "to": customer.email,
        "language": "en",
        "subject": "Your plates",
        "text": "Ready.",
        **typed,
    }
    return client.post(f"/cms/customers/{customer.pk}/mail/", data)


def entry_of(customer, by, **what):
    written = {"kind": "note", "text": "Likes celadon", "occurred_at": timezone.now(), **what}
    return log_entry(customer, WrittenEntry(**written), by=by, key=uuid4())


def test_a_call_with_outcome_next_step_and_file_in_one_step(sales, rep):
    customer, key, day = CustomerFactory(), uuid4(), timezone.localdate() + timedelta(days=2)
    step = {"next_text": "Send samples", "next_on": day.isoformat(), "next_for": rep.pk}
    for _click in range(2):
        file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 x")
        response = log(sales, customer, key=key, attachments=file, **step)

    entry = TimelineEntry.objects.get()
    assert response.url == f"/cms/customers/{customer.pk}/#entry-{entry.pk}"
    assert (entry.kind, entry.outcome, entry.author) == ("call", "reached", rep)
    assert list(Activity.objects.values_list("subject", "due_at", "assignee", "entry")) == [
        ("Send samples", start_of_day(day), rep.pk, entry.pk)
    ]
    file = EntryAttachment.objects.get()
    answer = sales.get(f"/cms/timeline/files/{file.pk}/")
    assert (answer["Content-Disposition"], b"".join(answer)) == (
        'attachment; filename="plan.pdf"',
        b"%PDF-1.7 x",
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"occurred_at": "2199-01-01T10:00"}, "occurred_at"),
        ({"next_text": "Send samples"}, "next_on"),
        ({"next_on": "2199-01-01"}, "next_text"),
        ({"outcome": "nonsense"}, "outcome"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sales, typed, field):
    response = log(sales, CustomerFactory(), **typed)

    assert (response.status_code, field in response.context["form"].errors) == (422, True)
    assert "Wants a darker plate" in response.content.decode()
    assert TimelineEntry.objects.count() == 0


def test_a_page_is_no_attachment(sales):
    response = log(sales, CustomerFactory(), attachments=SimpleUploadedFile("a.pdf", b"<html>"))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["attachments"])
    assert (TimelineEntry.objects.count(), EntryAttachment.objects.count()) == (0, 0)


def test_at_a_company_it_is_said_with_whom(sales):
    company = CompanyFactory()
    account = CustomerFactory(kind="company", company=company)
    person, stranger = CustomerFactory(company=company), CustomerFactory()
    log(sales, account, about=person.pk)
    refused = log(sales, account, about=stranger.pk)

    assert TimelineEntry.objects.get().customer == person
    assert refused.status_code == 422
    page = sales.get(f"/cms/customers/{account.pk}/timeline/")
    assert [(row.entry.customer, row.is_others) for row in page.context["rows"]] == [(person, True)]


def test_a_script_gets_the_form_alone_and_is_told_where_to_go(sales):
    customer = CustomerFactory()
    url = f"/cms/customers/{customer.pk}/log/note/"
    form = sales.get(url, headers={"X-Fragment": "1"}).content.decode()
    taken = sales.post(
        url,
        {"key": uuid4(), "about": customer.pk, "text": "Hi", "occurred_at": "2026-01-01T10:00"},
        headers={"X-Fragment": "1"},
    )

    assert form.strip().startswith("<form")
    assert (taken.status_code, taken["X-Location"].startswith(f"/cms/customers/{customer.pk}/")) == (
        204,
        True,
    )


def test_a_mail_from_a_template_goes_out_once(sales, rep, letters):
    rep.first_name, rep.last_name = "Ines", "Vogt"
    rep.save()
    customer, key = CustomerFactory(name="Mara Lindt"), uuid4()
    template = MailTemplate.objects.create(
        name="Ready",
        subject_en="For {name}",
        text_en="Dear {name}, about {last_order}. {me}",
        text_zh_hant="{name}您好",
    )
    begun = mail(sales, customer, subject="", text="P.S.", template=template.pk, insert="1")
    words = {name: begun.context["form"].initial[name] for name in ("subject", "text")}
    assert words == {
        "subject": "For Mara Lindt",
        "text": "Dear Mara Lindt, about {last_order}. Ines Vogt\n\nP.S.",
    }
    refused = mail(sales, customer, **words)
    assert (refused.status_code, Mail.objects.count()) == (422, 0)
    words["text"] = words["text"].replace("{last_order}", "your plates")
    for _click in range(2):
        response = mail(sales, customer, key=key, **words)

    entry = TimelineEntry.objects.get()
    assert (response.status_code, entry.kind, entry.title) == (302, "mail.sent", "For Mara Lindt")
    (message,) = letters()
    assert message.body.strip() == "Dear Mara Lindt, about your plates. Ines Vogt\n\nP.S."


def test_a_mail_goes_to_the_customers_own_addresses_only(sales):
    response = mail(sales, CustomerFactory(), to="elsewhere@example.com")

    assert (response.status_code, Mail.objects.count()) == (422, 0)


def test_the_thread_of_somebody_else_is_not_there(sales, rep):
    customer = CustomerFactory()
    mail(sales, customer)
    thread = TimelineEntry.objects.get().thread_id

    answers = [
        sales.get(f"/cms/customers/{pk}/mail/?thread={thread}").status_code
        for pk in (customer.pk, CustomerFactory().pk)
    ]
    assert answers == [200, 404]


def test_the_preview_runs_nothing_and_sends_nothing(sales):
    customer = CustomerFactory(name="Mara")
    url = f"/cms/customers/{customer.pk}/mail/preview/"
    response = sales.post(url, {"subject": "S", "text": "Dear {name} <script>x</script>", "language": "en"})

    assert "Dear Mara &lt;script&gt;" in response.content.decode()
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert (sales.get(url).status_code, Mail.objects.count()) == (405, 0)


def test_two_edits_at_once_are_merged_or_asked_about(sales, rep):
    entry = entry_of(CustomerFactory(), rep)
    url = f"/cms/timeline/{entry.pk}/edit/"
    base = sales.get(url).context["form"][BASE].value()
    typed = {"occurred_at": timezone.localtime(entry.occurred_at).strftime("%Y-%m-%dT%H:%M"), BASE: base}

    first = sales.post(url, {**typed, "text": "Likes celadon and ash"})
    second = sales.post(url, {**typed, "text": "Likes tide"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert TimelineEntry.objects.get().text == "Likes celadon and ash"
    assert [revision.text for revision in EntryRevision.objects.all()] == ["Likes celadon"]
    page = sales.get(f"/cms/customers/{entry.customer_id}/timeline/").content.decode()
    assert ("Likes celadon and ash" in page, "edited on" in page) == (True, True)


def test_an_entry_is_its_authors_to_edit_and_removed_by_right(client, site, rep):
    entry = entry_of(CustomerFactory(), rep)
    everybody = ("customers.view_customer", "customers.view_all_customer", "timeline.add_timelineentry")
    actions = ("edit", "remove")
    answers = {}
    for rights in ((), ("timeline.change_timelineentry",), ("timeline.delete_timelineentry",)):
        client.force_login(staff_with(*everybody, *rights))
        answers[rights] = [
            client.get(f"/cms/timeline/{entry.pk}/{action}/").status_code for action in actions
        ]

    assert list(answers.values()) == [[403, 403], [200, 403], [403, 200]]
    client.post(f"/cms/timeline/{entry.pk}/remove/")
    assert TimelineEntry.objects.get().removed_at is not None


def test_pins_stand_above_and_a_link_leads_to_an_entry_deep_below(sales, rep):
    customer = CustomerFactory()
    old = entry_of(customer, rep, occurred_at=timezone.now() - timedelta(days=99))
    for number in range(25):
        entry_of(customer, rep, text=f"Note {number}")
    sales.post(f"/cms/timeline/{old.pk}/pin/", {"pinned": "1"})

    page = sales.get(f"/cms/customers/{customer.pk}/timeline/")
    assert [row.entry for row in page.context["pinned"]] == [old]
    link = sales.get(f"/cms/timeline/{old.pk}/").url
    assert link == f"/cms/customers/{customer.pk}/timeline/?entry={old.pk}#entry-{old.pk}"
    assert [row.entry for row in sales.get(link).context["rows"]] == [old]


def addresses(entry, file):
    """Every address of one customer's timeline, with the method that does something."""
    customer = entry.customer_id
    return [
        ("get", f"/cms/customers/{customer}/timeline/"),
        ("post", f"/cms/customers/{customer}/log/note/"),
        ("post", f"/cms/customers/{customer}/mail/"),
        ("post", f"/cms/customers/{customer}/mail/preview/"),
        ("get", f"/cms/timeline/{entry.pk}/"),
        ("get", f"/cms/timeline/{entry.pk}/letter/"),
        ("post", f"/cms/timeline/{entry.pk}/edit/"),
        ("post", f"/cms/timeline/{entry.pk}/pin/"),
        ("post", f"/cms/timeline/{entry.pk}/remove/"),
        ("get", f"/cms/timeline/files/{file.pk}/"),
    ]


@pytest.fixture
def everything(rep):
    customer = CustomerFactory(owner=rep)
    entry = entry_of(customer, rep, attachments=[SimpleUploadedFile("a.txt", b"secret")])
    return addresses(entry, entry.attachments.get())


def statuses(client, asked):
    answers = [getattr(client, method)(url) for method, url in asked]
    for answer in answers:
        answer.close()  # one of them is a file
    return [answer.status_code for answer in answers]


def untouched():
    entry = TimelineEntry.objects.get()
    return (entry.text, entry.pinned_at, Mail.objects.count()) == ("Likes celadon", None, 0)


def test_of_customers_that_one_does_not_see_there_is_nothing(client, site, everything):
    rights = [f"timeline.{action}_timelineentry" for action in ("add", "change", "delete", "mail")]
    client.force_login(rep_with("customers.view_customer", *rights))

    assert set(statuses(client, everything)) == {404}
    assert untouched()


def test_a_file_of_a_mail_is_for_who_sees_the_customer(client, sales, rep):
    mail(sales, CustomerFactory(owner=rep), attachments=SimpleUploadedFile("a.txt", b"secret"))
    url = f"/cms/timeline/mail-files/{MailAttachment.objects.get().pk}/"
    assert b"".join(sales.get(url)) == b"secret"
    client.force_login(rep_with("customers.view_customer"))

    assert client.get(url).status_code == 404


def test_without_the_rights_nothing_is_shown_or_done(client, site, everything):
    client.force_login(staff_with("order.view_order"))

    assert set(statuses(client, everything)) == {403}
    assert untouched()


def test_who_may_look_may_not_write(client, site, everything):
    client.force_login(staff_with("customers.view_customer", "customers.view_all_customer"))

    assert statuses(client, everything) == [200, 403, 403, 403, 302, 404, 403, 403, 403, 200]
    assert untouched()
