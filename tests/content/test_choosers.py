import pytest

from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


CHOOSERS = [
    *(f"{kind}_chooser" for kind in ("product", "category", "range")),
    *(f"snippets/choose/content/{kind}" for kind in ("menu", "form", "editorial")),
]


@pytest.mark.parametrize("chooser", CHOOSERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_created_while_choosing(staff, chooser, method):
    assert getattr(staff, method)(f"/cms/{chooser}/create/").status_code == 404


@pytest.mark.parametrize("data", [{}, {"external-link-chooser-url": ""}])
def test_a_link_without_an_address_is_asked_for_it(staff, data):
    response = staff.post("/cms/choose-external-link/", data)

    assert response.status_code == 200
    assert response.json()["step"] == "external_link"


def test_a_link_to_another_site_is_taken(staff):
    response = staff.post(
        "/cms/choose-external-link/", {"external-link-chooser-url": "https://pots.example/"}
    )

    assert response.json()["result"]["url"] == "https://pots.example/"
