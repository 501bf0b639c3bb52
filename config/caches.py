"""Django's cache on Redis with one client for each server, instead of a new one for each command."""

from typing import Any

from django.core.cache.backends import redis


class RedisCacheClient(redis.RedisCacheClient):
    """Makes clients once: making one costs more than asking the server. They hold no state but the pool."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without clients."""
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        """Return the client of the server that this command goes to."""
        pool = self._get_connection_pool(write)
        client = self._clients.get(id(pool))
        if client is None:
            client = self._clients[id(pool)] = self._client(connection_pool=pool)
        return client


class RedisCache(redis.RedisCache):
    """Django's, with that client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        """Name the client's class."""
        super().__init__(server, params)
        self._class = RedisCacheClient
