"""What was mistyped is put right by the words of the documents."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from search.engines.database import DatabaseEngine
from search.models import SearchCode, SearchDocument, SearchWord
from search.slips import add_codes, codes_among, codes_near, remove_other_codes
from search.spelling import add_words, alternatives, closest, corrections, remove_other_words, words_among
from tests.search.documents import document

pytestmark = pytest.mark.django_db
WORDS = ("celadon", "cellar", "bowl", "bowls", "vase", "vases", "teapot", "steinzeug", "tray", "stoneware")


@pytest.fixture
def words():
    add_words(WORDS)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("celadon", "celadon", 0),
        ("celadn", "celadon", 1),
        ("celaddon", "celadon", 1),
        ("celodon", "celadon", 1),
        ("ecladon", "celadon", 1),
        ("celdaon", "celadon", 1),
        ("seladn", "celadon", 2),
        ("bowl", "vase", 4),
    ],
)
def test_distance_is_counted_in_letters_added_left_out_wrong_and_exchanged(one, other, distance):
    within = [closest(one, [other], allowed=distance), closest(other, [one], allowed=distance)]
    beyond = [closest(one, [other], allowed=distance - 1)] if distance else []

    assert (within, beyond) == ([[other], [one]], [[]] if distance else [])


def meant(text):
    return [correction.texts[0] for correction in corrections(text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("celadn", ["celadon"]),
        ("Ecladon", ["celadon"]),
        ("célàdonn", ["celadon"]),
        ("vsae", ["vase"]),
        ("bwol", ["bowl"]),
        ("tepot, celadn", ["teapot, celadon"]),
        ("celadn 碗", ["celadon 碗"]),
        ("celadonvase", ["celadon vase"]),
        ("vaases", ["vases", "vase"]),
        ("celadn xyzzyq", ["celadon xyzzyq"]),
        ("青瓷碗", []),
        ("bowls", []),
        ("xyzzyq", []),
        ("cel", []),
        ("BO-300", []),
        ("", []),
        ("'\"%_\\ *", []),
    ],
)
def test_unknown_words_are_put_right(words, typed, expected):
    assert meant(typed) == expected


def test_known_words_stay_and_have_others_one_slip_away(words):
    add_words(["glaze", "graze"])

    assert corrections("glaze bowl") == []
    assert alternatives("glaze") == ["graze"]
    assert alternatives("glzae") == []
    assert alternatives("bowl") == []


def test_the_nearest_come_first(words):
    add_words(["plated", "planted", "elated"])

    found = [(correction.texts[0], correction.cost) for correction in corrections("plateed")]

    assert found == [("plated", 1.0), ("planted", 2.0), ("elated", 2.5)]  # slips at the beginning are rare


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("safe", []),
        ("sane", []),
        ("sakr", ["sake"]),
        ("seke", ["sake"]),
        ("skae", ["sake"]),
        ("saake", ["sake"]),
    ],
)
def test_a_short_word_is_no_slip_of_any_other(typed, expected):
    add_words(["sake"])

    assert meant(typed) == expected


def test_two_queries_whatever_is_asked(words, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = meant("tepot celadn bwol tary")
    with django_assert_num_queries(2):
        corrections("tepot BO-3001 17777-a")
    with django_assert_num_queries(0):
        nothing = corrections("青瓷 28 cm")

    assert (found[0], nothing) == ("teapot celadon bowl tary", [])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("BO-300/T", ["BO-300/S"]),
        ("bo3O0s", ["BO-300/S"]),
        ("OB-300/S", ["BO-300/S"]),
        ("BO-3300/S", ["BO-300/S"]),
        ("BO-30/S", ["BO-300/S"]),
        ("BO-033/S", []),
        ("BO-300/S", None),  # it is kept itself
        ("4006381333913", ["4006381333931"]),
        ("17cm", None),
        ("teapot", None),
    ],
)
def test_part_numbers_one_slip_away(typed, expected):
    add_codes(codes_among(["BO-300/S", "4006381333931", "17cm"]))

    assert codes_near([typed]) == ({} if expected is None else {typed: expected})


def test_every_slip_of_a_number_is_found():
    add_codes(codes_among(["RA271DM", "22G0454"]))
    for code in ("ra271dm", "22g0454"):
        slips = {code[:place] + code[place + 1 :] for place in range(7)}
        slips |= {code[:place] + "x" + code[place + taken :] for place in range(8) for taken in (0, 1)}
        slips |= {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(6)}
        assert {slip for slip in slips - {code} if len(codes_near([slip]).get(slip, ())) != 1} == set()


def test_only_words_that_can_be_mistyped_are_kept():
    words = ["bowl", "cup", "a", "青瓷", "青瓷碗盤", "b0wl", "28", "k" * 65, "größe"]

    assert words_among(words) == {"bowl", "cup", "青瓷", "größe"}


def test_words_come_with_documents_and_go_at_a_rebuild(django_assert_num_queries):
    engine = DatabaseEngine()
    engine.index([document(1, "Celadon bowl", bodies={"zh-hans": "青瓷碗"}, codes=["BO-300/S"])])
    assert set(SearchWord.objects.values_list("pk", flat=True)) == {"celadon", "bowl", "青瓷", "瓷碗"}
    assert SearchCode.objects.get().printed == "BO-300/S"
    add_words({"celadon"})

    engine.rebuild([document(2, "Snow bowl", version=2)])

    assert {word.pk: (word.head, word.tail) for word in SearchWord.objects.all()} == {
        "bowl": ("bo", "wl"),
        "snow": ("sn", "ow"),
    }
    with django_assert_num_queries(1):
        add_words({"snow"})
    assert not SearchCode.objects.exists()
    remove_other_words(but=())
    assert not SearchWord.objects.exists()
    add_codes({"bo300": "BO-300"})
    remove_other_codes(but=())
    assert not SearchCode.objects.exists()


def test_the_migration_reads_what_is_indexed_already():
    DatabaseEngine().index([document(1, "Celadon cup", bodies={"en": "celadon", "zh-hans": "青瓷碗"})])
    SearchDocument.objects.update(terms="celadon cup 青瓷 碗")  # as they were kept then
    SearchWord.objects.all().delete()

    import_module("search.migrations.0004_words").note_words(apps, connection.schema_editor())

    assert {word.pk: (word.head, word.tail) for word in SearchWord.objects.all()} == {"celadon": ("ce", "on")}
