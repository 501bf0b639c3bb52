"""The page of a deal, and what is done on it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext, pgettext
from wagtail.admin.widgets.button import HeaderButton

from crm_core.customers.access.fields import name_for
from crm_core.pipeline.access import CHANGE
from crm_core.pipeline.marks import Marks, marks_of
from crm_core.pipeline.models import Deal
from crm_core.pipeline.page_actions import DEAL_ACTIONS
from crm_core.pipeline.queries import days_in_stage
from crm_core.pipeline.record_actions import DealActions
from crm_core.pipeline.selection import RELATED, STATE_TONES
from shop.backoffice.record import RecordFigure, submit_button
from shop.formats import format_money
from shop.user.models import UserRequest

NOTE = "timeline.add_timelineentry"


class DealPageView(DealActions):
    """One deal: what it is worth, what is next, who decides, what happened."""

    request: UserRequest
    template_name = "crm_core/pipeline/page.html"
    action_permission = CHANGE
    record_actions = (
        *("move", "reopen", "add_line", "change_line", "reprice_line", "remove_line", "plan_step"),
        *("add_note", "add_file", "remove_file", "save_contact", "remove_contact"),
        *("link", "unlink", "ask_approval"),
    )
    OWN_RIGHTS: ClassVar = {"add_note": NOTE}

    @cached_property
    def marks(self) -> Marks:
        """How the deal stands, read once for its figures and its head."""
        return marks_of([self.object])[self.object.pk]

    def may_act(self) -> bool:
        """Ask for the right to change deals, for a note for that to write into timelines."""
        right = self.OWN_RIGHTS.get(self.request.POST.get(self.action_field, ""), self.action_permission)
        return self.request.user.has_perm(right)

    def get_queryset(self) -> QuerySet[Deal]:
        """Load what the page shows; the kit leaves those that the user sees."""
        return Deal.objects.select_related(
            *RELATED, "customer__company", "customer__territory", "former_stage"
        )

    def get_title(self) -> str:
        """Name the deal."""
        return str(self.object.title)

    def get_actions(self) -> Sequence[HeaderButton]:
        """Win and lose an open deal, reopen a closed one, edit it."""
        deal, usual = self.object, list(super().get_actions())
        ways = self._ways() if deal.is_open else []
        if not self.request.user.has_perm(CHANGE):
            return [*ways, *usual]
        if not deal.is_open:
            return [submit_button(_("Reopen"), name="action", value="reopen"), *usual]
        return [
            *ways,
            HeaderButton(_("Mark as won"), url=reverse("deal_win", args=[deal.pk]), icon_name="check"),
            HeaderButton(
                _("Mark as lost"), url=reverse("deal_lose", args=[deal.pk]), icon_name="cross", classname="no"
            ),
            *usual,
        ]

    def _ways(self) -> list[HeaderButton]:
        """List what packages above offer for an open deal."""
        found = [(action, action.url(self.object, self.request.user)) for action in DEAL_ACTIONS]
        return [HeaderButton(str(each.label), url=url, icon_name=each.icon) for each, url in found if url]

    def get_action_values(self) -> dict[str, str]:
        """Have the head's form say where the deal was seen."""
        return {"seen": str(self.object.stage_id)}

    def get_figures(self) -> list[RecordFigure]:
        """Amount, chance, expected close, time in the stage."""
        deal: Deal = self.object
        figures = [
            RecordFigure(
                label=_("Amount"),
                value=format_money(deal.amount, deal.currency),
                note=self._amount_note(deal),
            )
        ]
        if deal.is_open:
            weighted = deal.amount * Decimal(deal.chance) / 100
            figures.append(
                RecordFigure(
                    label=_("Probability"),
                    value=f"{deal.chance} %",
                    note=_("%(amount)s weighted") % {"amount": format_money(weighted, deal.currency)},
                )
            )
        return [*figures, self._close_figure(deal), self._stage_figure(deal)]

    def _amount_note(self, deal: Deal) -> str:
        if deal.amount_before_order is None:
            return ""
        expected = format_money(deal.amount_before_order, deal.currency)
        return _("by its orders; %(amount)s was expected") % {"amount": expected}

    def _close_figure(self, deal: Deal) -> RecordFigure:
        if not deal.is_open and deal.closed_at:
            day = date_format(timezone.localtime(deal.closed_at), "DATE_FORMAT")
            return RecordFigure(label=_("Closed"), value=day, note=deal.get_state_display())
        is_late = self.marks.is_overdue
        return RecordFigure(
            label=_("Expected close"),
            value=date_format(deal.expected_close_on, "DATE_FORMAT") if deal.expected_close_on else "–",
            note=_("overdue") if is_late else "",
            tone="bad" if is_late else "",
        )

    def _stage_figure(self, deal: Deal) -> RecordFigure:
        days = days_in_stage(deal)
        stuck = self.marks.stuck_days
        words = ngettext("%(n)d day here", "%(n)d days here", days) % {"n": days}
        return RecordFigure(
            label=pgettext("of a deal", "Stage"),
            value=str(deal.stage),
            note=_("stuck: %(words)s") % {"words": words} if stuck is not None else words,
            tone="bad" if stuck is not None else "",
        )

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Call the deal by its name, and say how it stands."""
        deal: Deal = self.object
        return super().get_context_data(
            deal=deal,
            account=name_for(self.request.user, deal.customer),
            state_tone=STATE_TONES.get(deal.state, ""),
            marks=self.marks.told,
            **kwargs,
        )
