"""What every engine must put first: the thing itself before what only goes with it."""

import pytest

from tests.search.documents import document, fill, query

pytestmark = pytest.mark.django_db
SHELF = (
    document(1, "Laptop sleeve", bodies={"en": "Laptop laptop sleeve for any laptop"}, popularity=90),
    document(2, "Laptop Dock for laptops", bodies={"en": "A dock for a laptop"}, popularity=80),
    document(3, "Aurora 14 silver light office laptop", bodies={"en": "Fast, silent, well made"}, age=3),
    document(4, "Zephyr 15", bodies={"en": "A fast computer. Laptop"}, names=("Laptops",), age=4),
    document(5, "Sleeve for laptops 14", bodies={"en": "Felt"}, age=5),
    document(6, "大号汤碗", bodies={"en": "Soup"}, age=6),
    document(7, "碗架碗架", bodies={"en": "碗 rack"}, popularity=50),
    document(8, "Bowl, large", bodies={"en": "For a rack"}, age=8),
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("laptops", (3, 4)),
        ("fast laptop", (4, 3)),
        ("laptop for office", (3,)),
        ("laptop sleeve", (5, 1)),
        ("sleeve for laptop", (5, 1)),
        ("laptop dock", (2,)),
        ("碗", (6,)),
        ("大碗", (6,)),
        ("碗架", (7,)),
    ],
)
def test_the_thing_itself_stands_first(engine, text, first):
    fill(engine, SHELF)

    ids = engine.search(query(text)).product_ids

    assert set(ids[: len(first)]) == set(first)


def test_where_nothing_is_of_the_kind_words_decide_as_ever(engine):
    fill(engine, SHELF)

    assert engine.search(query("felt")).product_ids == (5,)
    assert set(engine.search(query("for")).product_ids) >= {2, 5, 8}
