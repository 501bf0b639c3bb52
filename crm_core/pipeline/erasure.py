"""Letting go of what was written of somebody in deals; what was sold for how much stays."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.pipeline.models import (
    AccountPosition,
    Competitor,
    Deal,
    DealContact,
    DealFile,
    DealMove,
    LossReason,
)
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of

#: A deal without its title is called so.
NAMELESS = "–"


@receiver(customer_anonymised, dispatch_uid="pipeline.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Forget these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """Take words and files off the deals of these records, and the records off charts and other deals.

    Stages, amounts, products and loss reasons stay: reports count them. Returns how many rows were changed.
    """
    deals = Deal.objects.filter(customer__in=records)
    number = deals.exclude(title=NAMELESS, loss_note="").update(title=NAMELESS, loss_note="")
    number += DealMove.objects.filter(deal__in=deals.values("pk")).exclude(reason="").update(reason="")
    for file in DealFile.objects.filter(deal__in=deals.values("pk")):
        file.delete()  # one by one: the file itself goes with the row
        number += 1
    number += DealContact.objects.filter(person__in=records).delete()[0]
    number += AccountPosition.objects.filter(person__in=records).delete()[0]
    number += AccountPosition.objects.filter(reports_to__in=records).update(reports_to=None)
    return number + Deal.objects.filter(contact__in=records).update(contact=None)


def erase_deals(person: Person) -> int:
    """Forget the person's records, and strike the person out of what is written of other deals."""
    number = forget(trees.tree_ids(*person.customers)) if person.customers else 0
    if words := words_of(person):
        for model, fields in (
            (Deal, ["title", "loss_note"]),
            (DealMove, ["reason"]),
            (DealFile, ["name"]),
            (AccountPosition, ["position"]),
        ):
            number += redact_rows(holding(model._default_manager.all(), fields, words), fields, person)
    return number


ERASERS.register(
    Eraser(
        name="pipeline",
        label=_("titles, reasons, files and contacts of deals"),
        fields=(
            *("pipeline.Deal.title", "pipeline.Deal.loss_note", "pipeline.DealMove.reason"),
            *("pipeline.DealFile.*", "pipeline.AccountPosition.*", "pipeline.DealContact.*"),
        ),
        erase=erase_deals,
    )
)
KEPT.register(
    Kept(
        name="pipeline",
        label=_("stages, amounts and products of deals"),
        reason=_("Reports count them; they no longer say whose they are."),
        fields=(
            *("pipeline.Deal.state", "pipeline.Deal.currency", "pipeline.Deal.source"),
            *("pipeline.DealMove.act", "pipeline.DealLine.*", "pipeline.BuyerAct.*"),
        ),
    )
)
UNRELATED.register(
    Unrelated(
        name="pipelines",
        fields=(
            *("pipeline.Pipeline.*", "pipeline.Stage.*", "pipeline.ActRule.*"),
            *(f"pipeline.{model.__name__}.*" for model in (Competitor, LossReason)),
        ),
    )
)
