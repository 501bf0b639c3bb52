import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalogue.models import Product
from shop.catalogue_visibility.models import VisibilityRule
from shop.configuration.queries import login_is_required, open_paths
from tests.shop.catalogue_visibility.factories import hide, make_buyer, make_company, make_group, show
from tests.shop.factories import CategoryFactory, ParentProductFactory, ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db
NEW = "/cms/visibility-rules/new/"


@pytest.fixture
def staff(client):
    user = StaffFactory()
    client.force_login(user)
    return user


def typed(**fields):
    return {"effect": "hidden", "part": "category", "audience": "everybody", "note": "", **fields}


def test_rule_is_previewed_and_saved_after_a_yes(client, staff):
    category, group = CategoryFactory(name="Tableware"), make_group("Restaurants")
    product = ProductFactory(categories=[category])
    make_company(group=group)
    said = typed(category=category.pk, audience="group", group=group.pk, note="Sold elsewhere")

    preview = client.post(NEW, said)

    page = preview.content.decode()
    assert "1 product will be hidden." in page
    assert "Tableware: hidden (Restaurants)" in page
    assert not VisibilityRule.objects.exists()
    answer = client.post(NEW, {**said, "confirmed": "1"}, follow=True)
    rule = VisibilityRule.objects.get()
    assert (rule.group, rule.category, rule.created_by) == (group, category, staff)
    assert "Tableware" in answer.content.decode()
    assert Product.objects.get(pk=product.pk).visibility_id is not None


def test_what_was_chosen_has_to_be_named_and_what_was_typed_stays(client, staff):
    answer = client.post(NEW, typed(part="product", audience="company", note="Why not"))

    assert answer.status_code == 422
    assert answer.content.decode().count("Please choose one.") >= 2
    assert "Why not" in answer.content.decode()


def test_a_second_rule_for_the_same_takes_its_place(client, staff):
    product = ProductFactory()
    said = typed(part="product", product=product.pk, confirmed="1")
    client.post(NEW, said)

    client.post(NEW, {**said, "effect": "shown"})

    assert VisibilityRule.objects.get().effect == "shown"
    assert Product.objects.get(pk=product.pk).visibility_id is None


def test_rule_is_taken_away_after_a_look_at_what_that_does(client, staff):
    rule = hide(ProductFactory())
    address = reverse("visibility-rules:delete", args=[rule.pk])

    assert "1 product will be shown." in client.get(address).content.decode()
    client.post(address, {})
    assert VisibilityRule.objects.exists()
    client.post(address, {"confirmed": "1"})
    assert not VisibilityRule.objects.exists()


def test_check_tells_what_a_company_sees_and_who_sees_a_product(client, staff):
    product, company = ProductFactory(title="Obsidian urn"), make_company(name="Harbour Kitchens")
    make_company(name="Elsewhere")
    hide(product)
    show(product, to=company)

    page = client.get(f"/cms/visibility-rules/check/?company={company.pk}&product={product.pk}")

    text = page.content.decode()
    assert "Sees 1 of 1" in " ".join(text.split())
    assert "1 of 2 companies see it." in " ".join(text.split())
    assert "Visitors without a company do not see it." in text
    assert text.count("Obsidian urn: shown (Harbour Kitchens)") == 2


def test_page_of_a_company_tells_how_much_it_sees(client, staff):
    company = make_company()
    hide(ProductFactory(), from_=company)
    ProductFactory()

    page = " ".join(client.get(reverse("companies:inspect", args=[company.pk])).content.decode().split())

    assert "Sees 1 of 2 products." in page
    assert reverse("visibility-rules:check") in page


def test_pickers_find_companies_and_products(client, staff):
    company, product = make_company(name="Harbour Kitchens"), ProductFactory(title="Urn", upc="U-1")

    found = client.get("/cms/visibility-rules/companies/?q=harb").json()["results"]
    by_sku = client.get("/cms/visibility-rules/products/?q=u-1").json()["results"]

    assert found == [{"pk": company.pk, "label": "Harbour Kitchens"}]
    assert [row["pk"] for row in by_sku] == [product.pk]
    assert client.get("/cms/visibility-rules/products/?q=").json() == {"results": []}


def test_rules_are_no_business_of_customers(client):
    client.force_login(make_buyer())

    assert client.get(NEW).status_code in {302, 403}
    assert client.post(NEW, typed(part="catalogue", confirmed="1")).status_code in {302, 403}
    assert not VisibilityRule.objects.exists()


def test_list_costs_the_same_for_one_and_three_rules(client, staff):
    hide(ProductFactory())
    client.get("/cms/visibility-rules/")
    with CaptureQueriesContext(connection) as one:
        client.get("/cms/visibility-rules/")
    hide(CategoryFactory())
    hide(ProductFactory(), from_=make_company())
    client.get("/cms/visibility-rules/")
    with CaptureQueriesContext(connection) as three:
        client.get("/cms/visibility-rules/")

    assert len(three) == len(one)


def test_access_to_the_shop_is_a_setting_that_staff_change(client, staff):
    address = "/cms/shop-settings/storefront/"
    page = client.get(address)
    assert page.status_code == 200

    refused = client.post(address, {"access": "login", "open_paths": "imprint", **base_of(page)})
    assert "is no path of a page" in refused.content.decode()
    client.post(address, {"access": "login", "open_paths": "/imprint/", **base_of(page)})

    assert login_is_required()
    assert open_paths() == ("/imprint/",)


def base_of(page):
    form = page.context["form"]
    return {"edit_base": form["edit_base"].value()} if "edit_base" in form.fields else {}


def test_the_number_of_a_variant_finds_its_product_and_a_sent_variant_is_refused_with_the_reason(
    client, staff
):
    family = ParentProductFactory(title="Coral vase")
    variant = ProductFactory(parent=family, upc="CV-1")

    found = client.get("/cms/visibility-rules/products/", {"q": "CV-1"}).json()["results"]
    answer = client.post(NEW, typed(part="product", product=variant.pk, note="Why not", confirmed="1"))

    assert [row["pk"] for row in found] == [family.pk]
    assert answer.status_code == 422
    assert "A rule is about a product with all its variants: choose “Coral vase”." in answer.content.decode()
    assert "Why not" in answer.content.decode()
    assert not VisibilityRule.objects.exists()
