"""The triggers of the shop and the CRM, and the changes of fields that events tell of."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from crm_core.automation.registry import CHANGES, TRIGGERS, ChangeSource, Choice, Start, Trigger
from crm_core.custom_fields.models import CustomField
from crm_core.profile.labels import label_of
from crm_core.profile.models import ProfileChange

BEGINNINGS = {
    "OrderPlaced",
    "BasketAbandoned",
    "ReviewSubmitted",
    "ActivityPlanned",
    "MailBounced",
    "MailComplained",
}
for _order, (_name, _label, _subject) in enumerate(
    (
        ("OrderPlaced", _("an order is placed"), "order"),
        ("OrderPaid", _("an order has been paid in full"), "order"),
        ("OrderDispatched", _("an order is dispatched"), "order"),
        ("ShipmentShipped", _("a shipment of an order goes out"), "order"),
        ("ShipmentDelivered", _("a shipment of an order is delivered"), "order"),
        ("OrderHeld", _("an order is held"), "order"),
        ("OrderCancelled", _("an order is cancelled"), "order"),
        ("OrderRefunded", _("an order is refunded"), "order"),
        ("PaymentFailed", _("a payment fails"), "order"),
        ("PaymentReceived", _("money for an order arrives"), "order"),
        ("DisputeOpened", _("a payment is disputed"), "order"),
        ("BasketAbandoned", _("a basket is abandoned"), "basket"),
        ("CustomerRegistered", _("somebody opens an account"), "account"),
        ("ReviewSubmitted", _("a review is written"), "review"),
        ("LifecycleStageChanged", _("a customer moves to another stage"), "customer"),
        ("CustomerProfileChanged", _("a colleague changes a customer's profile"), "customer"),
        ("CustomersMerged", _("two customers are merged"), "customer"),
        ("IdentityConflictNoted", _("two customers share an address or number"), "customer"),
        ("ActivityPlanned", _("an activity is planned"), "activity"),
        ("ActivityCompleted", _("an activity is done"), "activity"),
        ("ActivityCancelled", _("an activity is cancelled"), "activity"),
        ("MailBounced", _("an e-mail bounces"), "mail"),
        ("MailComplained", _("a reader marks an e-mail as spam"), "mail"),
        ("StockLow", _("a product is running out"), ""),
        ("StockReplenished", _("a product is available again"), ""),
        ("PriceChanged", _("a price changes"), ""),
    )
):
    TRIGGERS.register(
        Trigger(
            name=_name,
            label=_label,
            subject=_subject,
            begins=_name in BEGINNINGS,
            is_once=_name not in {"StockLow", "StockReplenished", "PriceChanged"},
            order=10 + _order,
        )
    )
TRIGGERS.register(
    Trigger(name="every-customer", label=_("for every customer"), start=Start.SCHEDULE, order=1)
)


#: What `ProfileChange` tells of, by its names there.
CHANGED = (
    *("name", "kind", "email", "phone", "company", "owner", "territory", "language", "tags"),
    *("preferred_channel", "contact", "address", "employment", "household"),
)


def _profile_fields() -> list[Choice]:
    custom = CustomField.objects.filter(archived_at=None).order_by("position", "pk")
    return [
        *((f"customer.{name}", label_of(name)) for name in CHANGED),
        *((f"custom.{field.code}", field.label) for field in custom),
    ]


def _profile_changes(payload: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    change = ProfileChange.objects.filter(pk=str(payload.get("change_id") or 0)).first()
    if change is None:
        return {}
    return {
        f"custom.{name[7:]}" if name.startswith("custom:") else f"customer.{name}": (
            str(each.get("old", "")),
            str(each.get("new", "")),
        )
        for each in change.changes
        if (name := str(each.get("field", "")))
    }


def _stage_change(payload: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    return {"customer.stage": (str(payload.get("old_stage", "")), str(payload.get("new_stage", "")))}


def _owner_change(payload: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    old, new = payload.get("old_owner_id"), payload.get("new_owner_id")
    return {"customer.owner": (str(old or ""), str(new or ""))}


CHANGES.register(ChangeSource(name="CustomerProfileChanged", fields=_profile_fields, read=_profile_changes))
CHANGES.register(
    ChangeSource(
        name="LifecycleStageChanged",
        fields=lambda: [("customer.stage", _("Stage"))],
        read=_stage_change,
    )
)
CHANGES.register(
    ChangeSource(
        name="CustomerOwnerAssigned",
        fields=lambda: [("customer.owner", _("Owner"))],
        read=_owner_change,
    )
)
