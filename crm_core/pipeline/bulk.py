"""Assigning, moving and losing several deals, or all that the list matches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks

from crm_core.customers.bulk import OwnerForm
from crm_core.pipeline.access import CHANGE, deals_visible_to
from crm_core.pipeline.changes import change_deal
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.filters import DealFilterSet, deals_matching
from crm_core.pipeline.forms import BulkLoseForm, BulkMoveForm
from crm_core.pipeline.models import Deal
from crm_core.pipeline.moves import lose_deal, move_deal
from crm_core.pipeline.selection import RELATED
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.user.models import User

Values = Mapping[str, Any]
Apply = Callable[[Sequence[Deal], User | None, Values], int]


def select_deals(user: User, query: QueryDict) -> QuerySet[Deal]:
    """List the deals that the list shows this user at an address; one that is none selects nothing."""
    request = HttpRequest()
    request.user, request.GET = user, query  # type: ignore[assignment]
    filters = DealFilterSet(query, queryset=deals_visible_to(user), request=request)
    if not filters.form.is_valid():
        return Deal.objects.none()
    return deals_matching(query.get("q", ""), user, among=filters.qs)


def assign(deals: Sequence[Deal], user: User | None, values: Values) -> int:
    """Give deals to one colleague, or to nobody; return how many had another before."""
    return sum(bool(change_deal(deal, by=user, owner=values["owner"])) for deal in deals)


def move(deals: Sequence[Deal], user: User | None, values: Values) -> int:
    """Move the open deals of the stage's pipeline there, as far as its rules let them; return how many."""
    done = 0
    for deal in _loaded(deals):
        try:
            done += move_deal(deal, values["stage"], by=user) is not None
        except DealError:
            continue
    return done


def lose(deals: Sequence[Deal], user: User | None, values: Values) -> int:
    """Mark the open ones as lost; return how many."""
    done = 0
    for deal in _loaded(deals):
        try:
            done += lose_deal(deal, values["loss_reason"], by=user) is not None
        except DealError:
            continue
    return done


def _loaded(deals: Sequence[Deal]) -> list[Deal]:
    """Read what moving asks of all of them at once."""
    found = Deal.objects.select_related(*RELATED).in_bulk([deal.pk for deal in deals])
    return [found[deal.pk] for deal in deals if deal.pk in found]


class DealAction(ConfirmedAction[Deal]):
    """Something that is done with the ticked deals."""

    models = [Deal]
    permission = CHANGE
    item_template_name = "crm_core/pipeline/confirm_deal.html"
    back_label = _("Back to the deals")
    form_class: type[forms.Form]
    done_words: ClassVar[str] = ""

    def get_queryset(self, _model: type[Deal], object_ids: Iterable[str]) -> list[Deal]:  # type: ignore[override]
        """Read the ticked ones among those that the user sees."""
        ticked = [key for key in object_ids if str(key).isdecimal()]
        return list(deals_visible_to(self.request.user).filter(pk__in=ticked).select_related(*RELATED))

    @staticmethod
    def apply(deals: Sequence[Deal], user: User | None, values: Values) -> int:
        """Do it; return how many were changed."""
        raise NotImplementedError

    @classmethod
    def execute_action(
        cls, objects: Iterable[Deal], *, user: User | None = None, **typed: object
    ) -> tuple[int, int]:
        """Change one after the other."""
        deals = list(objects)
        changed = cls.apply(deals, user, typed)
        return changed, len(deals) - changed

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed, and how many stayed."""
        done = ngettext("%(n)d deal changed.", "%(n)d deals changed.", num_parent_objects)
        words = done % {"n": num_parent_objects}
        if num_child_objects:
            left = ngettext(
                "%(n)d deal stayed as it is.", "%(n)d deals stayed as they are.", num_child_objects
            )
            words += " " + left % {"n": num_child_objects}
        return words


class AssignDeals(DealAction):
    """Give the ticked deals to a colleague."""

    display_name = _("Assign owner")
    aria_label = _("Assign an owner to the selected deals")
    action_type = "assign_deals"
    action_priority = 10
    icon = "user"
    form_class = OwnerForm
    apply = staticmethod(assign)


class MoveDeals(DealAction):
    """Move the ticked deals to a stage of their pipeline."""

    display_name = _("Move to a stage")
    aria_label = _("Move the selected deals to a stage")
    action_type = "move_deals"
    action_priority = 20
    icon = "arrow-right"
    form_class = BulkMoveForm
    consequence = _("Deals of other pipelines, closed ones and those that lack something stay as they are.")
    apply = staticmethod(move)

    def check_perm(self, deal: Deal) -> bool:
        """Leave closed ones."""
        return deal.is_open


class LoseDeals(DealAction):
    """Mark the ticked deals as lost."""

    display_name = _("Mark as lost")
    aria_label = _("Mark the selected deals as lost")
    action_type = "lose_deals"
    action_priority = 30
    icon = "cross"
    form_class = BulkLoseForm
    apply = staticmethod(lose)

    def check_perm(self, deal: Deal) -> bool:
        """Leave closed ones."""
        return deal.is_open


for _action in (AssignDeals, MoveDeals, LoseDeals):
    hooks.register("register_bulk_action", _action)

_CHANGES: tuple[tuple[str, str | Promise, type[forms.Form], Apply], ...] = (
    ("owner", _("Assign owner"), OwnerForm, assign),
    ("stage", _("Move to a stage"), BulkMoveForm, move),
    ("lost", _("Mark as lost"), BulkLoseForm, lose),
)
for _name, _label, _form, _apply in _CHANGES:
    BULK_CHANGES.register(
        BulkChange(
            name=_name,
            list_name="deals",
            label=_label,
            permission=CHANGE,
            form_class=_form,
            select=select_deals,
            apply=_apply,
        )
    )
