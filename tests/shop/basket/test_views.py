import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.basket.models import Basket, Line
from shop.basket.views import fresh_basket
from tests.shop.factories import (
    BasketFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
SUMMARY = "/shop/basket/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def add(client, product, **data):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1, **data})


def words(response):
    return [str(message) for message in response.context["messages"]]


def test_piece_goes_into_the_basket_without_javascript(client):
    product = ProductFactory(title="Celadon cup")

    response = add(client, product, quantity=2)

    assert response.status_code == 302
    assert response.url == SUMMARY
    page = client.get(SUMMARY)
    assert [(row.title, row.quantity) for row in page.context["summary"].rows] == [("Celadon cup", 2)]
    assert client.cookies["oscar_open_basket"]["samesite"] == "Lax"


def test_htmx_gets_the_drawer_in_place_of_a_redirect(client):
    response = client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": 1}, **HTMX)

    assert response.status_code == 200
    assert next(t.name for t in response.templates) == "oscar/basket/partials/added.html"
    assert response.context["summary"].pieces == 1


def test_next_is_followed_only_within_the_shop(client):
    product = ProductFactory()

    assert add(client, product, next="/shop/catalogue/").url == "/shop/catalogue/"
    assert add(client, product, next="https://elsewhere.example/").url == SUMMARY


def test_variant_is_chosen_by_child_id(client):
    parent = ParentProductFactory()
    child = ProductFactory(parent=parent)
    stranger = ProductFactory(parent=ParentProductFactory())

    add(client, parent)
    add(client, parent, child_id=stranger.pk)
    assert not Line.objects.exists()

    add(client, parent, child_id=child.pk)
    assert Line.objects.get().product == child


@pytest.mark.parametrize("quantity", ["0", "-1", "many", ""])
def test_quantity_that_is_none_is_refused(client, quantity):
    assert add(client, ProductFactory(), quantity=quantity).url == SUMMARY

    assert not Line.objects.exists()


def test_hidden_product_is_not_found(client):
    assert add(client, ProductFactory(is_public=False)).status_code == 404


def test_last_pieces_are_added_and_the_message_says_so(client):
    product = ProductFactory(num_in_stock=2, title="Jar")

    add(client, product, quantity=5)

    page = client.get(SUMMARY)
    assert words(page) == ["Only 2 more “Jar” are available; they have been added to your basket."]
    assert page.context["summary"].pieces == 2


def test_line_changes_and_goes(client):
    add(client, ProductFactory())
    line = Line.objects.get()

    client.post(reverse("basket:line", args=[line.pk]), {"quantity": 4})
    assert Line.objects.get().quantity == 4

    client.post(reverse("basket:line-remove", args=[line.pk]))
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("typed", "error"), [("99", "Only 10 are available."), ("x", "Please enter a whole number.")]
)
def test_refused_quantity_stays_in_its_field(client, typed, error):
    add(client, ProductFactory(num_in_stock=10))
    line = Line.objects.get()

    response = client.post(reverse("basket:line", args=[line.pk]), {"quantity": typed})

    row = response.context["summary"].rows[0]
    assert response.status_code == 422
    assert (row.quantity, row.error) == (typed, error)
    assert Line.objects.get().quantity == 1


def test_line_change_answers_htmx_with_the_content(client):
    add(client, ProductFactory())

    response = client.post(reverse("basket:line", args=[Line.objects.get().pk]), {"quantity": 3}, **HTMX)

    assert response.status_code == 200
    assert next(t.name for t in response.templates) == "oscar/basket/partials/content.html"
    assert response.context["summary"].pieces == 3


def test_somebody_elses_line_is_not_found(client):
    line = BasketFactory(lines=[ProductFactory()]).all_lines()[0]
    add(client, ProductFactory())

    assert client.post(reverse("basket:line", args=[line.pk]), {"quantity": 0}).status_code == 404
    assert client.post(reverse("basket:line-remove", args=[line.pk])).status_code == 404
    assert Line.objects.filter(pk=line.pk).exists()


def test_line_that_has_sold_out_blocks_the_checkout(client):
    product = ProductFactory()
    add(client, product)
    product.stockrecords.update(num_in_stock=0)

    summary = client.get(SUMMARY).context["summary"]

    assert summary.rows[0].warning == "This product is sold out. Please remove it."
    assert not summary.can_be_ordered


def test_guest_basket_joins_the_users_at_login(client):
    user, shared, other = UserFactory(), ProductFactory(), ProductFactory()
    BasketFactory(owner=user, lines=[(shared, 3)])
    add(client, shared)
    add(client, other)

    client.force_login(user)
    page = client.get(SUMMARY)

    lines = Line.objects.filter(basket__owner=user, basket__status=Basket.OPEN)
    assert {line.product_id: line.quantity for line in lines} == {shared.pk: 3, other.pk: 1}
    assert client.cookies["oscar_open_basket"].value == ""
    assert words(page)[-1] == "2 items from your earlier visit are in your basket again."


def test_looking_does_not_write_a_basket(client):
    client.get(SUMMARY)
    client.force_login(UserFactory())
    client.get(SUMMARY)

    assert not Basket.objects.exists()


def test_basket_ordered_in_another_tab_is_left_for_a_new_one(client):
    product = ProductFactory()
    add(client, product)
    first = Basket.objects.get()
    Basket.objects.filter(pk=first.pk).update(status=Basket.SUBMITTED)

    add(client, product)

    assert Basket.open.get() != first
    assert client.get(SUMMARY).context["summary"].pieces == 1


def test_basket_page_costs_the_same_with_more_lines(client, django_assert_num_queries):
    add(client, ProductFactory())
    client.get(SUMMARY)
    with CaptureQueriesContext(connection) as queries:
        client.get(SUMMARY)
    with_one_line = len(queries)
    add(client, ProductFactory())
    add(client, ProductFactory())
    client.get(SUMMARY)

    with django_assert_num_queries(with_one_line):
        client.get(SUMMARY)


def test_page_without_the_basket_costs_no_basket_query(client):
    add(client, ProductFactory())

    with CaptureQueriesContext(connection) as queries:
        client.get("/i18n/setlang/")

    assert [q["sql"] for q in queries if "basket" in q["sql"]] == []


def refused(client, product, **kwargs):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, **kwargs)


def test_refusal_leads_back_where_the_visitor_came_from(client):
    sold_out, cup = ProductFactory(num_in_stock=0), ProductFactory()
    referer = {"HTTP_REFERER": "http://testserver/shop/catalogue/"}

    assert refused(client, sold_out, **referer).url == "http://testserver/shop/catalogue/"
    assert refused(client, cup, **referer).url == SUMMARY


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_refusal_says_why(client, htmx):
    response = refused(client, ProductFactory(title="Jar", num_in_stock=0), **htmx)

    page = response if htmx else client.get(SUMMARY)
    assert (response.status_code, words(page)) == (200 if htmx else 302, ["“Jar” has sold out."])
    assert not Line.objects.exists()


def test_drawer_takes_the_place_of_the_message(client):
    product = ProductFactory(title="Jar", num_in_stock=2)

    first = client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, **HTMX)
    short = client.post(reverse("basket:add", args=[product.pk]), {"quantity": 5}, **HTMX)

    assert (words(first), first.context["addition"].added) == ([], 1)
    assert words(short) == ["Only 1 more “Jar” is available; it has been added to your basket."]


def test_piece_that_is_added_whole_says_so(client):
    add(client, ProductFactory(title="Jar"))

    assert words(client.get(SUMMARY)) == ["“Jar” has been added to your basket."]


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_line_of_a_basket_ordered_in_another_tab_stays(client, htmx):
    add(client, ProductFactory())
    line = Line.objects.get()

    def ordered_meanwhile(execute, sql, params, many, context):
        if sql.startswith('SELECT "basket_basket"."status"'):
            with connection.cursor() as cursor:
                cursor.cursor.execute("UPDATE basket_basket SET status = 'Submitted'")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ordered_meanwhile):
        response = client.post(reverse("basket:line", args=[line.pk]), {"quantity": 4}, **htmx)

    assert (response.status_code, response.url) == (302, SUMMARY)
    assert words(client.get(SUMMARY))[-1] == "You have ordered this basket already."
    assert Line.objects.get().quantity == 1


@pytest.mark.parametrize(
    ("htmx", "status", "template"), [(HTMX, 200, "partials/content.html"), ({}, 422, "basket.html")]
)
def test_refused_change_is_swapped_in_for_htmx(client, htmx, status, template):
    add(client, ProductFactory(num_in_stock=3))

    response = client.post(reverse("basket:line", args=[Line.objects.get().pk]), {"quantity": 9}, **htmx)

    assert (response.status_code, response.context["summary"].rows[0].error) == (
        status,
        "Only 3 are available.",
    )
    assert next(t.name for t in response.templates) == f"oscar/basket/{template}"


def test_change_without_javascript_leads_to_the_basket(client):
    add(client, ProductFactory())
    add(client, ProductFactory())
    first, second = Line.objects.order_by("pk")

    response = client.post(reverse("basket:line", args=[second.pk]), {"quantity": 4})

    assert response.url == SUMMARY
    assert list(Line.objects.order_by("pk").values_list("pk", "quantity")) == [(first.pk, 1), (second.pk, 4)]


@pytest.mark.parametrize("is_user", [True, False])
def test_basket_in_place_of_an_ordered_one_is_its_visitors(rf, is_user):
    request = rf.post("/")
    request.user = UserFactory() if is_user else AnonymousUser()
    request.cookies_to_delete, request.strategy = [], object()

    basket = fresh_basket(request)

    assert (basket.owner, basket.pk) == (request.user if is_user else None, None)
    assert (request.basket, request.cookies_to_delete) == (basket, ["oscar_open_basket"])
