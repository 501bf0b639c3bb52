"""The index by which any part of a deal's title is found, made after `migrate` on PostgreSQL."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from shop.backoffice.fragments import ExpressionIndex, install_on

INDEXES = (
    ExpressionIndex(
        name="pipeline_deal_title_fragments", table="pipeline_deal", expression="UPPER(title::text)"
    ),
)


@receiver(post_migrate, dispatch_uid="pipeline.install_indexes")
def install_indexes(*, app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the index once its table is there."""
    if app_config.label == "pipeline":
        install_on(using, *INDEXES)
