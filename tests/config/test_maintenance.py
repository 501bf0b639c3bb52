import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def closed(settings, tmp_path):
    settings.KILN_VAR_DIR = tmp_path
    (tmp_path / "maintenance").touch()
    return tmp_path / "maintenance"


def test_a_closed_shop_says_so_in_the_visitors_language(client):
    response = client.get("/zh-hans/shop/catalogue/")

    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert '<html lang="zh-hans">' in response.content.decode()


def test_staff_still_get_in(client):
    assert client.get("/accounts/login/").status_code == 200


def test_the_shop_opens_again_without_a_restart(client, closed):
    closed.unlink()

    assert client.get("/shop/catalogue/").status_code == 200
