"""Ending several codes."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail.log_actions import log

from shop.backoffice.confirmation import ConfirmedAction
from shop.user.models import User
from shop.voucher.models import Voucher


class EndCodes(ConfirmedAction):
    """Let the ticked codes hold no longer; those that are over are named and left."""

    models = [Voucher]
    permission = "voucher.change_voucher"
    item_template_name = "backoffice/confirm/voucher.html"
    icon = "key"
    back_label = _("Back to the codes")
    display_name = _("End now")
    aria_label = _("End selected codes now")
    action_type = "end"
    action_priority = 10
    classes = {"serious"}
    consequence = _("Nobody can use these codes any more; orders that have used them keep the discount.")

    def check_perm(self, obj: Voucher) -> bool:
        """Say whether it is not over yet."""
        return bool(obj.end_datetime > timezone.now())

    @classmethod
    def execute_action(
        cls, objects: Iterable[Voucher], *, user: User | None = None, **_kwargs: object
    ) -> tuple[int, int]:
        """End one after the other; one that has not begun ends as it begins."""
        now, ended = timezone.now(), 0
        for voucher in sorted(objects, key=lambda voucher: voucher.pk):
            row = Voucher.objects.filter(pk=voucher.pk, end_datetime__gt=now)
            start = min(voucher.start_datetime, now)
            if row.update(end_datetime=now, start_datetime=start):
                log(voucher, "wagtail.edit", user=user)
                ended += 1
        return ended, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were ended."""
        done = ngettext("%(n)d code ended.", "%(n)d codes ended.", num_parent_objects)
        return done % {"n": num_parent_objects}


VOUCHER_ACTIONS = (EndCodes,)
