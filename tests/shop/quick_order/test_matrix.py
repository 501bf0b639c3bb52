"""All variants of a product as a table, for whom it is useful; what is typed is added at once."""

import pytest
from django.urls import reverse

from shop.basket.models import Line
from shop.catalogue.models import ProductClass
from shop.quick_order.parsing import RawRow
from shop.quick_order.rows import draft_of
from tests.shop.catalogue.factories import give, vase
from tests.shop.shopping_lists.factories import a_buyer, a_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
FOUR = [("Tide", "28 cm", "132", 5), ("Tide", "42 cm", "150", 0), ("Snow", "28 cm", "132", 9)]


def show_to_all():
    ProductClass.objects.update(shows_matrix=True)


def matrix_on(client, family, **query):
    page = client.get(family.get_absolute_url(), query)
    return next((found["matrix"] for found in page.context if "matrix" in found), None)


def test_table_shows_each_variant_at_its_place(client):
    family, (tide, _big, snow) = vase(*FOUR)
    show_to_all()

    matrix = matrix_on(client, family)

    assert (matrix.row_axis, matrix.column_axis, matrix.columns) == ("Glaze", "Size", ["28 cm", "42 cm"])
    cells = {
        row.label: [cell and (cell.product_id, cell.can_be_had) for cell in row.cells] for row in matrix.rows
    }
    assert cells["Snow"] == [(snow.pk, True), None]
    assert cells["Tide"][0] == (tide.pk, True)
    assert cells["Tide"][1][1] is False


def test_one_option_is_a_column_and_three_a_table_for_each_value_of_the_first(client):
    family, _children = vase(("Tide", "28 cm", "1", 5), ("Snow", "28 cm", "1", 5))
    show_to_all()
    assert [len(row.cells) for row in matrix_on(client, family).rows] == [1, 1]

    family, children = vase(*FOUR, ("Snow", "42 cm", "132", 9))
    for child, feet in zip(children, ("Oak", "Oak", "Oak", "Ash"), strict=True):
        give(child, "feet", feet)
    matrix = matrix_on(client, family, sku=children[3].upc)
    assert matrix.fixed
    assert sum(cell is not None for row in matrix.rows for cell in row.cells) < 4


def test_companies_see_it_and_others_by_the_product_class(client):
    family, _children = vase(*FOUR)
    assert matrix_on(client, family) is None

    client.force_login(a_buyer(a_company()))
    assert matrix_on(client, family) is not None


def post(client, family, **data):
    return client.post(reverse("quick_order:matrix", args=[family.pk]), data)


def lines():
    return sorted(Line.objects.values_list("product", "quantity"))


def test_quantities_are_added_at_once_and_once(client):
    family, (tide, _big, snow) = vase(*FOUR)
    data = {
        f"quantity-{tide.pk}": "2",
        f"quantity-{snow.pk}": "3",
        "token": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    }

    for _time in range(2):
        page = post(client, family, **data)

    assert page["Location"] == reverse("basket:summary")
    assert lines() == sorted([(tide.pk, 2), (snow.pk, 3)])


def test_pasted_size_run_names_variants_in_words(client):
    family, (tide, _big, snow) = vase(*FOUR)

    post(client, family, run="28 cm Tide\t2\nSnow\t3")

    assert lines() == sorted([(tide.pk, 2), (snow.pk, 3)])


def test_what_cannot_be_added_waits_in_the_quick_order(client):
    family, (tide, big, _snow) = vase(*FOUR)

    page = post(client, family, **{f"quantity-{tide.pk}": "9", f"quantity-{big.pk}": "x"}, run="Tide\t1")

    assert page["Location"] == reverse("quick_order:page")
    assert lines() == []
    assert draft_of(client.session) == [
        RawRow(number=tide.upc, quantity="9"),
        RawRow(number=big.upc, quantity="x"),
        RawRow(number="Tide", quantity="1"),
    ]


def test_hidden_family_is_not_there_and_nothing_typed_is_said(client):
    family, (tide, *_others) = vase(*FOUR)
    assert post(client, family)["Location"] == family.get_absolute_url()

    type(family).objects.filter(pk=family.pk).update(is_public=False)
    assert post(client, family, **{f"quantity-{tide.pk}": "1"}).status_code == 404
