import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from config.page_cache.store import OVERHEAD, KeptPage, PageStore

NOW = timezone.now()


def page(size=100, *, until=NOW + timedelta(minutes=1)):
    return KeptPage(headers=(), packed=b"x" * size, has_token=False, until=until)


def test_the_least_recently_used_goes_when_there_is_no_room():
    store = PageStore(10 * (OVERHEAD + 100))
    for number in range(10):
        store.put(number, page())
    store.get(0, now=NOW)
    store.put(10, page())
    assert [store.get(key, now=NOW) is not None for key in (0, 1, 2, 10)] == [True, False, True, True]


@pytest.mark.parametrize("rounds", [1, 50])
def test_it_never_holds_more_than_its_bytes(rounds):
    store = PageStore(100_000)
    for number in range(200 * rounds):
        store.put(number % 300, page(number % 3000))
        assert store.bytes <= 100_000
    assert store.bytes == sum(store._pages[key].size for key in store._pages)


def test_one_page_does_not_push_out_all_others():
    store = PageStore(80_000)
    store.put("small", page())
    store.put("huge", page(9_000))
    assert (store.get("huge", now=NOW), len(store)) == (None, 1)


def test_a_page_is_gone_at_its_moment():
    store = PageStore(80_000)
    store.put("page", page(until=NOW))
    assert (store.get("page", now=NOW), len(store), store.bytes) == (None, 0, 0)


def test_only_the_same_answer_twice_running_counts():
    store = PageStore(80_000)
    assert [store.is_second("page", digest) for digest in (b"a", b"b", b"b", b"a")] == [
        False,
        False,
        True,
        False,
    ]


def test_a_body_gets_the_token_of_its_reader_in_every_place():
    packed = zlib.compress(b"<form>\0</form><form>\0</form>")
    kept = KeptPage(headers=(), packed=packed, has_token=True, until=NOW)
    assert kept.body("T") == b"<form>T</form><form>T</form>"
