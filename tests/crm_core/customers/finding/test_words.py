"""What a customer is found by, whatever of it is typed."""

import pytest

from crm_core.customers.finding.words import email_words, name_words, phone_words, sought
from shop.backoffice.fragments import index_text


def is_found(text, *, name="", email="", phone=""):
    columns = [index_text(name_words(name)) + index_text(email_words(email)), index_text(phone_words(phone))]
    return bool(sought(text)) and all(
        any(spelling in columns[0] for spelling in part.spellings)
        or bool(part.digits and part.digits in columns[1])
        for part in sought(text)
    )


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "王淑芬",
            [
                "王淑芬",
                "淑芬",
                "王",
                "淑芬王",
                "芬 王",
                "wang",
                "shufen",
                "wangshufen",
                "Wang Shufen",
                "shufen wang",
                "wsf",
                "sfw",
            ],
        ),
        ("歐陽娜娜", ["欧阳娜娜", "歐陽", "娜娜 欧阳", "ouyang", "nana ouyang", "oynn"]),
        ("陳 美惠", ["陈美惠", "美惠陳", "chen mei", "cmh"]),
        (
            "Jörg Müller-Landau",
            ["müller", "muller", "mueller", "jorg", "Joerg", "landau", "MÜLL", "jö", "jm"],
        ),
        ("Mueller", ["müller", "mueller", "uell"]),
        ("Seán O'Neill", ["o'neill", "oneill", "neill", "Sean"]),
        ("Łukasz Strauß", ["lukasz", "strauss", "strauß"]),
        ("Иван Петров", ["петров", "Иван Пет", "етро"]),
        ("鼎泰豐股份有限公司", ["鼎泰丰", "有限公司", "dingtaifeng"]),
        ("Anna Maria Schmidt", ["ams", "schmidt anna", "Ａｎｎａ", "nna chmi"]),
    ],
)
def test_name_is_found_by(name, texts):
    assert [text for text in texts if not is_found(text, name=name)] == []


def test_number_is_found_by_any_four_digits_in_any_spelling():
    texts = ["+49 (0)3521 32 96", "0049 3521 3296", "03521/3296", "3521 32", "13296", "٣٥٢١"]
    assert [text for text in texts if not is_found(text, phone="+4935213296")] == []
    assert not is_found("529", phone="+4935213296")


def test_address_is_found_by_any_part():
    texts = ["anna.weber@example.com", "WEBER@EX", "na.we", "example.com weber"]
    assert [text for text in texts if not is_found(text, email="anna.weber@example.com")] == []


def test_name_and_number_are_found_together():
    assert is_found("weber 3521 3296", name="Anna Weber", phone="+4935213296")
    assert not is_found("weber 9999 9999", name="Anna Weber", phone="+4935213296")


@pytest.mark.parametrize("text", ["", " ", "a", "-", "%", "_"])
def test_too_little_is_looked_for_nowhere(text):
    assert sought(text) == []
