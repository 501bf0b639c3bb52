"""Two people with one form of the back office: Wagtail's kind of form, and its rows."""

import gc

import pytest
from django.core import signing

from shop.b2b.models import Company
from shop.backoffice.edits.forms import MergingMixin
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory, staff_with
from tests.shop.backoffice.edits_page import fields_of, has_choice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CONFLICT = 409


@pytest.fixture
def company():
    company = CompanyFactory(name="Harbour", vat_id="")
    CompanyContactFactory(company=company, name="Jonas", email="jonas@harbour.example", phone="")
    return company


@pytest.fixture
def sales(client):
    client.force_login(staff_with("b2b.view_company", "b2b.change_company"))
    return client


def edit_url(company):
    return f"/cms/companies/edit/{company.pk}/"


def held(company):
    company = Company.objects.get(pk=company.pk)
    return [company.name, company.vat_id, *company.contacts.order_by("pk").values_list("name", "phone")]


def test_what_one_changed_alone_is_merged(sales, company):
    mine, theirs = (fields_of(sales.get(edit_url(company))) for _person in range(2))

    sales.post(edit_url(company), theirs | {"vat_id": "CHE123", "contacts-0-phone": "+49 30 1"})
    response = sales.post(edit_url(company), mine | {"name": "Harbour & Co", "contacts-0-name": "Jonas Beck"})

    assert response.status_code == 302
    assert held(company) == ["Harbour & Co", "CHE123", ("Jonas Beck", "+49 30 1")]
    told = [str(message) for message in response.wsgi_request._messages]
    assert [text for text in told if "their changes were kept" in text] == [
        "Somebody else saved meanwhile; their changes were kept: VAT id, Phone."
    ]


def test_what_both_changed_is_shown_and_nothing_is_written(sales, company):
    mine, theirs = (fields_of(sales.get(edit_url(company))) for _person in range(2))
    sales.post(edit_url(company), theirs | {"name": "Theirs Ltd", "contacts-0-name": "Anna"})

    typed = {"name": "Mine <Ltd>", "vat_id": "CHE9", "contacts-0-name": "Jonas Beck"}
    response = sales.post(edit_url(company), mine | typed)

    assert response.status_code == CONFLICT
    assert held(company) == ["Theirs Ltd", "", ("Anna", "")]
    page = response.content.decode()
    assert (has_choice(response, "name"), has_choice(response, "vat_id")) == (True, False)
    assert ("Theirs: Theirs Ltd" in page, "Theirs: Anna" in page, "Yours: Mine &lt;Ltd&gt;" in page) == (
        True,
        True,
        True,
    )
    again = fields_of(response)
    assert {name: again[name] for name in typed} == {name: [text] for name, text in typed.items()}


@pytest.mark.parametrize(("chosen", "name"), [("theirs", "Theirs Ltd"), ("yours", "Mine Ltd")])
def test_next_save_writes_what_was_chosen(sales, company, chosen, name):
    mine, theirs = (fields_of(sales.get(edit_url(company))) for _person in range(2))
    sales.post(edit_url(company), theirs | {"name": "Theirs Ltd"})
    shown = fields_of(sales.post(edit_url(company), mine | {"name": "Mine Ltd", "vat_id": "CHE9"}))

    response = sales.post(edit_url(company), shown | {"edit_choice-name": chosen})

    assert response.status_code == 302
    assert held(company)[:2] == [name, "CHE9"]


def test_a_third_save_between_the_question_and_the_answer_asks_again(sales, company):
    mine, theirs = (fields_of(sales.get(edit_url(company))) for _person in range(2))
    sales.post(edit_url(company), theirs | {"name": "Theirs"})
    shown = fields_of(sales.post(edit_url(company), mine | {"name": "Mine"}))
    Company.objects.update(name="A third")

    response = sales.post(edit_url(company), shown | {"edit_choice-name": "yours"})

    assert (response.status_code, held(company)[0]) == (CONFLICT, "A third")
    assert "Theirs: A third" in response.content.decode()


def test_other_errors_keep_what_was_merged(sales, company):
    mine, theirs = (fields_of(sales.get(edit_url(company))) for _person in range(2))
    sales.post(edit_url(company), theirs | {"name": "Theirs"})

    refused = sales.post(edit_url(company), mine | {"vat_id": "DE136695975"})

    assert refused.context["form"].errors == {"vat_id": ["This is not a valid VAT id: a digit is wrong."]}
    assert fields_of(refused)["name"] == ["Theirs"]


def test_row_that_somebody_removed_is_left_out_where_it_was_untouched(sales, company):
    mine = fields_of(sales.get(edit_url(company)))
    company.contacts.all().delete()

    response = sales.post(edit_url(company), mine | {"name": "Mine"})

    assert (response.status_code, held(company)) == (302, ["Mine", ""])


def test_row_that_somebody_removed_is_said_where_it_was_changed(sales, company):
    mine = fields_of(sales.get(edit_url(company)))
    company.contacts.all().delete()

    response = sales.post(edit_url(company), mine | {"name": "Mine", "contacts-0-name": "Jonas Beck"})

    assert (response.status_code, held(company)) == (200, ["Harbour", ""])
    assert "Somebody else removed this row meanwhile." in response.content.decode()
    assert fields_of(response)["contacts-0-name"] == ["Jonas Beck"]


def test_row_that_somebody_changed_is_not_deleted_unseen(sales, company):
    mine = fields_of(sales.get(edit_url(company))) | {"contacts-0-DELETE": "on"}
    company.contacts.update(phone="+49 30 1")

    refused = sales.post(edit_url(company), mine)

    assert (refused.status_code, held(company)) == (200, ["Harbour", "", ("Jonas", "+49 30 1")])
    assert "Somebody else changed this row meanwhile." in refused.content.decode()
    assert sales.post(edit_url(company), fields_of(refused) | {"contacts-0-DELETE": "on"}).status_code == 302
    assert held(company) == ["Harbour", ""]


def test_row_that_somebody_added_stays(sales, company):
    mine = fields_of(sales.get(edit_url(company)))
    CompanyContactFactory(company=company, name="Anna", email="anna@harbour.example", phone="")

    sales.post(edit_url(company), mine | {"name": "Mine"})

    assert held(company) == ["Mine", "", ("Jonas", ""), ("Anna", "")]


@pytest.mark.parametrize(
    "base",
    [
        "",
        "x",
        "{}",
        signing.dumps({"of": "b2b.company:0", "values": {}}, salt="shop.backoffice.edits"),
        "\x00" * 9,
    ],
    ids=["nothing", "garbage", "unsigned", "signed for another", "zeros"],
)
def test_what_was_not_signed_for_this_object_overwrites_nothing(sales, company, base):
    mine = fields_of(sales.get(edit_url(company))) | {"edit_base": base, "name": "Mine"}

    response = sales.post(edit_url(company), mine)

    assert (response.status_code, held(company)[0]) == (CONFLICT, "Harbour")


def test_same_change_by_both_is_no_conflict(sales, company):
    mine = fields_of(sales.get(edit_url(company))) | {"name": "Harbour & Co", "vat_id": "CHE9"}
    Company.objects.update(name="Harbour & Co")

    assert sales.post(edit_url(company), mine).status_code == 302
    assert held(company)[:2] == ["Harbour & Co", "CHE9"]


def test_form_classes_of_a_request_are_not_kept(sales, company):
    """Wagtail makes a form class for each request; what merges goes with it."""
    for _request in range(3):
        sales.get(edit_url(company))
    gc.collect()

    kept = [each for each in MergingMixin.__subclasses__() if each.__name__ == "CompanyForm"]
    assert len(kept) <= 2
