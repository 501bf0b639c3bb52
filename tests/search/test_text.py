import pytest

from search.text import code_tokens, index_tokens, joined_tokens, looks_like_code, normalise_code, stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Céladon BOWL, bowl", ["celadon", "bowl", "bowl"]),
        ("Bowls", ["bowls", "bowl"]),
        ("青瓷碗", ["青", "瓷", "碗", "青瓷", "瓷碗"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("28-cm", ["28", "cm"]),
        ("", []),
    ],
)
def test_tokens_kept(text, expected):
    assert index_tokens(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("bowls", "bowl"),
        ("glasses", "glass"),
        ("batteries", "battery"),
        ("battery", "battery"),
        ("ties", "ties"),
        ("glass", "glass"),
        ("status", "status"),
        ("gas", "gas"),
        ("c4872as", "c4872as"),
    ],
)
def test_a_plural_and_its_singular_have_one_stem(word, expected):
    assert stem(word) == expected


def test_neighbours_in_a_title_are_kept_as_one_word_too():
    assert joined_tokens("Blue tea cup, 17 cm 青瓷") == ["bluetea", "teacup", "cup17", "17cm"]


@pytest.mark.parametrize(
    ("code", "expected"), [("bo300", True), ("43358", True), ("17cm", False), ("vases", False)]
)
def test_a_part_number_has_a_figure_and_is_not_short(code, expected):
    assert looks_like_code(code) is expected


def test_part_numbers_are_kept_in_pieces_and_whole():
    assert code_tokens(["BO-300/S", "400638"]) == ["bo", "300", "s", "bo300s", "400638"]
    assert normalise_code("bo 300 / s") == "bo300s"
