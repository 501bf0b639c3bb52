"""Django's Redis cache, without a new client for every command."""

from typing import Any

from django.core.cache.backends import redis


class CacheClient(redis.RedisCacheClient):
    """Keeps a client for each pool of connections.

    Django makes one at every command, which takes as long as the command itself; a client holds nothing but
    its pool, and redis-py's may be shared.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._made: dict[Any, Any] = {}

    def get_client(self, key: object = None, *, write: bool = False) -> Any:
        """Return the client of the pool that a command goes to."""
        pool = self._get_connection_pool(write)
        client = self._made.get(pool)
        if client is None:
            client = self._made.setdefault(pool, self._client(connection_pool=pool))
        return client


class RedisCache(redis.RedisCache):
    """Django's, with that."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = CacheClient
