import pytest

from search.text import MAX_QUERY_TOKENS, code_tokens, index_tokens, normalise_code, query_tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Céladon BOWL, bowl", ["celadon", "bowl"]),
        ("青瓷碗", ["青", "瓷", "碗", "青瓷", "瓷碗"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("28-cm", ["28", "cm"]),
        ("", []),
    ],
)
def test_tokens_kept(text, expected):
    assert index_tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bowls", ["bowl"]),
        ("glasses", ["glass"]),
        ("berries", ["berr"]),
        ("glass", ["glass"]),
        ("status", ["status"]),
        ("gas", ["gas"]),
        ("c4872as", ["c4872as"]),
        ("青瓷碗", ["青瓷", "瓷碗"]),
        ("碗", ["碗"]),
        ('\' OR "1"="1" *', ["or", "1"]),
    ],
)
def test_tokens_asked(text, expected):
    assert query_tokens(text) == expected


def test_a_long_question_is_cut():
    assert len(query_tokens(" ".join(f"word{n}" for n in range(50)))) == MAX_QUERY_TOKENS


def test_part_numbers_are_kept_in_pieces_and_whole():
    assert code_tokens(["BO-300/S", "400638"]) == ["bo", "300", "s", "bo300s", "400638"]
    assert normalise_code("bo 300 / s") == "bo300s"
