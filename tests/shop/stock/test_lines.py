import pytest

from shop.stock.lines import MOST, InvalidLinesError, read_lines
from tests.shop.factories import PartnerFactory, ProductClassFactory, ProductFactory, StockRecordFactory
from tests.shop.stock.factories import record_of

pytestmark = pytest.mark.django_db


def problems_of(text):
    with pytest.raises(InvalidLinesError) as caught:
        read_lines(text)
    return caught.value.problems


def test_lines_are_added_up_by_product_and_empty_ones_passed_over():
    bowl, cup = ProductFactory(upc="KC-1"), ProductFactory(upc="KC 2")

    assert read_lines("\n KC-1 4\n\nKC 2;1\nKC-1,\t1\n") == {record_of(bowl): 5, record_of(cup): 1}
    assert read_lines(" \n") == {}


def test_each_line_that_cannot_be_read_is_named_and_no_product_is_looked_for():
    assert problems_of("KC-1 0\nKC-9 1\nKC-1\n\nKC-1 12345678") == [
        f"Line {line}: enter a SKU and a quantity." for line in (1, 3, 5)
    ]


def test_a_product_that_is_not_there_or_not_counted_is_named():
    prints = ProductClassFactory(slug="prints", name="Prints", track_stock=False)
    ProductFactory(upc="KC-3", product_class=prints)
    ProductFactory(upc="KC-1")

    assert problems_of("KC-9 1\nKC-3 1\nKC-1 1") == [
        "There is no product “KC-3”.",
        "There is no product “KC-9”.",
    ]


def test_too_many_products_belong_into_a_file(django_assert_num_queries):
    lines = [f"KC-{number} 1" for number in range(MOST + 1)]

    with django_assert_num_queries(0):
        assert problems_of("\n".join(lines)) == [
            f"These are more than {MOST} products; import a file instead."
        ]
    assert len(problems_of("\n".join(lines[:MOST]))) == MOST


def test_a_sku_of_two_sellers_is_the_one_named_or_the_first():
    product = ProductFactory(upc="KC-1")
    other = PartnerFactory(code="other", name="Other")
    theirs = StockRecordFactory(product=product, partner=other, partner_sku="KC-1")
    ours = product.stockrecords.exclude(pk=theirs.pk).get()

    assert read_lines("KC-1 2") == {ours: 2}
    assert read_lines("KC-1 2", seller_id=other.pk) == {theirs: 2}
    assert read_lines("KC-1 2", seller_id=ours.partner_id) == {ours: 2}
