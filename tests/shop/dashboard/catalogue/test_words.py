"""Categories, properties and their values are written in every language on one page."""

import pytest

from shop.catalogue.models import AttributeOptionGroup, Category, ProductAttribute
from tests.config.roles.people import member
from tests.shop.factories import ProductClassFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
BASE = "/cms/shop/catalogue"


@pytest.fixture
def keeper(client):
    client.force_login(member("catalogue"))
    return client


def rows(prefix, *answers):
    """The fields of a table of rows, none of them there before."""
    data = {f"{prefix}-TOTAL_FORMS": len(answers), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{n}-{k}": v for n, answer in enumerate(answers) for k, v in answer.items()}


def test_category_is_named_in_each_language(keeper):
    words = {
        "name_en": "Vases",
        "name_zh_hans": "花瓶",
        "name_zh_hant": "花器",
        "meta_title_zh_hant": "手作花器",
        "is_public": "on",
        "treebeard_position": "first-child",
        "treebeard_ref_node": "",
    }
    response = keeper.post(f"{BASE}/categories/create/", words)

    assert response.status_code == 302, response.context["form"].errors
    category = Category.objects.get()
    assert [category.name_en, category.name_zh_hans, category.name_zh_hant] == ["Vases", "花瓶", "花器"]
    assert (category.meta_title_zh_hant, category.slug) == ("手作花器", "vases")
    refused = keeper.post(f"{BASE}/categories/{category.pk}/update/", {**words, "name_en": ""})
    assert list(refused.context["form"].errors) == ["name_en"]


def test_value_has_words_colours_and_a_place(keeper):
    option = {
        "option_en": "Celadon",
        "option_zh_hans": "青瓷",
        "option_zh_hant": "",
        "swatch": "#a9c4b4",
        "position": "2",
    }
    empty = {"option_en": "", "swatch": "", "position": "0"}
    response = keeper.post(
        f"{BASE}/attribute-option-group/create/", {"name": "Glaze", **rows("options", option, empty)}
    )

    assert response.status_code == 302, response.context["attribute_option_formset"].errors
    made = AttributeOptionGroup.objects.get().options.get()
    assert (made.option_en, made.option_zh_hans, made.option_zh_hant) == ("Celadon", "青瓷", None)
    assert (made.swatch, made.position) == ("#a9c4b4", 2)


def test_property_has_names_and_says_whether_it_narrows_listings(keeper):
    kind = ProductClassFactory(name="Tableware")
    property_ = {"name_en": "Clay body", "name_zh_hant": "胎土", "code": "", "type": "text"}
    response = keeper.post(
        f"{BASE}/product-type/{kind.pk}/update/",
        {"name": "Tableware", "track_stock": "on", **rows("attributes", property_)},
    )

    assert response.status_code == 302, response.context["attributes_formset"].errors
    made = ProductAttribute.objects.get(product_class=kind)
    assert (made.name_en, made.name_zh_hant, made.code) == ("Clay body", "胎土", "clay_body")
    assert not made.is_facet


@pytest.mark.parametrize(
    "page", ["categories/create/", "attribute-option-group/create/", "product-type/create/"]
)
def test_pages_open(keeper, page):
    html = keeper.get(f"{BASE}/{page}").content.decode()

    assert "繁體中文" in html
