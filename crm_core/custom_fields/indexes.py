"""The indexes by which any part of a text is found, made after `migrate` on PostgreSQL."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from shop.backoffice.fragments import ExpressionIndex, install_on

TABLE = "custom_fields_customfieldvalue"
INDEXES = (
    ExpressionIndex(name="custom_fields_text_fragments", table=TABLE, expression="UPPER(text::text)"),
    ExpressionIndex(name="custom_fields_folded_fragments", table=TABLE, expression="folded::text"),
)


@receiver(post_migrate, dispatch_uid="custom_fields.install_indexes")
def install_indexes(*, app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the indexes once their table is there."""
    if app_config.label == "custom_fields":
        install_on(using, *INDEXES)
