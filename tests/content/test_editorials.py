import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from content.editorials import editorial_of
from content.models import Editorial
from shop.catalogue.models import ProductAttribute
from tests.search.factories import index_all
from tests.shop.catalogue.factories import give
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def write(words, *, language="en", live=True, strip=(), **place):
    body = [("quote", {"text": words, "who": ""})]
    if strip:
        body.append(
            (
                "product_strip",
                {"label": "", "heading": "With it", "products": list(strip), "category": None, "limit": 4},
            )
        )
    editorial = Editorial.objects.create(
        locale=Locale.objects.get(language_code=language), body=body, live=False, **place
    )
    revision = editorial.save_revision()
    if live:
        revision.publish()
    return editorial


def test_blocks_of_a_category_stand_on_its_page_in_the_readers_language(client):
    bowls = CategoryFactory(name="Bowls")
    write("Turned on Mondays", category=bowls)
    write("周一拉坯", language="zh-hans", category=bowls)

    english = client.get(bowls.get_absolute_url()).content.decode()
    chinese = client.get(f"/zh-hans{bowls.get_absolute_url()}").content.decode()
    traditional = client.get(f"/zh-hant{bowls.get_absolute_url()}").content.decode()

    assert ("Turned on Mondays" in english, "周一拉坯" in english) == (True, False)
    assert ("Turned on Mondays" in chinese, "周一拉坯" in chinese) == (False, True)
    assert "editorial" not in traditional


def test_blocks_of_a_product_stand_on_its_page_with_strips_at_the_readers_price(client):
    bowl, other = ProductFactory(), ProductFactory()
    write("Made for soup", product=bowl, strip=[other])

    html = client.get(bowl.get_absolute_url()).content.decode()

    assert "Made for soup" in html
    assert f'data-product="{other.pk}"' in html


def test_blocks_of_a_brand_stand_on_the_page_of_its_pieces_alone(client):
    bowl, _other = ProductFactory(), ProductFactory()
    brand = give(bowl, "brand", "Nordlicht & Söhne")
    write("Glass from the coast", option=brand.value_option)
    write("海边的玻璃", language="zh-hans", option=brand.value_option)
    index_all()
    page = flat(client.get(bowl.get_absolute_url()))
    address = f"{reverse('catalogue:index')}?brand=nordlicht-s%C3%B6hne"

    assert f'<a href="{address}">Nordlicht &amp; Söhne</a>' in page
    assert "Glass from the coast" in client.get(address).content.decode()
    assert "海边的玻璃" in client.get(f"/zh-hans{address}").content.decode()
    for elsewhere in (reverse("catalogue:index"), f"{address}&sort=price", f"{address}&price=1-"):
        assert "Glass from the coast" not in client.get(elsewhere).content.decode()


def test_the_form_offers_what_has_a_page_with_its_property(client, admin_user):
    give(ProductFactory(), "brand", "Nordlicht")
    give(ProductFactory(), "size", "5")
    ProductAttribute.objects.filter(code="size").update(is_facet=False)
    client.force_login(admin_user)

    form = client.get(reverse(Editorial.snippet_viewset.get_url_name("add"))).context["form"]

    labels = [label for _value, label in form.fields["option"].choices]
    assert labels == ["---------", "brand: Nordlicht"]


def test_a_draft_is_nobodys_business(client):
    bowls = CategoryFactory()
    write("Not yet", live=False, category=bowls)

    assert "Not yet" not in client.get(bowls.get_absolute_url()).content.decode()


def test_a_new_version_is_seen_at_once(client):
    bowls = CategoryFactory()
    editorial = write("First words", category=bowls)
    assert "First words" in client.get(bowls.get_absolute_url()).content.decode()

    editorial.body = [("quote", {"text": "Second words", "who": ""})]
    editorial.save_revision().publish()
    assert "Second words" in client.get(bowls.get_absolute_url()).content.decode()

    editorial.refresh_from_db()
    editorial.unpublish()
    assert "Second words" not in client.get(bowls.get_absolute_url()).content.decode()


def test_a_product_without_blocks_costs_no_query_once_that_is_known(django_assert_num_queries):
    product = ProductFactory()
    editorial_of(product, language="en")

    with django_assert_num_queries(0):
        assert editorial_of(product, language="en") is None


def test_one_and_three_strips_cost_the_same(client):
    few, many = CategoryFactory(), CategoryFactory()
    write("Few", category=few, strip=ProductFactory.create_batch(1))
    write("Many", category=many, strip=ProductFactory.create_batch(3))
    counts = []
    for category in (few, many):
        client.get(category.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(category.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("both", [True, False])
def test_blocks_have_one_place(both):
    place = {"category": CategoryFactory(), "product": ProductFactory()} if both else {}

    with pytest.raises(ValidationError):
        Editorial(locale=Locale.objects.get(language_code="en"), **place).full_clean()
    assert not Editorial.objects.exists()
