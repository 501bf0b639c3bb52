"""What rules know of deals and do with them."""

from collections.abc import Mapping, Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy

from crm_core.automation.facts import Facts, Value
from crm_core.automation.registry import (
    CHANGES,
    FIELDS,
    SUBJECTS,
    TRIGGERS,
    ChangeSource,
    Choice,
    Field,
    Kind,
    Start,
    Subject,
    Trigger,
)
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.pipeline.marks import marks_of, stuck
from crm_core.pipeline.models import Deal, LossReason, Pipeline, Stage
from crm_core.pipeline.selection import deal_url
from shop.configuration.queries import shop_currency

DEALS = frozenset({"deal"})
LONGEST_TITLE = 200


def _customer(deal: Model) -> Customer | None:
    return survivor_of(deal.customer) if isinstance(deal, Deal) else None


SUBJECTS.register(
    Subject(
        name="deal",
        label=gettext_lazy("Deal"),
        model=Deal,
        payload_field="deal_id",
        customer_of=_customer,
        url=lambda deal: deal_url(deal) if isinstance(deal, Deal) else "",
    )
)
for _order, (_name, _label) in enumerate(
    (
        ("DealOpened", gettext_lazy("a deal is opened")),
        ("DealMoved", gettext_lazy("a deal moves to another stage")),
        ("DealWon", gettext_lazy("a deal is won")),
        ("DealLost", gettext_lazy("a deal is lost")),
        ("DealReopened", gettext_lazy("a closed deal is reopened")),
        ("DealChanged", gettext_lazy("a deal is changed")),
    )
):
    TRIGGERS.register(
        Trigger(name=_name, label=_label, subject="deal", begins=_name == "DealOpened", order=50 + _order)
    )
TRIGGERS.register(
    Trigger(
        name="every-open-deal",
        label=gettext_lazy("for every open deal"),
        start=Start.SCHEDULE,
        subject="deal",
        rows=lambda _at: Deal.objects.filter(state=Deal.State.OPEN),
        order=2,
    )
)
TRIGGERS.register(
    Trigger(
        name="every-stuck-deal",
        label=gettext_lazy("for every deal that is stuck"),
        start=Start.SCHEDULE,
        subject="deal",
        rows=lambda _at: Deal.objects.filter(stuck()),
        order=3,
    )
)

_FIELD_LABELS = {
    "amount": gettext_lazy("Amount of the deal"),
    "probability": gettext_lazy("Probability of the deal"),
    "expected_close_on": gettext_lazy("Expected close of the deal"),
    "owner": gettext_lazy("Owner of the deal"),
    "contact": gettext_lazy("Contact of the deal"),
}


def _changed(payload: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    changes = payload.get("changes")
    if not isinstance(changes, dict):
        return {}
    return {
        f"deal.{name}": (str(pair[0]), str(pair[1]))
        for name, pair in changes.items()
        if name in _FIELD_LABELS and isinstance(pair, list) and pair[1:]
    }


def _moved(payload: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    return {"deal.stage": (str(payload.get("from_stage_id", "")), str(payload.get("to_stage_id", "")))}


CHANGES.register(
    ChangeSource(
        name="DealChanged",
        fields=lambda: [(f"deal.{name}", label) for name, label in _FIELD_LABELS.items()],
        read=_changed,
    )
)
CHANGES.register(
    ChangeSource(
        name="DealMoved",
        fields=lambda: [("deal.stage", gettext_lazy("Stage of the deal"))],
        read=_moved,
    )
)


def _deal(facts: Facts) -> Deal:
    return facts.of("deal", Deal)


def stage_choices() -> Sequence[Choice]:
    """List the stages in use with their pipelines."""
    stages = Stage.objects.select_related("pipeline").filter(removed_at=None)
    return [(str(stage.pk), f"{stage.pipeline}: {stage}") for stage in stages]


def open_stage_choices() -> Sequence[Choice]:
    """List the stages that a rule may move a deal to."""
    stages = Stage.objects.select_related("pipeline").filter(removed_at=None, kind=Stage.Kind.OPEN)
    return [(str(stage.pk), f"{stage.pipeline}: {stage}") for stage in stages]


def pipeline_choices() -> Sequence[Choice]:
    """List the pipelines in use."""
    return [(str(pipeline.pk), str(pipeline)) for pipeline in Pipeline.objects.filter(is_active=True)]


def _amount(facts: Facts) -> Value:
    """Read it in the shop's currency, in which rules name amounts; of a deal in another nothing is known."""
    deal = _deal(facts)
    return deal.amount if deal.currency == shop_currency() else None


def _open_number(facts: Facts) -> Value:
    customer = facts.the_customer()
    return Deal.objects.filter(customer=customer, state=Deal.State.OPEN).count()


for _field in (
    Field(
        name="deal.amount",
        label=_FIELD_LABELS["amount"],
        phrase=gettext_lazy("the deal's amount"),
        kind=Kind.MONEY,
        of="deal",
        read=_amount,
    ),
    Field(
        name="deal.state",
        label=gettext_lazy("Status of the deal"),
        phrase=gettext_lazy("the deal's status"),
        kind=Kind.CHOICE,
        of="deal",
        read=lambda facts: str(_deal(facts).state),
        choices=lambda: Deal.State.choices,
    ),
    Field(
        name="deal.stage",
        label=gettext_lazy("Stage of the deal"),
        phrase=gettext_lazy("the deal's stage"),
        kind=Kind.CHOICE,
        of="deal",
        read=lambda facts: str(_deal(facts).stage_id),
        choices=stage_choices,
    ),
    Field(
        name="deal.pipeline",
        label=gettext_lazy("Pipeline of the deal"),
        phrase=gettext_lazy("the deal's pipeline"),
        kind=Kind.CHOICE,
        of="deal",
        read=lambda facts: str(_deal(facts).pipeline_id),
        choices=pipeline_choices,
    ),
    Field(
        name="deal.probability",
        label=_FIELD_LABELS["probability"],
        phrase=gettext_lazy("the deal's probability"),
        kind=Kind.NUMBER,
        of="deal",
        read=lambda facts: _deal(facts).chance,
        unit="%",
    ),
    Field(
        name="deal.expected_close_on",
        label=_FIELD_LABELS["expected_close_on"],
        phrase=gettext_lazy("the deal's expected close"),
        kind=Kind.DATE,
        of="deal",
        read=lambda facts: _deal(facts).expected_close_on,
    ),
    Field(
        name="deal.days_in_stage",
        label=gettext_lazy("Days of the deal in its stage"),
        phrase=gettext_lazy("the number of days the deal has been in its stage"),
        kind=Kind.NUMBER,
        of="deal",
        read=lambda facts: max(0, (facts.at - _deal(facts).stage_since).days),
    ),
    Field(
        name="deal.has_next_step",
        label=gettext_lazy("The deal has a next step"),
        phrase=gettext_lazy("whether the deal has a next step"),
        sentences={
            "yes": gettext_lazy("the deal has a next step"),
            "no": gettext_lazy("the deal has no next step"),
        },
        kind=Kind.YES_NO,
        of="deal",
        read=lambda facts: not marks_of([_deal(facts)])[_deal(facts).pk].needs_step,
    ),
    Field(
        name="deal.loss_reason",
        label=gettext_lazy("Loss reason of the deal"),
        phrase=gettext_lazy("the deal's loss reason"),
        kind=Kind.CHOICE,
        of="deal",
        read=lambda facts: str(_deal(facts).loss_reason_id or "") or None,
        choices=lambda: [(str(reason.pk), str(reason)) for reason in LossReason.objects.all()],
    ),
    Field(
        name="customer.open_deals",
        label=gettext_lazy("Open deals of the customer"),
        phrase=gettext_lazy("the number of the customer's open deals"),
        kind=Kind.NUMBER,
        of="customer",
        read=_open_number,
    ),
):
    FIELDS.register(_field)
