import pytest

from partners.accounts.models import PartnerAccount
from partners.sell_through.models import SellThroughLine, UploadToken
from partners.sell_through.services import lock_period
from partners.sell_through.tokens import MOST_TOKENS, make_token
from shop.b2b.models import CompanyContact
from tests.partners.factories import PartnerUserFactory
from tests.partners.sell_through.factories import csv_file, october
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
URL = "/partners/api/sell-through/?kind=sales&period=2026-10"
GOOD = "sku,quantity\nV1,3\n"


@pytest.fixture
def member():
    ProductFactory(code="V1")
    return PartnerUserFactory()


@pytest.fixture
def secret(member):
    return make_token(member.account, name="ERP", by=member.user)


def post(client, secret, text=GOOD, url=URL):
    return client.post(
        url, text.encode(), content_type="text/csv", headers={"Authorization": f"Bearer {secret}"}
    )


def test_file_as_the_body_is_reported_and_again_changes_nothing(client, secret):
    first, again = post(client, secret), post(client, secret)

    assert (first.status_code, first.json()["state"], first.json()["unchanged"]) == (200, "submitted", False)
    assert (again.status_code, again.json()["unchanged"]) == (200, True)
    assert SellThroughLine.objects.get().quantity == 3
    assert UploadToken.objects.get().last_used_at is not None


def test_file_as_a_part_of_a_form(client, secret):
    response = client.post(URL, {"file": csv_file(GOOD)}, headers={"Authorization": f"Bearer {secret}"})

    assert response.status_code == 200


def test_wrong_rows_are_named_and_wait(client, secret):
    response = post(client, secret, "sku,quantity\nV1,3\nV1,x\nNOPE,1\n")

    assert response.status_code == 422
    assert [(e["row"], e["column"]) for e in response.json()["errors"]] == [(3, "quantity"), (4, "sku")]
    assert not SellThroughLine.objects.exists()


@pytest.mark.parametrize("url", ["/partners/api/sell-through/", URL.replace("2026-10", "1999-01")])
def test_unknown_period_or_kind_is_named(client, secret, url):
    answer = post(client, secret, url=url)

    assert answer.status_code == 422
    assert "period" in answer.json()["fields"]


def test_closed_period_is_a_conflict(client, secret):
    lock_period(october(), by=StaffFactory())

    assert post(client, secret).status_code == 409


def test_without_a_good_key_nothing_is_taken(client, member, secret):
    assert post(client, "kst_wrong").status_code == 401
    assert client.post(URL, GOOD, content_type="text/csv").status_code == 401
    PartnerAccount.objects.update(status="suspended")
    assert post(client, secret).status_code == 401
    PartnerAccount.objects.update(status="active")
    CompanyContact.objects.filter(user=member.user).update(is_active=False)
    assert post(client, secret).status_code == 401
    assert not SellThroughLine.objects.exists()


def test_only_posts_are_answered(client, secret):
    assert client.get(URL, headers={"Authorization": f"Bearer {secret}"}).status_code == 405


def test_key_is_shown_once_and_deleted(client, member):
    client.force_login(member.user)
    page = "/partners/sell-through/keys/"
    html = client.post(page, {"name": "ERP"}).content.decode()
    token = UploadToken.objects.get()

    assert "kst_" in html
    assert "kst_" not in client.get(page).content.decode()
    assert client.post(page, {"name": ""}).status_code == 422
    other = PartnerUserFactory()
    client.force_login(other.user)
    client.post(page, {"delete": token.pk})
    assert UploadToken.objects.exists()
    client.force_login(member.user)
    client.post(page, {"delete": token.pk})
    assert not UploadToken.objects.exists()


def test_there_is_an_end_of_keys(client, member):
    client.force_login(member.user)
    for number in range(MOST_TOKENS):
        make_token(member.account, name=str(number), by=member.user)

    assert client.post("/partners/sell-through/keys/", {"name": "more"}).status_code == 422
    assert UploadToken.objects.count() == MOST_TOKENS
