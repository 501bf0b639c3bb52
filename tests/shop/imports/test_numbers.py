import pytest

from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle, check_sign


@pytest.mark.parametrize(
    ("value", "others", "read"),
    [
        ("12", [], "12"),
        ("12.5", [], "12.5"),
        ("12,50", [], "12.50"),
        ("1.234,50", [], "1234.50"),
        ("1,234.50", [], "1234.50"),
        ("1.234.567", [], "1234567"),
        ("1,234,567", [], "1234567"),
        ("1 234,50", [], "1234.50"),
        ("1\u202f234,50 €", [], "1234.50"),
        ("1'234.50", [], "1234.50"),
        ("€ 12,50", [], "12.50"),
        ("-€12.50", [], "-12.50"),
        ("−12,50", [], "-12.50"),
        ("23.900000", [], "23.900000"),
        ("1.500", ["12.50"], "1.500"),
        ("1.500", ["12,50"], "1500"),
        ("1,500", ["12.50"], "1500"),
        ("1,500", ["12,50"], "1.500"),
        (".50", [], ".50"),
        ("ten", [], "ten"),
        ("", [], ""),
        ("1.2.3", [], "1.2.3"),
        (12.5, [], 12.5),
    ],
)
def test_numbers_as_people_and_programs_write_them(value, others, read):
    style = NumberStyle()
    for other in [value, *others]:
        style.look_at({"price": other}, ["price"])

    assert style.read(value, "price") == read


@pytest.mark.parametrize(("value", "others"), [("1.500", []), ("1,500", []), ("1.500", ["2,50", "2.50"])])
def test_what_the_column_does_not_decide_is_refused(value, others):
    style = NumberStyle()
    for other in [value, *others]:
        style.look_at({"price": other}, ["price"])

    with pytest.raises(BadValueError, match=f"“{value}” is unclear: write 1500"):
        style.read(value, "price")


@pytest.mark.parametrize(
    ("value", "currency"),
    [("$5", "USD"), ("US$5", "USD"), ("NT$5", "TWD"), ("5 €", "EUR"), ("EUR 5", "EUR"), ("¥5", "JPY"), ("5", "EUR"), (5, "EUR"),
     ("5元", "TWD")],
)  # fmt: skip
def test_signs_of_its_own_currency(value, currency):
    check_sign(value, "price", currency=currency)


@pytest.mark.parametrize(
    ("value", "currency"), [("$5", "EUR"), ("5 €", "USD"), ("GBP 5", "EUR"), ("¥5", "EUR")]
)
def test_signs_of_another_currency(value, currency):
    with pytest.raises(BadValueError, match="is not in"):
        check_sign(value, "price", currency=currency)
