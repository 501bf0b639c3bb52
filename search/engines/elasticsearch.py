"""The engine on an Elasticsearch 8 server.

The site reads and writes through the alias `<prefix>-products`. A rebuild fills a new index
behind the alias `<prefix>-products-next`, which writers serve too while it is there, and then
swaps the aliases in one step. Every write carries its document's version, so that the rebuild's
older state of a product never replaces a newer one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from elasticsearch import (
    ApiError,
    BadRequestError,
    ConflictError,
    Elasticsearch,
    NotFoundError,
    TransportError,
)
from elasticsearch.dsl import Index, Search
from elasticsearch.helpers import scan, streaming_bulk

from search.documents import now_version
from search.engines.base import EngineUnavailableError, QueryRefusedError
from search.engines.elasticsearch_index import SETTINGS, mapping, source
from search.engines.elasticsearch_query import (
    Asked,
    count_body,
    explanation_body,
    search_body,
    word_counts_body,
)
from search.engines.elasticsearch_reading import (
    available,
    facet_counts,
    full_matches,
    matches,
    price_bounds,
    ratings,
    scores_by_rule,
)
from search.engines.explanations import Explanation, explained
from search.engines.interpretation import interpret
from search.engines.similarity import likeness, likeness_query, others
from search.facet_labels import ensure_terms, facets_by_term
from search.matching import Condition
from search.types import BuyerContext, ProductDocument, Query, Result
from shop.breakers import ProviderUnavailableError, call_provider
from shop.deadlines import DeadlineExceededError, call_with_deadline
from shop.json_types import JsonObject

T = TypeVar("T")

# Somebody waits for an answer, and the database can give one, too.
READ_SECONDS = 0.8
# One write of what changed; the event log repeats what fails.
WRITE_SECONDS = 5
# A rebuild is a command that somebody watches.
REBUILD_SECONDS = 60
CHUNK = 500
RETRIES, FIRST_PAUSE, LONGEST_PAUSE = 5, 1, 30
PROVIDER = "elasticsearch"
CONFLICT, NOT_FOUND = 409, 404
# By these the server did answer.
ANSWERS = (BadRequestError, NotFoundError, ConflictError, EngineUnavailableError)


@contextmanager
def _speaking_plainly() -> Iterator[None]:
    """Turn the client's errors into the interface's one."""
    try:
        yield
    except BadRequestError as error:
        raise QueryRefusedError(str(error)[:300]) from error
    except (TransportError, ApiError, DeadlineExceededError, ProviderUnavailableError) as error:
        raise EngineUnavailableError(str(error)[:300]) from error


class ElasticsearchEngine:
    """One index of products on a server; see the module."""

    name = "elasticsearch"

    def __init__(self, url: str, *, prefix: str, refresh: bool = False) -> None:
        """Take the server's address; with `refresh` every write is visible at once (tests)."""
        self.reader = Elasticsearch(url, request_timeout=READ_SECONDS, max_retries=0)
        self.writer = self.reader.options(request_timeout=WRITE_SECONDS)
        self.rebuilder = self.reader.options(request_timeout=REBUILD_SECONDS)
        self.alias, self.next = f"{prefix}-products", f"{prefix}-products-next"
        self.refresh = refresh
        self._is_known = False

    def index(self, documents: Iterable[ProductDocument]) -> int:
        """Write documents; a server that does not answer within WRITE_SECONDS fails it."""
        sent = list(documents)
        content = list(_contents(sent))
        with _speaking_plainly():
            self._ask(lambda: self._send(_writings(self._targets(), content), client=self.writer))
        return len(sent)

    def delete(self, product_ids: Collection[int], *, version: int) -> None:
        """Take products out of the index and of one that is being built."""

        def send() -> None:
            for target in self._targets():
                self._send((_deletion(target, pk, version) for pk in product_ids), client=self.writer)

        with _speaking_plainly():
            self._ask(send)

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        """Fill a new index beside the old one and swap; left-overs of a broken rebuild are removed.

        In chunks, waiting longer each time the server asks to.
        """
        sent = 0

        def contents() -> Iterator[tuple[ProductDocument, JsonObject]]:
            nonlocal sent
            for entry in _contents(documents):
                sent += 1
                yield entry

        with _speaking_plainly():
            if left_over := self._behind(self.next):
                self.rebuilder.indices.delete(index=left_over)
            name = f"{self.alias}-{now_version()}"
            fresh = Index(name, using=self.rebuilder)
            fresh.settings(**SETTINGS)
            fresh.mapping(mapping())
            fresh.aliases(**{self.next: {}})
            fresh.create()
            self._send(_writings([self.next], contents()), client=self.rebuilder, retries=RETRIES)
            self.rebuilder.indices.refresh(index=name)
            self._swap(name)
        return sent

    def search(self, query: Query) -> Result:
        """Answer in one request to the server; facets are named by one query to the database.

        How a text is understood takes one more request that is remembered, two where it finds nothing as it
        stands.
        """
        with _speaking_plainly():
            asked = self._asked(query)
            answer = self._answer(search_body(asked))
        aggregations = answer.get("aggregations", {})
        total = answer["hits"]["total"]["value"]
        counts = facet_counts(aggregations)
        return Result(
            product_ids=tuple(int(hit["_id"]) for hit in answer["hits"]["hits"]),
            total=total,
            full_matches=full_matches(aggregations, total),
            corrected_text=asked.words.corrected if asked.words else "",
            facets=facets_by_term(counts, query.buyer.language) if counts else (),
            price_bounds=price_bounds(aggregations),
            ratings=ratings(aggregations),
            available=available(aggregations),
            matches=matches(answer["hits"]["hits"]) if query.selects_variants else {},
            engine=self.name,
        )

    def count(self, query: Query) -> int:
        """Count on the server."""
        with _speaking_plainly():
            body = count_body(self._asked(query)).using(self.reader).index(self.alias)
            return call_with_deadline(READ_SECONDS, lambda _seconds: body.count())

    def _asked(self, query: Query) -> Asked:
        return Asked(query, interpret(query, lambda conditions: self._word_counts(query, conditions)))

    def _word_counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        answer = self._answer(word_counts_body(query, conditions))
        return [answer["aggregations"][str(place)]["doc_count"] for place in range(len(conditions))]

    def _answer(self, body: Search) -> JsonObject:
        asked = body.using(self.reader).index(self.alias)
        return call_with_deadline(READ_SECONDS, lambda _seconds: asked.execute().to_dict())

    def similar(self, product_id: int, *, buyer: BuyerContext, limit: int) -> tuple[int, ...]:
        """Find them by two requests, the product's words by one query to the database."""
        query = likeness_query(buyer, limit=limit)
        with _speaking_plainly():
            words = likeness(product_id, lambda conditions: self._word_counts(query, conditions))
            if words is None:
                return ()
            answer = self._answer(search_body(Asked(query, words)))
        return others(product_id, [int(hit["_id"]) for hit in answer["hits"]["hits"]], limit=limit)

    def explain(self, query: Query, product_ids: Sequence[int]) -> Mapping[int, Explanation]:
        """Ask for the points that each rule gives to these documents: one request and one query."""
        with _speaking_plainly():
            asked = self._asked(query)
            if asked.words is None or not product_ids:
                return {}
            answer = self._answer(explanation_body(asked, product_ids))
        return explained(asked.words, scores_by_rule(answer["hits"]["hits"]))

    def digests(self) -> dict[int, int]:
        """Read them page by page."""
        with _speaking_plainly():
            hits = scan(self.rebuilder, index=self.alias, query={"_source": ["digest"]}, size=CHUNK * 4)
            return {int(hit["_id"]): hit["_source"]["digest"] for hit in hits}

    def _targets(self) -> list[str]:
        """Return the aliases to write to; none before the first rebuild, which reads everything.

        An index that an older release built learns the fields of this one, so that what changes before the
        next rebuild is written as ever.
        """
        found = [alias for alias in (self.alias, self.next) if self.writer.indices.exists_alias(name=alias)]
        if self.alias in found and not self._is_known:
            self.writer.indices.put_mapping(index=self.alias, body=mapping().to_dict())
            self._is_known = True
        return found

    def _behind(self, alias: str) -> list[str]:
        try:
            return list(self.rebuilder.indices.get_alias(name=alias).keys())
        except NotFoundError:
            return []

    def _swap(self, name: str) -> None:
        old = [index for index in self._behind(self.alias) if index != name]
        actions: list[JsonObject] = [
            {"remove": {"index": name, "alias": self.next}},
            {"add": {"index": name, "alias": self.alias}},
            *({"remove_index": {"index": index}} for index in old),
        ]
        self.rebuilder.indices.update_aliases(actions=actions)

    def _ask(self, call: Callable[[], T]) -> T:
        """Ask the server through the breaker; `call` must not use the database."""
        return call_provider(PROVIDER, lambda _seconds: call(), patience=WRITE_SECONDS, answers=ANSWERS)

    def _send(self, actions: Iterable[JsonObject], *, client: Elasticsearch, retries: int = 0) -> None:
        """Send in bulk; a version conflict means that something newer is there already."""
        answers = streaming_bulk(
            client,
            actions,
            chunk_size=CHUNK,
            max_retries=retries,
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


def _contents(documents: Iterable[ProductDocument]) -> Iterator[tuple[ProductDocument, JsonObject]]:
    """Yield documents with what is kept of each; their terms are entered in chunks before."""
    stream = iter(documents)
    while chunk := list(islice(stream, CHUNK)):
        ensure_terms({term for entry in chunk for variant in entry.variants for term in variant.terms})
        for document in chunk:
            yield document, source(document)


def _writings(
    targets: list[str], contents: Iterable[tuple[ProductDocument, JsonObject]]
) -> Iterator[JsonObject]:
    for document, content in contents:
        yield from (_writing(target, document, content) for target in targets)


def _writing(target: str, document: ProductDocument, content: JsonObject) -> dict[str, object]:
    return {
        **_address(target, document.product_id, document.version),
        "_op_type": "index",
        "_source": content,
    }


def _deletion(target: str, product_id: int, version: int) -> dict[str, object]:
    return {**_address(target, product_id, version), "_op_type": "delete"}


def _address(target: str, product_id: int, version: int) -> dict[str, object]:
    return {
        "_index": target,
        "_id": str(product_id),
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,
    }
