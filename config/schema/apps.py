"""The `schema` app: it has no tables, it knows those of all the others."""

from django.apps import AppConfig


class SchemaConfig(AppConfig):
    """Django's `migrate` with a quick start on a fresh SQLite file, and the command that writes the dump."""

    name = "config.schema"
    label = "schema"
