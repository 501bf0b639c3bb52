"""Files of the programs that contacts come from, imported: who is there afterwards, and with what."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from crm_core.consents.models import Consent
from crm_core.consents.queries import may_send
from crm_core.consents.services import record
from crm_core.contact_import import runs, services
from crm_core.contact_import.models import ContactFile, ImportedContact
from crm_core.custom_fields.queries import values_of
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.profile.export import profile_record
from crm_core.profile.queries import tags_of
from crm_core.timeline.models import TimelineEntry
from shop.events.delivery import claim_new, deliver
from shop.imports.errors import ImportFailedError
from tests.crm_core.contact_import import kit
from tests.crm_core.custom_fields.kit import field
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with

pytestmark = pytest.mark.django_db
State = ContactFile.State


GOOGLE_PROBLEMS = [(5, "Address 1 - Formatted", False), (8, "Phone 1 - Value", False)]


def names():
    return sorted(Customer.objects.values_list("kind", "name"))


def test_google():
    file = kit.imported(kit.GOOGLE)

    assert (file.state, file.layout) == (State.DONE, "google")
    assert names() == [
        ("company", "Atelier B"),
        ("company", "Just A Firm"),
        ("person", "Bea Kurz"),
        ("person", "Suharto"),
        ("person", "李小红"),
    ]
    bea = Customer.objects.get(name="Bea Kurz")
    record = profile_record(bea)
    assert [point["value"] for point in record["contact_points"]] == [
        "bea@example.com",
        "bea.k@example.com",
        "+4915120000002",
    ]
    place = record["addresses"][0]
    assert (place["line1"], place["postcode"], place["city"]) == ("Gasse 7", "10117", "Berlin")
    assert (record["works_at"], record["tags"]) == ([{"company": "Atelier B", "role": "Buyer"}], ["Retail"])
    note = TimelineEntry.objects.get(customer=bea, kind="contact.imported", data__is_new=True)
    assert note.data["note"] == "first line\nsecond line"
    assert file.counts["new"] + file.counts.get("changed", 0) + file.counts.get("unchanged", 0) == 5
    assert file.counts["companies"] == 1
    assert list(file.problems.values_list("row", "column", "is_refusal")) == GOOGLE_PROBLEMS


def test_hubspot_twice():
    staff = staff_with()
    staff.email = "rep@example.com"
    staff.save()

    first = kit.imported(kit.HUBSPOT)
    before = kit.everything()
    second = kit.imported(kit.HUBSPOT, name="again.csv")

    assert names() == [("company", "Verdi Srl"), ("person", "Lia Verdi"), ("person", "Nora Ohne")]
    lia = Customer.objects.get(name="Lia Verdi")
    assert (lia.email, lia.owner) == ("lia@example.com", staff)
    assert not may_send("newsletter", email="lia@example.com")
    assert not may_send("newsletter", email="lia.old@example.com")
    assert (first.counts["new"], second.counts["unchanged"], second.counts.get("new", 0)) == (2, 3, 0)
    assert kit.everything() == before


def test_outlook_in_windows_1252():
    with pytest.raises(ImportFailedError, match="Windows-1252"):
        kit.taken(kit.OUTLOOK.encode("cp1252"))
    kit.imported(kit.OUTLOOK.encode("cp1252"), encoding="cp1252")

    weiss = Customer.objects.get(name="Jörg Weiß")
    record = profile_record(weiss)
    assert record["works_at"] == [{"company": "Weiß GmbH", "role": "Chef"}]
    assert (record["tags"], record["addresses"][0]["city"]) == (["Kunde", "VIP"], "Berlin")
    assert weiss.contact_points.get(value="+4915120000003").label == "mobile"


def test_salesforce_respects_the_opt_out():
    kit.imported(kit.SALESFORCE)

    assert profile_record(Customer.objects.get(name="Ana Lopez"))["addresses"][0]["postcode"] == "28001"
    assert may_send("newsletter", email="ana@example.es").reason


def test_the_timeline_knows_refusals_before_their_events_arrive_and_each_once():
    kit.imported(kit.SALESFORCE)
    told = TimelineEntry.objects.filter(kind="consent.objected", customer__name="Ana Lopez")
    at_once = told.count()

    while claimed := claim_new():
        deliver(claimed)

    subjects = Consent.objects.filter(action="objected").order_by().values("subject").distinct().count()
    assert (
        at_once == subjects == 2
    )  # the address and the number; each says once that it objects to everything
    assert told.count() == at_once


def test_prestashop():
    kit.imported(kit.PRESTASHOP)

    assert may_send("newsletter", email="luc@example.fr")
    assert not may_send("newsletter", email="zoe@example.fr")


@pytest.mark.parametrize(
    "content",
    [
        kit.GOOGLE.encode("utf-8-sig"),
        kit.GOOGLE.encode("utf-16"),
        kit.GOOGLE.replace(",", "\t").encode("utf-16"),
    ],
    ids=["utf-8-bom", "utf-16", "utf-16-tabs"],
)
def test_marks_of_encodings(content):
    kit.imported(content)
    assert ("person", "李小红") in names()


@pytest.mark.parametrize(("encoding", "name"), [("gb18030", "王小明"), ("big5", "王小明")])
def test_chinese_encodings_by_name(encoding, name):
    kit.imported(
        f"姓名,电子邮件\n{name},w@example.cn\n".replace("电子邮件", "E-mail").encode(encoding),
        encoding=encoding,
    )
    assert names() == [("person", name)]


def test_cards_of_a_phone():
    file = kit.imported(kit.PHONE_CARD, "contacts.vcf")

    wang = Customer.objects.get()
    record = profile_record(wang)
    assert (file.layout, wang.name, wang.phone) == ("vcard", "王小明", "+8613800000003")
    assert [(p["kind"], p["value"]) for p in record["contact_points"]] == [
        ("email", "wang@example.cn"),
        ("phone", "+8613800000003"),
        ("phone", "+861060000001"),
    ]
    assert wang.contact_points.get(value="+861060000001").label == "fax"
    place = record["addresses"][0]
    assert (place["line1"], place["city"], place["postcode"]) == ("长安街1号", "北京", "100000")
    assert TimelineEntry.objects.get(kind="contact.imported").data["note"] == "one\ntwo"


@pytest.mark.parametrize(
    "encode", [bytes, lambda raw: raw.decode().encode("utf-16")], ids=["utf-8", "utf-16"]
)
def test_cards_of_versions_3_and_4(encode):
    file = kit.imported(encode(kit.APPLE_CARDS), "contacts.vcf")

    assert names() == [("company", "Harbour Kitchens"), ("company", "Tides, Inc."), ("person", "Tess O'Neil")]
    record = profile_record(Customer.objects.get(name="Tess O'Neil"))
    assert record["works_at"] == [{"company": "Tides, Inc.", "role": "Head of Purchasing"}]
    assert record["tags"] == ["VIP", "Wholesale"]
    assert {(p["kind"], p["service"], p["value"]) for p in record["contact_points"]} == {
        ("email", "", "tess@tides.example"),
        ("email", "", "tess@home.example"),
        ("phone", "", "+12025550143"),
        ("messenger", "skype", "tess.oneil"),
    }
    assert record["addresses"][0]["line2"] == "Floor 2"
    assert list(file.problems.values_list("row", "column", "is_refusal")) == [
        (1, "Address 1 - Country", False),
        (3, "", True),
    ]


def test_the_preview_writes_nothing_and_tells_what_the_import_does():
    CustomerFactory(email="suharto@example.com", name="Suharto")
    before = kit.everything()

    file = kit.checked(kit.GOOGLE)

    assert (file.state, kit.everything()) == (State.CHECKED, before)
    assert ImportedContact.objects.count() == TimelineEntry.objects.count() == 0
    told = dict(file.counts)
    kit.confirm(file)
    kit.work_on(file.pk)
    file.refresh_from_db()
    assert file.counts == told


def test_what_is_there_stays_unless_the_file_replaces():
    size = field("size")
    rows = "Name,Email,Size\nMara L.,mara@lindt.example,42\n"
    mara = CustomerFactory(name="Mara", email="mara@lindt.example")
    kit.imported(rows)
    assert (Customer.objects.get().name, values_of([mara.pk], [size])[mara.pk]) == ("Mara", {size.pk: "42"})

    kit.imported(rows.replace("42", "43"))
    assert values_of([mara.pk], [size])[mara.pk] == {size.pk: "42"}

    kit.imported(rows.replace("42", "44"), replaces=True)
    assert (Customer.objects.get().name, values_of([mara.pk], [size])[mara.pk]) == (
        "Mara L.",
        {size.pk: "44"},
    )


def test_bad_values_are_left_out_and_named():
    field("size", "number", label="Size")
    file = kit.imported(
        "Name,Email,Phone,Size,Birthday\nMara,not an address,123,big,03/04/1980\n,,,,\n,,12,,\n"
    )

    assert names() == [("person", "Mara")]
    problems = file.problems.values_list("row", "column", "is_refusal")
    assert list(problems) == [
        (2, "Email", False),
        (2, "Email", False),
        (2, "Email", False),
        (2, "Phone", False),
        (2, "Birthday", False),
        (2, "Size", False),
        (4, "Phone", False),
        (4, "", True),
    ]
    assert (file.counts["new"], file.counts["refused"]) == (1, 1)


def test_the_mapping_is_remembered():
    first = kit.checked("Who,Wohin\nMara,mara@lindt.example\n", mapping={"Who": "name", "Wohin": "email"})
    assert first.counts["new"] == 1

    again = kit.taken("Wohin,Who\nx@example.com,Paul\n")
    assert again.mapping == {"Wohin": "email", "Who": "name"}


def test_a_stopped_import_goes_on_behind_the_last_row(monkeypatch):
    rows = "".join(f"P{number},p{number}@example.com\n" for number in range(25))
    file = kit.checked(f"Name,Email\n{rows}")
    monkeypatch.setattr(runs, "BATCH", 10)
    calls = []

    class Dying(services.Ticker):
        def __call__(self, rows):
            calls.append(rows)
            if len(calls) == 15:
                raise RuntimeError("the worker dies")

    monkeypatch.setattr(services, "Ticker", Dying)
    kit.confirm(file)
    with pytest.raises(RuntimeError):
        kit.work_on(file.pk)
    file.refresh_from_db()
    assert (file.state, file.last_row, Customer.objects.count()) == (State.FAILED, 11, 10)

    assert services.go_on(file)
    kit.work_on(file.pk)
    file.refresh_from_db()
    assert (file.state, file.counts["new"], Customer.objects.count()) == (State.DONE, 25, 25)


def test_somebody_who_objected_is_not_subscribed_again():
    kit.imported(kit.SALESFORCE)

    file = kit.imported("Email,Newsletter\nana@example.es,yes\n")

    assert not may_send("newsletter", email="ana@example.es")
    assert "objected" in file.problems.get().reason


def test_a_yes_brings_its_ways_its_day_and_its_proof():
    kit.imported(
        "Email,Mobile,Newsletter,Newsletter by,Consent date,Consent source\n"
        "mara@lindt.example,+49 1512 0000003,yes,E-mail; phone,2024-05-01 10:00,Fair in Basel\n"
    )

    said = Consent.objects.filter(action="granted").select_related("note").order_by("channel")
    days = [(row.channel, timezone.localdate(row.decided_at).isoformat(), row.note.text) for row in said]
    assert days == [("email", "2024-05-01", "Fair in Basel"), ("phone", "2024-05-01", "Fair in Basel")]
    assert may_send("newsletter", channel="phone", phone="+4915120000003")
    assert not may_send("newsletter", channel="sms", phone="+4915120000003")


def test_a_no_is_by_the_ways_it_names():
    kit.imported("Name,Email,Newsletter,Newsletter by\nMara,mara@lindt.example,no,post\n")

    assert list(Consent.objects.values_list("channel", "action", "subject__kind")) == [
        ("post", "refused", "customer")
    ]


@pytest.mark.parametrize(("day", "holds"), [("2024-05-01", False), ("2024-07-01", True)])
def test_a_yes_with_its_day_holds_against_a_refusal_before_it(day, holds):
    refused_at = datetime(2024, 6, 1, tzinfo=UTC)
    record(
        purpose="newsletter",
        granted=False,
        source="preferences",
        email="mara@lindt.example",
        at=refused_at,
    )

    for name in ("first.csv", "again.csv"):
        kit.imported(f"Email,Newsletter,Consent date\nmara@lindt.example,yes,{day}\n", name=name)

    assert bool(may_send("newsletter", email="mara@lindt.example")) is holds
    assert list(Consent.objects.order_by("pk").values_list("action", flat=True)) == ["refused", "granted"]


def test_a_yes_by_a_way_that_nobody_knows_is_none_and_no_day_is_invented():
    file = kit.imported(
        "Email,Newsletter,Newsletter by,Consent date\n"
        "a@example.com,yes,pigeon,\nb@example.com,yes,,2999-01-01\nc@example.com,yes,,0000-00-00 00:00:00\n"
    )

    assert list(file.problems.order_by("row").values_list("row", "column")) == [
        (2, "Newsletter by"),
        (3, "Consent date"),
    ]
    allowed = [bool(may_send("newsletter", email=f"{name}@example.com")) for name in "abc"]
    assert allowed == [False, True, True]


def test_two_yes_import_once(django_assert_num_queries):
    file = kit.checked("Name\nMara\n")

    assert [kit.confirm(file), kit.confirm(file)] == [True, False]
    kit.work_on(file.pk)
    kit.work_on(file.pk)
    assert Customer.objects.count() == 1


def test_tags_of_many_rows_are_made_once():
    kit.imported("Name,Email,Tags\nA,a@example.com,VIP\nB,b@example.com,vip;New\n")
    pks = list(Customer.objects.order_by("name").values_list("pk", flat=True))
    assert [[str(tag) for tag in tags_of(pks)[pk]] for pk in pks] == [["VIP"], ["New", "VIP"]]


def test_a_known_row_with_a_new_address_is_the_same_customer():
    kit.imported(kit.HUBSPOT)
    changed = kit.HUBSPOT.replace('"lia@example.com"', '"lia@new.example"').replace(
        "lia.old@example.com;LIA@example.org", ""
    )

    kit.imported(changed.replace("+39 02 0000 002", ""))

    lia = Customer.objects.get(name="Lia Verdi")
    assert CustomerIdentifier.objects.get(value="lia@new.example").customer == lia


def test_a_colleagues_customer_is_left_alone():
    mine, other = rep_with("customers.view_customer"), rep_with("customers.view_customer")
    CustomerFactory(name="Mara", email="mara@lindt.example", owner=other)

    file = kit.imported("Name,Email,Tags\nM. L.,mara@lindt.example,VIP\nPaul,p@example.com,VIP\n", user=mine)

    owners = Customer.objects.order_by("name").values_list("name", "owner")
    assert list(owners) == [("Mara", other.pk), ("Paul", mine.pk)]
    assert (file.counts["refused"], tags_of([Customer.objects.get(name="Mara").pk])) == (1, {})
