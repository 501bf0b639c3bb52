"""Every engine there is; Elasticsearch and PostgreSQL where a server is (`make test-services`)."""

import os
import uuid

import pytest
from django.db import connection

from search.engines.database import DatabaseEngine
from search.engines.elasticsearch import ElasticsearchEngine

ENGINES = [
    "database",
    pytest.param("postgresql", marks=pytest.mark.services),
    pytest.param("elasticsearch", marks=pytest.mark.services),
]


@pytest.fixture(params=ENGINES)
def engine(request):
    if request.param != "elasticsearch":
        if request.param == "postgresql" and connection.vendor != "postgresql":
            pytest.skip("DATABASE_URL names no PostgreSQL")
        yield DatabaseEngine()
        return
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        pytest.skip("ELASTICSEARCH_URL names no server")
    engine = ElasticsearchEngine(url, prefix=f"kiln_test-{uuid.uuid4().hex[:12]}", refresh=True)
    engine.rebuild([])
    yield engine
    engine.writer.indices.delete(index=engine._behind(engine.alias))
    engine.reader.close()
