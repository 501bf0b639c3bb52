from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.engines.registry import database_engine
from search.models import SearchDocument
from shop.catalogue.models import Product
from tests.search.documents import document, query
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_a_rebuild_lists_every_product():
    product = ProductFactory()

    (line,) = run("search_rebuild")

    assert line.startswith("database: 1 products in ")
    assert database_engine().search(query()).product_ids == (product.pk,)


def test_status_tells_what_differs_and_repair_mends_it():
    kept, missing, stale = ProductFactory(), ProductFactory(), ProductFactory()
    run("search_rebuild")
    SearchDocument.objects.filter(pk=missing.pk).delete()
    Product.objects.filter(pk=stale.pk).update(title_en="Another", title="Another")
    database_engine().index([document(kept.pk + 1000)])
    told = [
        "Answering: database (configured: database)",
        "database: 3 documents, 1 missing, 1 stale, 1 left over.",
    ]

    out = StringIO()
    with pytest.raises(CommandError, match="--repair"):
        call_command("search_status", stdout=out)
    assert out.getvalue().splitlines() == told
    assert run("search_status", "--repair") == [*told, "database: 3 products indexed again."]
    assert run("search_status")[1] == "database: 3 documents, 0 missing, 0 stale, 0 left over."
