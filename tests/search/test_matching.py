from search.matching import MOST_WORDS, AllOf, AnyOf, Word, pairs_in, wording_of, words_in


def typed(condition):
    return [word.typed for word in words_in(condition)]


def chinese(token):
    return Word(token, token, is_whole=True)


def test_one_word_has_no_part():
    wording = wording_of("Bowls")

    assert (wording.all_words, wording.some_words, wording.code) == (Word("bowls", "bowl"), (), "bowls")


def test_two_words_hold_both_or_as_one_word():
    tea, cup = Word("tea", "tea"), Word("cup", "cup")

    wording = wording_of("tea cup")

    assert wording.all_words == AnyOf((AllOf((tea, cup)), Word("teacup", "teacup")))
    assert wording.some_words == (AnyOf((tea, cup)),)


def test_of_three_words_all_but_one_come_before_any():
    stricter, loose = wording_of("small rice bowl").some_words

    assert [typed(part) for part in stricter.parts] == [
        ["rice", "bowl"],
        ["small", "bowl"],
        ["small", "rice"],
    ]
    assert typed(loose) == ["small", "rice", "bowl"]


def test_a_part_number_is_asked_in_pieces_and_whole():
    wording = wording_of("BO-300/S")

    assert typed(wording.all_words) == ["bo", "300", "s", "bo300s"]
    assert (wording.some_words, wording.code, wording.has_code) == ((), "bo300s", True)
    assert wording_of("blue cup 17 cm").has_code is False


def test_words_that_join_others_are_asked_only_alone():
    assert typed(wording_of("vase for tulips").some_words[0]) == ["vase", "tulips"]
    assert typed(wording_of("for the").all_words) == ["for", "the", "forthe"]


def test_chinese_is_asked_by_pairs_and_by_what_is_known_of_them():
    assert wording_of("插郁金香的花瓶").all_words == AllOf(
        tuple(map(chinese, ["插郁", "郁金", "金香", "花瓶"]))
    )
    known = wording_of("插郁金香的花瓶", known_pairs={"郁金", "花瓶"})
    assert known.all_words == AllOf(tuple(map(chinese, ["郁金", "插", "香", "花瓶"])))
    assert pairs_in("青瓷碗 vase 的") == {"青瓷", "瓷碗"}
    assert wording_of("的").all_words == chinese("的")


def test_nothing_to_ask():
    assert wording_of(" ?! ") is None


def test_a_long_question_is_cut():
    assert len(typed(wording_of(" ".join(f"word{n}" for n in range(50))).some_words[-1])) == MOST_WORDS
