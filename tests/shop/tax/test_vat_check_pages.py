import pytest

from shop.tax.models import VatCheck
from tests.crm_core.factories import staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/tax/vat-checks/"


@pytest.fixture
def sales(client):
    client.force_login(staff_with("tax.view_vatcheck"))
    return client


def checked(vat_id="DE136695976", outcome="valid", **more):
    return VatCheck.objects.create(vat_id=vat_id, outcome=outcome, source="VIES", **more)


def test_rows_lead_to_the_page_which_tells_the_answer_and_the_others_of_the_number(sales):
    check = checked(name="Harbour GmbH", address="Kai 1, Hamburg")
    other = checked(outcome="unreachable")
    checked(vat_id="ATU12345678", name="Someone else")

    assert f'href="{LIST}{check.pk}/"' in sales.get(LIST).content.decode()
    text = sales.get(f"{LIST}{check.pk}/").content.decode()
    assert [words in text for words in ("Harbour GmbH", "Kai 1, Hamburg", f'href="{LIST}{other.pk}/"')] == [
        True,
        True,
        True,
    ]
    assert "Someone else" not in text


def test_page_costs_the_same_for_one_and_three_others(sales, django_assert_max_num_queries):
    check = checked()
    counts = []
    for number in (1, 2):
        for _place in range(number):
            checked()
        sales.get(f"{LIST}{check.pk}/")
        with django_assert_max_num_queries(20) as captured:
            sales.get(f"{LIST}{check.pk}/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_views_of_the_list_are_kept(sales):
    checked()

    sales.post("/cms/lists/vat-checks/views/", {"name": "Not valid", "query": "outcome=invalid"})

    assert "Not valid" in sales.get(LIST).content.decode()


def test_evidence_is_neither_written_nor_seen_without_the_right(sales, client):
    check = checked()

    assert sales.post(f"{LIST}edit/{check.pk}/", {"vat_id": "DE1"}).status_code == 403
    assert sales.post(f"{LIST}delete/{check.pk}/").status_code == 403
    client.force_login(staff_with("order.view_order"))
    assert (client.get(LIST).status_code, client.get(f"{LIST}{check.pk}/").status_code) == (403, 403)
    assert VatCheck.objects.get().vat_id == "DE136695976"


def test_a_check_that_is_not_there_is_not_found(sales):
    assert sales.get(f"{LIST}999/").status_code == 404
