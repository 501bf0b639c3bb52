import pytest

from search.kinds import kinds_in, kinds_of, listed_in
from tests.search.documents import document


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rice bowls", ("bowl", "ricebowl")),
        ("Bowl for soup", ("bowl",)),
        ("Sleeve compatible with laptops", ("sleeve",)),
        ("Blue tea cup, 17 cm", ("cup", "teacup")),
        ("Dinner plate 24 cm", ("plate", "dinnerplate")),
        ("Wall clock – large", ("clock", "wallclock")),
        ("Galaxy S9", ("galaxy",)),
        ("青瓷碗", ("碗",)),
        ("插郁金香的花瓶", ("瓶",)),
        ("青釉碗（大）", ("碗",)),
        ("大碗 24厘米", ("碗",)),
        ("Tide 花瓶", ("瓶",)),
        ("for 24", ()),
        ("4711", ()),
        ("", ()),
    ],
)
def test_head_noun(name, expected):
    assert kinds_in(name) == expected


def test_category_that_lists_several():
    assert listed_in("Bowls & plates") == ["Bowls", "plates"]
    assert listed_in("碗和盘") == ["碗", "盘"]
    assert kinds_of(("Bowls", "bowl", "碗")) == ["bowl", "碗"]


def test_categories_say_what_a_product_is():
    tide = document(1, "Tide", names=("Bowls",))

    assert tide.kinds == ["tide", "bowl"]
    assert tide.digest != document(1, "Tide").digest
