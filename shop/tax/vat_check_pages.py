"""What registers answered about VAT ids: a list and the page of an answer, read and never written."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.panels import ACTIVITY, Panel, panel_registry, table
from shop.backoffice.record import RecordViewSet
from shop.registry import Registry
from shop.tax.models import VatCheck
from shop.user.models import User

PANELS: Registry[Panel[VatCheck]] = panel_registry("panel of a VAT id check")
ANSWER = [
    TitleColumn("answer", label=_("Answer"), accessor="get_outcome_display", url_name="vat-checks:inspect"),
    Column("name", label=_("Name in the register")),
    DateColumn("checked_at", label=_("Checked")),
]


def other_answers(check: VatCheck, _user: User) -> dict[str, object] | None:
    """List what was answered about the same number, the latest first."""
    return table(ANSWER, VatCheck.objects.filter(vat_id=check.vat_id).exclude(pk=check.pk)[:20])


PANELS.register(
    Panel(name="others", title=_("The same number"), context=other_answers, order=10, area=ACTIVITY)
)
register_permission_policy(VatCheck, ReadOnlyPolicy(VatCheck))


class VatCheckViewSet(RecordViewSet):
    """List and page at `/cms/tax/vat-checks/`."""

    model = VatCheck
    name = "vat-checks"
    url_prefix = "tax/vat-checks"
    icon = "success"
    list_name = "vat-checks"
    list_display = ["vat_id", "outcome", "name", "reference", "source", "checked_at"]
    list_filter = ["outcome", "source"]
    list_export = list_display
    search_fields = ["vat_id", "name"]
    record_panels = PANELS
    inspect_view_fields = [*list_display[1:5], "address", "detail", "checked_at", "checked_by"]
    form_fields = ["vat_id"]
    menu_name = "vat-checks"
    add_to_admin_menu = True
