import pytest

from shop.chinese import simplified


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("藍色的碗", "蓝色的碗"),
        ("鬱金香 tulip 12 cm", "郁金香 tulip 12 cm"),
        ("裡裏麵", "里里面"),
        ("青瓷", "青瓷"),
        ("bowl", "bowl"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified_and_others_stay(text, expected):
    assert simplified(text) == expected


def test_what_is_simplified_stays_so():
    assert simplified(simplified("漢堡，窯邊")) == "汉堡，窑边"
