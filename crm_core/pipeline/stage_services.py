"""Removing a stage: its deals go where staff say, its row stays for their history."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.pipeline.errors import DealChangedError, DealError
from crm_core.pipeline.events import DealMoved
from crm_core.pipeline.models import ActRule, Deal, Stage
from crm_core.pipeline.moves import change_stage
from shop.events.services import publish
from shop.user.models import User


def remove_stage(stage: Stage, *, to: Stage, by: User) -> int:
    """Take an open stage out of its pipeline and move its deals; return how many were moved.

    Requirements and roles of the other stage are not asked: the deals have to stand somewhere. Acts of buyers
    that led to the stage lead to the other one. Nobody can move a deal there any more once it is out (the
    UPDATE of every move asks); what came at that very moment is moved in a second round. Raises DealError for
    a stage of what is won or lost, or another pipeline's.
    """
    if not stage.is_open or not to.is_open or to.pk == stage.pk or to.pipeline_id != stage.pipeline_id:
        raise DealError(_("Deals of an open stage go to another open stage of the same pipeline."))
    if not Stage.objects.filter(pk=stage.pk, removed_at=None).update(removed_at=timezone.now()):
        return 0
    ActRule.objects.filter(stage=stage).update(stage=to)
    moved = 0
    for _round in range(2):
        for deal in Deal.objects.filter(stage=stage).order_by("pk").iterator():
            try:
                _move(deal, to, by=by, reason=_("The stage “%(stage)s” was removed.") % {"stage": stage})
            except DealChangedError:
                continue  # somebody moved it at this moment
            moved += 1
    return moved


@transaction.atomic
def _move(deal: Deal, to: Stage, *, by: User, reason: str) -> None:
    former = deal.stage_id
    move = change_stage(deal, to, by=by, reason=reason)
    publish(
        DealMoved(
            deal_id=deal.pk,
            customer_id=deal.customer_id,
            move_id=move.pk,
            from_stage_id=former,
            to_stage_id=to.pk,
            act="",
        )
    )
