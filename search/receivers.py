"""What the search app does on Django's own signals."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from search.fulltext import TABLE, install


@receiver(post_migrate, dispatch_uid="search.install_fulltext")
def install_fulltext(*, app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the token index once the table of documents is there."""
    if app_config.label != "search":
        return
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)
