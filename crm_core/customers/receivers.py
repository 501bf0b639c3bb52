"""What the customer's record hears of: changes that it is found by, and new tables."""

from collections.abc import Collection

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from crm_core.customers.finding.indexes import INDEXES
from crm_core.customers.finding.services import write_words
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.customers.signals import facts_changed
from shop.backoffice.fragments import install_on

#: What a customer is found by; figures, which change with every order, are none of it.
_FOUND_BY = frozenset({"name", "email", "phone", "merged_into"})


@receiver(post_save, sender=Customer, dispatch_uid="customers.words")
def on_customer_saved(
    *, instance: Customer, update_fields: Collection[str] | None, raw: bool, **kwargs: object
) -> None:
    """Have a customer found by what was written just now; what loads rows in bulk does so itself."""
    if not raw and (update_fields is None or not _FOUND_BY.isdisjoint(update_fields)):
        write_words([survivor_of(instance).pk])


@receiver(facts_changed, dispatch_uid="customers.words_of_facts")
def on_facts_changed(*, customers: Collection[int], **kwargs: object) -> None:
    """Have customers found who were written in bulk, or moved by a merge."""
    write_words(customers)


@receiver(post_migrate, dispatch_uid="customers.install_indexes")
def install_indexes(*, app_config: AppConfig, using: str, **kwargs: object) -> None:
    """Make the indexes of words once their table is there."""
    if app_config.label == "customers":
        install_on(using, *INDEXES)
