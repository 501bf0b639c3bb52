"""What search engines and those who share a product's address read of it."""

import json
import re

import pytest
from oscar.core.loading import get_model

from shop.storefront.structured_data import as_json_ld
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.factories import CategoryFactory, ProductFactory, UserFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HOST = "http://testserver"
ProductReview = get_model("reviews", "ProductReview")


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return flat(response).replace("&amp;", "&")


def schemas_of(client, path):
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', html_of(client, path), re.DOTALL
    )
    return json.loads(block)


def meta_of(html):
    """Name or property -> content of all meta elements; some have both."""
    found = {}
    for names, content in re.findall(r'<meta ((?:(?:name|property)="[^"]+" )+)content="([^"]*)"', html):
        found |= dict.fromkeys(re.findall(r'"([^"]+)"', names), content)
    return found


def review(product, score, status=ProductReview.APPROVED):
    ProductReview.objects.create(
        product=product, user=UserFactory(), score=score, title="Good", body="Holds water.", status=status
    )
    product.update_rating()


def test_a_product_has_offer_codes_pictures_and_the_way_to_it(client):
    product = ProductFactory(
        title="Bud vase",
        upc="4006381333931",
        price="1234.50",
        num_in_stock=2,
        description="<p>Thrown in <b>one</b> piece.</p>",
        categories=[CategoryFactory(name="Vases")],
    )
    image = picture(product, size=(8, 10))
    url = HOST + product.get_absolute_url()

    schema, crumbs = schemas_of(client, product.get_absolute_url())

    assert schema == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Bud vase",
        "url": url,
        "description": "Thrown in one piece.",
        "brand": {"@type": "Brand", "name": "Kiln"},
        "image": [f"{HOST}/media/renditions/1600/{image.original.name}.webp"],
        "sku": "4006381333931",
        "gtin13": "4006381333931",
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": "1234.50",
            "priceCurrency": "EUR",
            "availability": "https://schema.org/LimitedAvailability",
            "itemCondition": "https://schema.org/NewCondition",
        },
    }
    assert [item["item"] for item in crumbs["itemListElement"]] == [
        f"{HOST}/shop/catalogue/",
        HOST + product.categories.get().get_absolute_url(),
        url,
    ]


def test_a_product_in_variants_is_a_group_with_an_offer_each(client):
    parent, (tide, snow) = vase(("Tide", "28 cm", "148", 0), ("Snow", "42 cm", "132", 9))
    image = picture(snow, size=(8, 10))
    url = HOST + parent.get_absolute_url()

    group, _crumbs = schemas_of(client, parent.get_absolute_url())

    assert (group["@type"], group["productGroupID"]) == ("ProductGroup", parent.upc)
    assert group["variesBy"] == ["https://schema.org/color", "https://schema.org/size"]
    assert [
        (v["sku"], v["color"], v["size"], v["url"], v["offers"]["price"], v["offers"]["availability"])
        for v in group["hasVariant"]
    ] == [
        (tide.upc, "Tide", "28 cm", f"{url}?sku={tide.upc}", "148.00", "https://schema.org/OutOfStock"),
        (snow.upc, "Snow", "42 cm", f"{url}?sku={snow.upc}", "132.00", "https://schema.org/InStock"),
    ]
    assert group["hasVariant"][1]["image"] == f"{HOST}/media/renditions/1600/{image.original.name}.webp"


def test_only_approved_reviews_count(client):
    product = ProductFactory()
    review(product, 5)
    review(product, 4)
    review(product, 1, ProductReview.FOR_MODERATION)

    schema, _crumbs = schemas_of(client, product.get_absolute_url())

    assert schema["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": 4.5, "reviewCount": 2}


def test_a_product_without_price_reviews_or_gtin_claims_none(client):
    schema, _crumbs = schemas_of(client, ProductFactory(price=None, upc="KC-1").get_absolute_url())

    assert sorted(schema) == ["@context", "@type", "brand", "name", "sku", "url"]


def test_a_brand_among_the_properties_is_the_brand(client):
    product = ProductFactory()
    give(product, "brand", "Old Kiln & Sons")

    schema, _crumbs = schemas_of(client, product.get_absolute_url())

    assert schema["brand"]["name"] == "Old Kiln & Sons"


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", "<!--", "]]>", "a & b", "“潮汐” \u2028"]
)
def test_no_words_can_end_the_element(words):
    written = as_json_ld({"name": words})

    assert set(written) & set("<>&") == set()
    assert json.loads(written) == {"name": words}


def test_a_shared_product_shows_its_picture_price_and_words(client):
    product = ProductFactory(title='Vase "Tide"', price="28.50", description="<p>Tall.</p>")
    image = picture(product, size=(8, 10), caption="A vase on a table")

    meta = meta_of(html_of(client, product.get_absolute_url()))

    shared = {
        name: content for name, content in meta.items() if name.startswith(("og:", "twitter:", "product:"))
    }
    address = f"{HOST}/media/renditions/1600/{image.original.name}.webp"
    assert shared == {
        "og:site_name": "Kiln",
        "og:type": "product",
        "og:title": "Vase &quot;Tide&quot;",
        "og:description": "Tall.",
        "og:url": HOST + product.get_absolute_url(),
        "og:locale": "en_GB",
        "og:locale:alternate": "zh_TW",  # the last of two
        "og:image": address,
        "og:image:alt": "A vase on a table",
        "twitter:title": "Vase &quot;Tide&quot;",
        "twitter:image": address,
        "twitter:image:alt": "A vase on a table",
        "twitter:card": "summary_large_image",
        "product:price:amount": "28.50",
        "product:price:currency": "EUR",
    }
    assert meta["description"] == "Tall."


def test_a_variants_address_is_kept_as_the_products_in_every_language(client):
    parent, (_tide, snow) = vase(("Tide", "28 cm", "148", 3), ("Snow", "28 cm", "132", 4))
    bare = parent.get_absolute_url()
    path = f"/zh-hans{bare}"

    html = html_of(client, f"{path}?sku={snow.upc}")

    assert re.findall(r'rel="canonical" href="([^"]+)"', html) == [HOST + path]
    assert meta_of(html)["og:url"] == HOST + path
    assert dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)) == {
        "en": HOST + bare,
        "x-default": HOST + bare,
        "zh-Hans": HOST + path,
        "zh-Hant": f"{HOST}/zh-hant{bare}",
    }
    # Who changes the language keeps the variant.
    assert f'href="{bare}?sku={snow.upc}" lang="en"' in html
