"""The page of the quick order: nothing is lost, good rows go in at once, twice sent is once done."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shop.basket.models import Basket, Line
from tests.shop.factories import ProductFactory
from tests.shop.quick_order.workbooks import xlsx

pytestmark = pytest.mark.django_db
PAGE = "/quick-order/"


def form_of(client):
    text = client.get(PAGE).content.decode()
    return {"token": re.search(r'name="token" value="([^"]+)"', text)[1]}, text


def send(client, rows, *, data=None, **more):
    numbers, quantities = [row[0] for row in rows], [str(row[1]) for row in rows]
    fields = {"number": numbers, "quantity": quantities, "text": "", **(data or {}), **more}
    return client.post(PAGE, fields, follow=True)


def shown_rows(page):
    text = page.content.decode()
    return re.findall(r'name="number" id="number-\d+"\s+value="([^"]*)"', text)


def lines():
    return sorted(Line.objects.values_list("product__upc", "quantity"))


def test_good_rows_are_added_and_bad_ones_stay(client):
    ProductFactory(upc="KC-1")
    ProductFactory(upc="KC-2", num_in_stock=2)

    page = send(client, [("KC-1", 3), ("KC-2", 9), ("NO-1", 1)], add="1")

    assert lines() == [("KC-1", 3)]
    assert shown_rows(page) == ["KC-2", "NO-1"]
    assert "1 product has been added" in page.content.decode()
    assert shown_rows(client.get(PAGE)) == ["KC-2", "NO-1"]


def test_bad_row_is_fixed_by_its_button(client):
    ProductFactory(upc="KC-2", num_in_stock=2)
    send(client, [("KC-2", 9)], check="1")

    send(client, [("KC-2", 9)], set="0:2")
    send(client, [("KC-2", 2)], add="1")

    assert lines() == [("KC-2", 2)]


def test_other_number_is_chosen_and_a_row_is_dropped(client):
    ProductFactory(upc="KC-1")
    page = send(client, [("KC-X", 2), ("NO", 1)], choose="0:KC-1")

    assert shown_rows(page) == ["NO", "KC-1"]
    assert shown_rows(send(client, [("NO", 1), ("KC-1", 2)], drop="0:")) == ["KC-1"]


def test_pasted_and_uploaded_rows_join_the_typed_ones(client):
    for number in ("KC-1", "KC-2", "KC-3"):
        ProductFactory(upc=number)

    page = send(client, [("KC-1", 1)], data={"text": "KC-2\t2", "file": xlsx(["KC-3", 3])}, check="1")

    assert shown_rows(page) == ["KC-1", "KC-2", "KC-3"]


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.csv", b"<html><body>no table</body></html>"),
        SimpleUploadedFile("a.xlsx", b"PK\x03\x04no"),
    ],
)
def test_file_that_cannot_be_read_loses_nothing(client, file):
    ProductFactory(upc="KC-1")

    page = send(client, [("KC-1", 1)], data={"file": file}, check="1")

    assert page.status_code == 422
    assert shown_rows(page) == ["KC-1"]
    assert "error" in page.content.decode()


def test_sent_twice_it_is_added_once(client):
    ProductFactory(upc="KC-1")
    fields, _text = form_of(client)

    for _time in range(2):
        page = send(client, [("KC-1", 3), ("NO-1", 1)], data=fields, add="1")

    assert lines() == [("KC-1", 3)]
    assert "in your basket already" in page.content.decode()
    assert shown_rows(client.get(PAGE)) == ["NO-1"]


def test_lines_that_are_there_grow(client):
    product = ProductFactory(upc="KC-1")
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 2})

    send(client, [("KC-1", 3)], add="1")

    assert lines() == [("KC-1", 5)]
    assert Basket.objects.count() == 1


def test_rows_can_be_cleared(client):
    send(client, [("NO-1", 1)], check="1")

    assert shown_rows(send(client, [("NO-1", 1)], clear="1")) == []


def test_suggestions_name_numbers(client):
    ProductFactory(upc="KC-100", title="Tide bowl")
    ProductFactory(upc="KC-101", title="Hidden bowl", is_public=False)

    text = client.get(reverse("quick_order:suggest"), {"q": "kc-10"}).content.decode()

    assert 'data-value="KC-100"' in text
    assert "KC-101" not in text


def test_two_hundred_rows_of_a_workbook_of_which_five_are_bad(client):
    rows = [[ProductFactory(upc=f"Q-{n:04d}").upc, 1] for n in range(195)]
    bad = [["NONE-1", 1], ["NONE-2", 1], [ProductFactory(upc="GONE", num_in_stock=0).upc, 1]]
    bad += [[ProductFactory(upc="SIX", order_multiple=6).upc, 5], ["Q-0001", "many"]]
    file = xlsx(["SKU", "Quantity"], *rows[:100], *bad, *rows[100:])

    page = send(client, [], data={"file": file}, check="1")
    numbers = shown_rows(page)
    assert len(numbers) == 200
    assert sorted(numbers[:5]) == sorted(row[0] for row in bad)

    quantities = {"SIX": "5", "Q-0001": "1"}
    typed = [(number, quantities.get(number, "1")) for number in numbers]
    typed[numbers.index("Q-0001")] = ("Q-0001", "many")
    page = send(client, typed, add="1")
    assert Line.objects.count() == 195
    assert sorted(shown_rows(page)) == sorted(row[0] for row in bad)
