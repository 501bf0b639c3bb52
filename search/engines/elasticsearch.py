"""The engine on an Elasticsearch 8 server.

The site reads and writes through the alias `<prefix>-products`. A rebuild fills a new index
behind the alias `<prefix>-products-next`, which writers serve too while it is there, and then
swaps the aliases in one step. Every write carries its document's version, so that the rebuild's
older state of a product never replaces a newer one.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Index
from elasticsearch.helpers import scan, streaming_bulk

from search.documents import now_version
from search.engines.base import EngineUnavailableError, QueryRefusedError
from search.engines.elasticsearch_index import SETTINGS, mapping, source
from search.engines.elasticsearch_query import count_body, search_body
from search.engines.elasticsearch_reading import (
    available,
    facet_counts,
    matches,
    price_bounds,
    ratings,
)
from search.types import Document, Query, Result
from search.vocabulary import ensure_terms, facets_by_term

READ_SECONDS = 2
WRITE_SECONDS = 60
CHUNK = 500
RETRIES, FIRST_PAUSE, LONGEST_PAUSE = 5, 1, 30
CONFLICT, NOT_FOUND = 409, 404


@contextmanager
def _speaking_plainly() -> Iterator[None]:
    """Turn the client's errors into the interface's one."""
    try:
        yield
    except BadRequestError as error:
        raise QueryRefusedError(str(error)[:300]) from error
    except (TransportError, ApiError) as error:
        raise EngineUnavailableError(str(error)[:300]) from error


class ElasticsearchEngine:
    """One index of products on a server; see the module."""

    name = "elasticsearch"

    def __init__(self, url: str, *, prefix: str, refresh: bool = False) -> None:
        """Take the server's address; with `refresh` every write is visible at once (tests)."""
        self.reader = Elasticsearch(url, request_timeout=READ_SECONDS, max_retries=0)
        self.writer = self.reader.options(request_timeout=WRITE_SECONDS)
        self.alias, self.next = f"{prefix}-products", f"{prefix}-products-next"
        self.refresh = refresh

    def index(self, documents: Iterable[Document]) -> int:
        """Write documents in chunks, waiting longer each time the server asks to."""
        with _speaking_plainly():
            return self._write(self._targets(), documents)

    def delete(self, product_ids: Collection[int], *, version: int) -> None:
        """Take products out of the index and of one that is being built."""
        with _speaking_plainly():
            for target in self._targets():
                self._send(_deletion(target, pk, version) for pk in product_ids)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Fill a new index beside the old one and swap; left-overs of a broken rebuild are removed."""
        with _speaking_plainly():
            if left_over := self._behind(self.next):
                self.writer.indices.delete(index=left_over)
            name = f"{self.alias}-{now_version()}"
            fresh = Index(name, using=self.writer)
            fresh.settings(**SETTINGS)
            fresh.mapping(mapping())
            fresh.aliases(**{self.next: {}})
            fresh.create()
            sent = self._write([self.next], documents)
            self.writer.indices.refresh(index=name)
            self._swap(name)
        return sent

    def search(self, query: Query) -> Result:
        """Answer in one request to the server; facets are named by one query to the database."""
        with _speaking_plainly():
            answer = search_body(query).using(self.reader).index(self.alias).execute().to_dict()
        aggregations = answer["aggregations"]
        counts = facet_counts(aggregations)
        return Result(
            product_ids=tuple(int(hit["_id"]) for hit in answer["hits"]["hits"]),
            total=answer["hits"]["total"]["value"],
            facets=facets_by_term(counts, query.buyer.language) if counts else (),
            price_bounds=price_bounds(aggregations),
            ratings=ratings(aggregations),
            available=available(aggregations),
            matches=matches(answer["hits"]["hits"]) if query.filters else {},
            engine=self.name,
        )

    def count(self, query: Query) -> int:
        """Count on the server."""
        with _speaking_plainly():
            return count_body(query).using(self.reader).index(self.alias).count()

    def digests(self) -> dict[int, int]:
        """Read them page by page."""
        with _speaking_plainly():
            hits = scan(self.writer, index=self.alias, query={"_source": ["digest"]}, size=CHUNK * 4)
            return {int(hit["_id"]): hit["_source"]["digest"] for hit in hits}

    def _targets(self) -> list[str]:
        """Return the aliases to write to; none before the first rebuild, which reads everything."""
        return [alias for alias in (self.alias, self.next) if self.writer.indices.exists_alias(name=alias)]

    def _behind(self, alias: str) -> list[str]:
        try:
            return list(self.writer.indices.get_alias(name=alias).keys())
        except NotFoundError:
            return []

    def _swap(self, name: str) -> None:
        old = [index for index in self._behind(self.alias) if index != name]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": self.next}},
            {"add": {"index": name, "alias": self.alias}},
            *({"remove_index": {"index": index}} for index in old),
        ]
        self.writer.indices.update_aliases(actions=actions)

    def _write(self, targets: list[str], documents: Iterable[Document]) -> int:
        sent = 0

        def actions() -> Iterator[dict[str, Any]]:
            nonlocal sent
            stream = iter(documents)
            while chunk := list(islice(stream, CHUNK)):
                sent += len(chunk)
                ensure_terms(
                    {term for entry in chunk for variant in entry.variants for term in variant.terms}
                )
                for document in chunk:
                    content = source(document)
                    yield from (_writing(target, document, content) for target in targets)

        self._send(actions())
        return sent

    def _send(self, actions: Iterable[dict[str, Any]]) -> None:
        """Send in bulk; a version conflict means that something newer is there already."""
        answers = streaming_bulk(
            self.writer,
            actions,
            chunk_size=CHUNK,
            max_retries=RETRIES,
            initial_backoff=FIRST_PAUSE,
            max_backoff=LONGEST_PAUSE,
            raise_on_error=False,
            refresh=self.refresh,
        )
        for is_done, answer in answers:
            (kind, outcome), *_more = answer.items()
            if is_done or outcome["status"] == CONFLICT:
                continue
            if outcome["status"] == NOT_FOUND and (kind == "delete" or outcome["_index"] == self.next):
                # Nothing to delete, or the new index took the alias' place while we wrote.
                continue
            raise EngineUnavailableError(str(outcome)[:300])


def _writing(target: str, document: Document, content: dict[str, Any]) -> dict[str, Any]:
    return {
        **_address(target, document.product_id, document.version),
        "_op_type": "index",
        "_source": content,
    }


def _deletion(target: str, product_id: int, version: int) -> dict[str, Any]:
    return {**_address(target, product_id, version), "_op_type": "delete"}


def _address(target: str, product_id: int, version: int) -> dict[str, Any]:
    return {
        "_index": target,
        "_id": str(product_id),
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,
    }
