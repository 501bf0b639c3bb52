"""Django's cache on Redis with one client for each server, instead of a new one for each command."""

from django.core.cache.backends import redis
from redis import ConnectionPool, Redis


class RedisCacheClient(redis.RedisCacheClient):
    """Makes clients once: making one costs more than asking the server. They hold no state but the pool."""

    def get_client(self, key: object = None, *, write: bool = False) -> Redis:
        """Return the client of the server that this command goes to."""
        pool: ConnectionPool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        known = self.__dict__.setdefault("_clients", {})
        client: Redis | None = known.get(pool)
        if client is None:
            client = known[pool] = Redis(connection_pool=pool)
        return client


class RedisCache(redis.RedisCache):
    """Django's, with that client."""

    def __init__(self, server: str, params: dict[str, object]) -> None:
        """Name the client's class."""
        super().__init__(server, params)
        self._class = RedisCacheClient
