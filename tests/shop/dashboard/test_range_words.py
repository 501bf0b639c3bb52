"""Collections are written in three languages and read in the visitor's."""

import pytest
from django.utils import translation
from oscar.core.loading import get_model

from tests.config.roles.people import member
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Range = get_model("offer", "Range")
WORDS = {
    "name_en": "Tide",
    "name_zh_hans": "潮汐",
    "name_zh_hant": "",
    "description_en": "All that is blue.",
    "description_zh_hans": "",
    "description_zh_hant": "藍色器物",
}


@pytest.fixture
def keeper(client):
    client.force_login(member("catalogue"))
    return client


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_collection_keeps_the_words_of_each_language_whoever_writes_them(keeper, language):
    with translation.override(language):
        response = keeper.post("/cms/shop/ranges/create/", {**WORDS, "is_public": "on"})
    assert response.status_code == 302, response.context["form"].errors

    found = Range.objects.values_list(*WORDS).get()
    assert found == ("Tide", "潮汐", None, "All that is blue.", "", "藍色器物")


def test_the_english_name_of_a_collection_is_needed(keeper):
    response = keeper.post("/cms/shop/ranges/create/", {**WORDS, "name_en": ""})

    assert list(response.context["form"].errors) == ["name_en"]
    assert "潮汐" in response.content.decode()
    assert not Range.objects.exists()


def test_a_collection_is_read_in_the_visitors_language(client):
    found = Range.objects.create(**WORDS | {"name_zh_hant": None}, is_public=True)
    found.add_product(ProductFactory())
    path = f"/shop/catalogue/ranges/{found.slug}/"

    assert '<h1 class="title">潮汐</h1>' in client.get(f"/zh-hans{path}").content.decode()
    assert "藍色器物" in client.get(f"/zh-hant{path}").content.decode()
    assert '<h1 class="title">Tide</h1>' in client.get(path).content.decode()


def test_a_collection_made_by_a_program_is_named_in_english_too():
    with translation.override("zh-hant"):
        found = Range.objects.create(name="夏")

    assert (found.name_en, found.name_zh_hant) == ("夏", "夏")
