"""Switching several offers on or off."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.log_actions import log

from shop.backoffice.confirmation import ConfirmedAction
from shop.offer.availability import CONSUMED, OPEN, SUSPENDED
from shop.offer.models import ConditionalOffer, update_offer_status
from shop.user.models import User


class SwitchAction(ConfirmedAction):
    """Give the ticked offers one status; those that have it are named and left."""

    models = [ConditionalOffer]
    permission = "offer.change_conditionaloffer"
    item_template_name = "backoffice/confirm/offer.html"
    icon = "tag"
    back_label = _("Back to the offers")

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed."""
        done = ngettext("%(n)d offer changed.", "%(n)d offers changed.", num_parent_objects)
        return done % {"n": num_parent_objects}


class SwitchOn(SwitchAction):
    """Buyers get them within their dates."""

    display_name = _("Switch on")
    aria_label = _("Switch selected offers on")
    action_type = "switch_on"
    action_priority = 10
    consequence = _("Buyers get these offers from now on, within their dates and limits.")

    def check_perm(self, obj: ConditionalOffer) -> bool:
        """Say whether it is off."""
        return bool(obj.status == SUSPENDED)

    @classmethod
    def execute_action(
        cls, objects: Iterable[ConditionalOffer], *, user: User | None = None, **_kwargs: object
    ) -> tuple[int, int]:
        """Open them; one whose limits are reached stays used up."""
        return _switch(objects, held=[SUSPENDED], to=OPEN, user=user), 0


class SwitchOff(SwitchAction):
    """Nobody gets them."""

    display_name = _("Switch off")
    aria_label = _("Switch selected offers off")
    action_type = "switch_off"
    action_priority = 20
    classes = {"serious"}
    consequence = _("Nobody gets these offers any more, nor by their codes; orders that have them keep them.")

    def check_perm(self, obj: ConditionalOffer) -> bool:
        """Say whether it is on."""
        return bool(obj.status != SUSPENDED)

    @classmethod
    def execute_action(
        cls, objects: Iterable[ConditionalOffer], *, user: User | None = None, **_kwargs: object
    ) -> tuple[int, int]:
        """Suspend them."""
        return _switch(objects, held=[OPEN, CONSUMED], to=SUSPENDED, user=user), 0


def _switch(objects: Iterable[ConditionalOffer], *, held: list[str], to: str, user: User | None) -> int:
    """Change those that still have another status, so that two people at once count each once."""
    changed = 0
    for offer in sorted(objects, key=lambda offer: offer.pk):
        if ConditionalOffer.objects.filter(pk=offer.pk, status__in=held).update(status=to):
            update_offer_status(offer.pk)
            log(offer, "wagtail.edit", user=user)
            changed += 1
    return changed


OFFER_ACTIONS = (SwitchOn, SwitchOff)
