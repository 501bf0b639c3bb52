"""Correcting the stock of several products at once."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _, ngettext

from shop.backoffice.confirmation import ConfirmedAction
from shop.stock.exceptions import StockError
from shop.stock.models import StockLevel
from shop.stock.services import adjust
from shop.stock.views.common import CHANGE
from shop.user.models import User


class AdjustForm(forms.Form):
    """By how many pieces, and why."""

    by = forms.IntegerField(label=_("Adjust by (negative reduces)"), min_value=-100_000, max_value=100_000)
    reason = forms.CharField(label=_("Reason"), max_length=255)

    def clean_by(self) -> int:
        """Refuse to change nothing."""
        if self.cleaned_data["by"] == 0:
            raise forms.ValidationError(_("Nothing to adjust."))
        return int(self.cleaned_data["by"])


class AdjustStock(ConfirmedAction):
    """Correct the ticked levels by one number; those that have too few are left and counted."""

    models = [StockLevel]
    display_name = _("Adjust")
    aria_label = _("Adjust selected stock")
    action_type = "adjust"
    action_priority = 10
    permission = CHANGE
    item_template_name = "backoffice/confirm/stock_level.html"
    icon = "table"
    heading = _("Adjust stock")
    yes_label = _("Adjust")
    back_label = _("Back to the stock")
    form_class = AdjustForm

    def check_perm(self, obj: StockLevel) -> bool:
        """Every level may be corrected by who may change the stock."""
        return True

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[StockLevel],
        *,
        user: User | None = None,
        by: int = 0,
        reason: str = "",
        **_kwargs: object,
    ) -> tuple[int, int]:
        """Change one after the other, in order; one that has too few holds up no other."""
        changed = refused = 0
        for level in sorted(objects, key=lambda level: level.stockrecord_id):
            try:
                adjust(level.stockrecord, level.warehouse, by=by, reason=reason, user=user)
            except StockError:
                refused += 1
            else:
                changed += 1
        return changed, refused

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed and how many were not."""
        done = ngettext("%(n)d product adjusted.", "%(n)d products adjusted.", num_parent_objects)
        told = done % {"n": num_parent_objects}
        if num_child_objects:
            left = ngettext(
                "%(n)d does not have enough stock.", "%(n)d do not have enough stock.", num_child_objects
            )
            told = f"{told} {left % {'n': num_child_objects}}"
        return told
