"""Every engine must find what was judged on the demo's catalogue, in each language (see judged/README.md)."""

from dataclasses import replace
from statistics import mean

import pytest
from django.conf import settings

from tests.search.documents import PUBLIC, fill, query
from tests.search.judged.demo import documents, judged_queries

pytestmark = pytest.mark.django_db
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
LEAST = 0.9


def test_what_was_judged_stands_first_in_each_language(engine):
    fill(engine, documents())
    scores = {language: {} for language in LANGUAGES}

    for judged in judged_queries():
        asked = query(
            judged.text, buyer=replace(PUBLIC, language=judged.language), facets=False, page_size=10
        )
        scores[judged.language][judged.text] = judged.ndcg(engine.search(asked).product_ids)

    means = {language: mean(found.values()) for language, found in scores.items()}
    assert all(found >= LEAST for found in means.values()), (means, scores)
    assert [len(found) for found in scores.values()] == [20, 20, 20]
