import os

import pytest

from config.redis_cache import RedisCache


def cache(servers="redis://127.0.0.1:1/0"):
    return RedisCache(servers, {})


def test_one_client_serves_all_commands_of_a_server():
    client = cache()._cache
    assert client.get_client("a") is client.get_client("b", write=True)


def test_writes_go_to_the_first_server_and_reads_to_another():
    client = cache(["redis://127.0.0.1:1/0", "redis://127.0.0.1:2/0"])._cache
    ports = [
        client.get_client("a", write=write).connection_pool.connection_kwargs["port"]
        for write in (True, False)
    ]
    assert ports == [1, 2]


@pytest.mark.services
@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="needs Redis")
def test_it_is_a_cache():
    kept = cache(os.environ["REDIS_URL"])
    kept.set("redis-cache", {"a": 1}, 5)
    assert [kept.get("redis-cache"), kept.add("redis-cache", 2), kept.get_many(["redis-cache"])] == [
        {"a": 1},
        False,
        {"redis-cache": {"a": 1}},
    ]
    kept.delete("redis-cache")
    assert kept.get("redis-cache") is None
