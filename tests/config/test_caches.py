from config.caches import RedisCache


def test_a_server_has_one_client_whoever_asks():
    cache = RedisCache("redis://127.0.0.1:1,redis://127.0.0.1:2", {})._cache

    writer, again, reader = (cache.get_client(write=write) for write in (True, True, False))

    assert writer is again
    assert reader is cache.get_client(write=False)
    ports = [client.connection_pool.connection_kwargs["port"] for client in (writer, reader)]
    assert ports == [1, 2]
