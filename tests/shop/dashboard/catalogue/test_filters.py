import pytest
from django.urls import reverse

from shop.backoffice import queries
from shop.dashboard.catalogue import queries as catalogue_queries
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import picture
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture(params=[400, 0], ids=["few", "many"])
def staff(client, monkeypatch, request):
    """Somebody who reads the list; few hits and many are read in different ways, and must be the same."""
    monkeypatch.setattr(queries, "SCAN_LIMIT", request.param)
    monkeypatch.setattr(catalogue_queries, "SCAN_LIMIT", request.param)
    client.force_login(staff_with("catalogue.view_product"))
    return client


@pytest.fixture
def products():
    """A whole vase, a bowl that lacks everything, a cup whose variant has a picture and few pieces."""
    vase = ProductFactory(title="Vase", title_zh_hans="瓶", title_zh_hant="瓶", num_in_stock=50)
    picture(vase)
    ProductFactory(title="Bowl", title_zh_hans="", title_zh_hant=None, num_in_stock=0)
    cup = ProductFactory(title="Cup", title_zh_hans="杯", title_zh_hant="", structure="parent")
    picture(ProductFactory(title="", structure="child", parent=cup, num_in_stock=3))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("missing=picture", ["Bowl"]),
        ("missing=zh_hans", ["Bowl"]),
        ("missing=zh_hant", ["Bowl", "Cup"]),
        ("missing=picture&missing=zh_hant", ["Bowl"]),
        ("stock=out", ["Bowl"]),
        ("stock=low", ["Cup"]),
        ("stock=low&stock=out", ["Bowl", "Cup"]),
        ("stock=low&missing=zh_hant", ["Cup"]),
        ("stock=low&missing=picture", []),
        ("sale=no", []),
        ("sale=yes", ["Bowl", "Cup", "Vase"]),
    ],
)
def test_filters_leave_what_fits(staff, products, query, names):
    page = staff.get(f"{reverse('dashboard:catalogue-product-list')}?{query}")

    assert sorted(product.title for product in page.context["object_list"]) == names
