"""Which engine answers listings: Elasticsearch where its address is set, else the database."""

from config.settings import environment

KILN_ELASTICSEARCH_URL = environment.ELASTICSEARCH_URL
KILN_SEARCH_INDEX_PREFIX = environment.SEARCH_INDEX_PREFIX
KILN_SEARCH_ENGINE = "elasticsearch" if environment.ELASTICSEARCH_URL else "database"
