"""What a rule can do with deals: open one, move it to a stage."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.defaults.words import for_colleague
from crm_core.automation.registry import (
    ACTIONS,
    Action,
    Ask,
    Parameter,
    Params,
)
from crm_core.customers.models import Customer
from crm_core.pipeline.automation import DEALS, LONGEST_TITLE, _deal, open_stage_choices
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, Stage
from crm_core.pipeline.moves import NewDeal, move_deal, open_deal


def _filled(text: str, customer: Customer) -> str:
    """Fill a title as the customer's owner may read it; without an owner it names the customer alone."""
    if customer.owner is not None:
        return for_colleague(text, customer, customer.owner, language=settings.LANGUAGE_CODE)
    return text.replace("{name}", customer.name or f"#{customer.pk}")


def _create(context: ActionContext, params: Params) -> Outcome:
    customer = context.customer
    key = str(params.get("stage", ""))
    stage = Stage.objects.select_related("pipeline").filter(pk=key if key.isdecimal() else 0).first()
    title = _filled(str(params["title"]), customer)[:LONGEST_TITLE]
    days = int(str(params.get("days") or 0))
    try:
        amount = Decimal(str(params.get("amount") or 0))
    except InvalidOperation:
        amount = Decimal(0)
    try:
        deal = open_deal(
            NewDeal(
                customer=customer,
                title=title,
                stage=stage,
                amount=amount,
                expected_close_on=timezone.localdate() + timedelta(days=days) if days else None,
                source=context.key,
            )
        )
    except DealError as error:
        raise NotDoneError(error, reason="refused") from error
    return Done(data={"deal": deal.pk, "title": deal.title})


def _move(context: ActionContext, params: Params) -> Outcome:
    deal = _deal(context.facts)
    key = str(params["stage"])
    stage = Stage.objects.filter(pk=key if key.isdecimal() else 0).first()
    if stage is None:
        raise NotDoneError(_("The stage is no more."), reason="no-stage")
    held = Deal.objects.select_related("stage", "pipeline", "customer").get(pk=deal.pk)
    try:
        move_deal(held, stage, by=None, reason=context.rule.name)
    except DealError as error:
        raise NotDoneError(error, reason="refused") from error
    return Done(data={"deal": held.pk, "stage": str(stage)})


def _stage_words(params: Params) -> str:
    key = str(params.get("stage", ""))
    stage = Stage.objects.select_related("pipeline").filter(pk=key if key.isdecimal() else 0).first()
    return f"{stage.pipeline}: {stage}" if stage else "?"


ACTIONS.register(
    Action(
        name="create_deal",
        label=gettext_lazy("Open a deal"),
        run=_create,
        describe=lambda params: _("open the deal “%(title)s”") % {"title": params.get("title", "")},
        parameters=(
            Parameter(name="title", label=gettext_lazy("Title"), has_placeholders=True),
            Parameter(
                name="stage",
                label=pgettext_lazy("of a deal", "Stage"),
                ask=Ask.CHOICE,
                choices=open_stage_choices,
            ),
            Parameter(
                name="amount",
                label=gettext_lazy("Amount"),
                ask=Ask.NUMBER,
                is_required=False,
                least=0,
            ),
            Parameter(
                name="days",
                label=gettext_lazy("Expected close in days"),
                ask=Ask.NUMBER,
                is_required=False,
                least=0,
                most=3650,
            ),
        ),
        permission="pipeline.add_deal",
        order=60,
    )
)
ACTIONS.register(
    Action(
        name="change_stage",
        label=gettext_lazy("Move the deal"),
        run=_move,
        describe=lambda params: _("move the deal to “%(stage)s”") % {"stage": _stage_words(params)},
        parameters=(
            Parameter(
                name="stage",
                label=pgettext_lazy("of a deal", "Stage"),
                ask=Ask.CHOICE,
                choices=open_stage_choices,
            ),
        ),
        permission="pipeline.change_deal",
        subjects=DEALS,
        order=61,
    )
)
