from decimal import Decimal

import pytest

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import SIZE_FIELDS, ImportProblem, Product
from shop.catalogue.units import UNIT_FIELDS

pytestmark = pytest.mark.django_db
HEADINGS = f"sku,title,price,{','.join(LIMIT_FIELDS)}"


def rules(code):
    return Product.objects.values_list(*LIMIT_FIELDS).get(code=code)


def test_rules_of_quantity_are_loaded_and_kept_where_the_file_is_silent(load, csv_file):
    load(csv_file(HEADINGS, "C-1,Cup,24,6,24,6,2", "C-2,Bowl,24,,,,"))
    again = load(csv_file("sku,title,order_maximum", "C-1,Cup,12"))

    assert rules("C-1") == (6, 12, 6, 2)
    assert rules("C-2") == (None, None, None, None)
    assert (again.updated, again.unchanged) == (1, 0)


def test_rules_that_nobody_can_follow_refuse_their_row_only(load, csv_file):
    load(csv_file(HEADINGS, "C-1,Cup,24,6,,,"))

    run = load(csv_file("sku,title,order_maximum,order_multiple", "C-1,Cup,5,", "C-2,Bowl,4,3", "C-3,Jug,,0"))

    assert (run.created, run.refused) == (1, 2)
    assert list(ImportProblem.objects.values_list("row", "column")) == [
        (2, "order_maximum"),
        (4, "order_multiple"),
    ]
    assert (rules("C-1"), rules("C-2")) == ((6, None, None, None), (None, 4, 3, None))


def test_weight_and_size_are_loaded_and_kept_where_the_file_is_silent(load, csv_file):
    load(csv_file("sku,title,weight,length,width,height", "C-1,Cup,350,120,90,0", "C-2,Bowl,,,,"))
    load(csv_file("sku,title,weight", "C-1,Cup,"))

    sizes = Product.objects.values_list(*SIZE_FIELDS)
    assert (sizes.get(code="C-1"), sizes.get(code="C-2")) == ((350, 120, 90, 0), (None,) * 4)


@pytest.mark.parametrize("weight", ["-1", "1000001", "0.35", "heavy"])
def test_a_weight_that_is_none_refuses_its_row(load, csv_file, weight):
    run = load(csv_file("sku,title,weight", f"C-1,Cup,{weight}"))

    assert (run.created, run.refused) == (0, 1)
    assert ImportProblem.objects.get().column == "weight"


def test_units_and_contents_are_loaded_and_kept_where_the_file_is_silent(load, csv_file):
    load(csv_file("sku,title,sales_unit,content_amount,content_unit", "C-1,Glaze,Box,2.5,KG", "C-2,Bowl,,,"))
    load(csv_file("sku,title,sales_unit,content_amount", "C-1,Glaze,,0.75"))

    units = Product.objects.values_list(*UNIT_FIELDS)
    assert units.get(code="C-1") == ("box", Decimal("0.750"), "kg")
    assert units.get(code="C-2") == ("", None, "")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("barrel,,", "sales_unit"),
        (",2,gallon", "content_unit"),
        (",0,kg", "content_amount"),
        (",1000000,kg", "content_amount"),
        (",0.0001,kg", "content_amount"),
        (",heavy,kg", "content_amount"),
        (",2,", "content_unit"),
        (",,kg", "content_amount"),
    ],
)
def test_a_unit_that_is_none_or_half_a_content_refuses_its_row(load, csv_file, cells, column):
    run = load(csv_file("sku,title,sales_unit,content_amount,content_unit", f"C-1,Glaze,{cells}"))

    assert (run.created, run.refused) == (0, 1)
    assert ImportProblem.objects.get().column == column
