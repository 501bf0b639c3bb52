"""What was mistyped is put right by the words of the documents."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from search.engines.database import DatabaseEngine
from search.models import SearchWord
from search.spelling import add_words, closest, corrections, remove_other_words, words_among
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("celadn", ["celadon"]),
        ("Ecladon", ["celadon"]),
        ("célàdonn", ["celadon"]),
        ("vsae", ["vase"]),
        ("bwol", ["bowl"]),
        ("tepot, celadn", ["teapot, celadon"]),
        ("celadn 碗", ["celadon 碗"]),
        ("青瓷碗", []),
        ("沒有 bowl", []),
        ("celad", []),  # begins a word
        ("bowls", []),
        ("xyzzyq", []),
        ("celadn xyzzyq", []),
        ("cel", []),
        ("BO-300", []),
        ("", []),
        ("'\"%_\\ *", []),
    ],
)
def test_unknown_words_are_put_right(words, typed, meant):
    assert corrections(typed) == meant


def test_known_words_have_others_one_slip_away(words):
    add_words(["glaze", "graze"])

    assert corrections("glaze", of_known=True) == ["graze"]
    assert corrections("glzae", of_known=True) == []
    assert corrections("bowl", of_known=True) == []


def test_the_likeliest_comes_first_and_three_at_most(words):
    add_words(["plate", "slate", "plane", "place", "elate"])

    assert corrections("plaxe") == ["place", "plane", "plate"]


def test_one_query_whatever_is_asked(words, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = corrections("tepot celadn bwol tary")
    with django_assert_num_queries(0):
        nothing = corrections("青瓷 28 cm")

    assert (found, nothing) == (["teapot celadon bowl tary"], [])


def test_only_words_that_can_be_mistyped_are_kept():
    assert words_among(["bowl", "cup", "青瓷碗盤", "b0wl", "28", "k" * 65, "größe"]) == {"bowl", "größe"}


def test_words_come_with_documents_and_go_at_a_rebuild(django_assert_num_queries):
    engine = DatabaseEngine()
    engine.index([document(1, "Celadon bowl", bodies={"zh-hans": "青瓷碗"})])
    assert set(SearchWord.objects.values_list("pk", flat=True)) == {"celadon", "bowl"}
    add_words({"celadon"})

    engine.rebuild([document(2, "Snow bowl", version=2)])

    assert {word.pk: (word.head, word.tail) for word in SearchWord.objects.all()} == {
        "bowl": ("bo", "wl"),
        "snow": ("sn", "ow"),
    }
    with django_assert_num_queries(1):
        add_words({"snow"})
    remove_other_words(but=())
    assert not SearchWord.objects.exists()


def test_the_migration_reads_what_is_indexed_already():
    DatabaseEngine().index([document(1, "Celadon cup", bodies={"zh-hans": "青瓷碗"})])
    SearchWord.objects.all().delete()

    import_module("search.migrations.0004_words").note_words(apps, connection.schema_editor())

    assert {word.pk: (word.head, word.tail) for word in SearchWord.objects.all()} == {"celadon": ("ce", "on")}
