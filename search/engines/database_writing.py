"""How the database engine keeps documents."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction

from search.document_words import document_words
from search.facet_labels import ensure_terms
from search.models import (
    SearchAudience,
    SearchCategory,
    SearchDocument,
    SearchFacet,
    SearchPrice,
    SearchVariant,
)
from search.slips import add_codes, codes_among
from search.spelling import add_words, words_among
from search.text import normalise_code, pairs_of, split_words
from search.types import EVERYBODY, ProductDocument, Term
from shop.tokens import is_cjk

BATCH = 500
REPLACED = (
    "version",
    "digest",
    "frame_digest",
    "title_terms",
    "code_terms",
    "codes",
    "kinds",
    "terms",
    "title_count",
    "word_count",
    "is_restricted",
    "created_at",
    "rating",
    "popularity",
    "priority",
)
CHILDREN = (SearchFacet, SearchPrice, SearchVariant, SearchAudience)


@transaction.atomic
def write(documents: Sequence[ProductDocument]) -> bool:
    """Replace the rows of these products, but for those that are held in a newer version.

    The rows held are locked, so that two workers with the same product follow each other. Only what
    has changed is written. Returns whether anything changed that is found or counted otherwise now.
    """
    latest = {document.product_id: document for document in documents}
    rows = SearchDocument.objects.select_for_update().filter(pk__in=latest.keys()).order_by("pk")
    held = {pk: rest for pk, *rest in rows.values_list("pk", "version", "digest", "frame_digest")}
    same: dict[int, list[int]] = defaultdict(list)
    moved: list[ProductDocument] = []
    changed: list[ProductDocument] = []
    for pk, document in sorted(latest.items()):
        version, digest, frame_digest = held.get(pk, (0, None, None))
        if document.version < version:
            continue
        if digest == document.digest:
            same[document.version].append(pk)
        elif frame_digest == document.frame_digest:
            moved.append(document)
        else:
            changed.append(document)
    for version, ids in same.items():
        SearchDocument.objects.filter(pk__in=ids).update(version=version)
    _write_documents([*moved, *changed])
    _write_places([*moved, *changed])
    if changed:
        _write_parts(changed)
    return bool(changed)


def _write_documents(documents: Sequence[ProductDocument]) -> None:
    rows = [_document_row(document) for document in documents]
    add_words({word for document in documents for word in words_of(document)})
    add_codes(codes_among(code for document in documents for code in document.codes))
    SearchDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["product_id"],
        update_fields=REPLACED,
    )


def _write_places(documents: Sequence[ProductDocument]) -> None:
    """Write the categories of documents, with what each is ordered by there."""
    ids = [document.product_id for document in documents]
    SearchCategory.objects.filter(document__in=ids)._raw_delete("default")
    SearchCategory.objects.bulk_create(
        SearchCategory(
            document_id=document.product_id,
            category_id=category,
            is_restricted=document.is_restricted,
            priority=document.priority,
            popularity=document.popularity,
            created_at=document.created_at,
        )
        for document in documents
        for category in sorted(document.category_ids)
    )


def _write_parts(documents: Sequence[ProductDocument]) -> None:
    ids = [document.product_id for document in documents]
    variant_ids = [variant.product_id for document in documents for variant in document.variants]
    for model in CHILDREN:
        model._default_manager.filter(document__in=ids)._raw_delete("default")
    # A variant that has moved here from another product leaves nothing behind there.
    SearchVariant.objects.filter(pk__in=variant_ids).delete()
    SearchAudience.objects.bulk_create(
        SearchAudience(document_id=document.product_id, audience=audience, is_hidden=is_hidden)
        for document in documents
        for is_hidden, named in ((False, document.audiences), (True, document.hidden_from - {EVERYBODY}))
        for audience in sorted(named)
    )
    SearchVariant.objects.bulk_create(
        SearchVariant(
            product_id=variant.product_id,
            document_id=document.product_id,
            is_available=variant.is_available,
        )
        for document in documents
        for variant in document.variants
    )
    SearchFacet.objects.bulk_create(_facet_rows(documents))
    SearchPrice.objects.bulk_create(_price_rows(documents))


def remove(product_ids: Collection[int], *, version: int) -> bool:
    """Take products out unless they are held in a newer version; return whether any was there."""
    removed, _by_model = SearchDocument.objects.filter(pk__in=product_ids, version__lte=version).delete()
    return bool(removed)


def words_of(document: ProductDocument) -> set[str]:
    """Return the words of a document with which what was typed is compared."""
    words = split_words(" ".join([*document.titles.values(), *document.bodies.values(), *document.values]))
    return words_among(token for word in words for token in (pairs_of(word) if is_cjk(word) else [word]))


def _document_row(document: ProductDocument) -> SearchDocument:
    words = document_words(document)
    return SearchDocument(
        product_id=document.product_id,
        version=document.version,
        digest=document.digest,
        frame_digest=document.frame_digest,
        title_terms=" ".join(words.title),
        code_terms=" ".join(words.codes),
        codes=f" {' '.join(normalise_code(code) for code in document.codes)} ",
        kinds=f" {' '.join(document.kinds)} ",
        terms=" ".join(words.rest),
        title_count=len(words.title),
        word_count=words.count,
        is_restricted=document.is_restricted,
        created_at=document.created_at,
        rating=document.rating,
        popularity=document.popularity,
        priority=document.priority,
    )


def _facet_rows(documents: Sequence[ProductDocument]) -> list[SearchFacet]:
    terms: set[Term] = {
        term for document in documents for variant in document.variants for term in variant.terms
    }
    ids = ensure_terms(terms)
    rows = []
    for document in documents:
        seen: set[Term] = set()
        for variant in document.variants:
            rows += [
                SearchFacet(
                    document_id=document.product_id,
                    variant_id=variant.product_id,
                    term_id=ids[term],
                    is_first=term not in seen,
                )
                for term in sorted(variant.terms)
            ]
            seen |= variant.terms
    return rows


def _price_rows(documents: Sequence[ProductDocument]) -> list[SearchPrice]:
    rows = []
    for document in documents:
        lowest: dict[str, SearchPrice] = {}
        for variant in document.variants:
            for key, amount in variant.prices.items():
                row = SearchPrice(
                    document_id=document.product_id,
                    variant_id=variant.product_id,
                    price_key=key,
                    amount=amount,
                    is_lowest=False,
                )
                rows.append(row)
                if key not in lowest or amount < lowest[key].amount:
                    lowest[key] = row
        for row in lowest.values():
            row.is_lowest = True
    return rows
