"""The versions of the partner agreement, as staff write and publish them."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.onboarding.agreements import publish
from partners.onboarding.models import AgreementAcceptance, AgreementVersion
from shop.backoffice.languages import in_every_language, name_languages
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordViewSet, submit_button
from shop.backoffice.rich_text import RichTextField
from shop.registry import Registry
from shop.user.models import User, UserRequest

PUBLISH = "partner_onboarding.publish_agreementversion"
PANELS: Registry[Panel[AgreementVersion]] = panel_registry("panel of a partner agreement")
ACCEPTED = [
    Column("account", label=_("Partner"), accessor="account.company"),
    Column("name", label=_("Accepted by")),
    DateColumn("accepted_at", label=_("When")),
    Column("language", label=_("Language"), accessor="get_language_display"),
]


class AgreementVersionForm(WagtailAdminModelForm):
    """A draft in every language; what is published is not written any more."""

    class Meta:
        model = AgreementVersion
        fields = ["number", "is_required", *in_every_language("title", "text")]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in in_every_language("text"):
            self.fields[name] = RichTextField(required=False)
        name_languages(self, ["title", "text"], needed=["title", "text"])
        if self.instance.pk is None:
            last = AgreementVersion.objects.aggregate(last=Max("number"))["last"] or 0
            self.fields["number"].initial = last + 1

    def clean(self) -> dict[str, object] | None:
        """Refuse to change what partners have accepted or are asked to accept."""
        if self.instance.pk and AgreementVersion.objects.filter(
            pk=self.instance.pk, published_at__isnull=False
        ):
            raise ValidationError(
                gettext("This version is published and cannot be changed. Write a new version instead.")
            )
        cleaned: dict[str, object] | None = super().clean()
        return cleaned


class AgreementListView(ListView):
    """Every version, the newest first."""

    search_fields = in_every_language("title")
    default_ordering = "-number"

    def all_columns(self) -> list[BaseColumn]:
        """Which, whether it has to be accepted, since when, by how many."""
        return [
            self.record_column("title", label=_("Title")),
            NumberColumn("number", label=_("Version"), sort_key="number"),
            BooleanColumn("is_required", label=_("Required")),
            DateColumn("published_at", label=_("Published"), sort_key="published_at"),
            NumberColumn("accepted", label=_("Accepted by")),
        ]

    def get_base_queryset(self) -> QuerySet[AgreementVersion]:
        """Count who accepted."""
        return AgreementVersion.objects.annotate(accepted=Count("acceptances"))


class AgreementPageView(ActiveRecordView):
    """One version: its words, who accepted it, and, for a draft, the button that publishes it."""

    action_permission = PUBLISH
    record_actions = ("publish",)

    def get_summary(self) -> Sequence[object]:
        """Say which version it is, and whether it counts."""
        state = gettext("published") if self.object.published_at else gettext("draft")
        return [gettext("version %(number)s") % {"number": self.object.number}, state]

    def get_actions(self) -> Sequence[HeaderButton]:
        """A draft is edited and published; a published version is read."""
        if self.object.published_at:
            return []
        buttons = list(super().get_actions())
        if self.may_act():
            buttons.append(submit_button(gettext("Publish"), name="action", value="publish"))
        return buttons

    def publish(self, request: UserRequest) -> HttpResponse:
        """Have partners asked for it from now on."""
        if not publish(self.object, by=request.user, now=timezone.now()):
            return self.reload_page(error=gettext("Somebody else has published this version already."))
        messages.success(request, gettext("Published. Partners are asked to accept this version."))
        return self.reload_page()


def words(version: AgreementVersion, _user: User) -> dict[str, object]:
    """Show the text as partners read it; the editor's gate has cleaned it."""
    return {"text": mark_safe(version.text)}


def accepted_by(version: AgreementVersion, _user: User) -> dict[str, object] | None:
    """List who accepted it, the latest first."""
    rows = AgreementAcceptance.objects.filter(version=version).select_related("account__company")
    return table(ACCEPTED, rows[:200])


for _panel in (
    Panel(
        name="words",
        title=_("Text"),
        context=words,
        order=10,
        area=MAIN,
        template="partners/onboarding/agreement_text.html",
    ),
    Panel(name="accepted", title=_("Accepted by"), context=accepted_by, order=20, area=MAIN),
):
    PANELS.register(_panel)


class AgreementViewSet(RecordViewSet):
    """List, page and form of the versions at `/cms/partner-agreements/`."""

    model = AgreementVersion
    name = "partner_agreements"
    url_prefix = "partner-agreements"
    icon = "doc-full"
    menu_label = _("Partner agreements")
    menu_order = 44
    add_to_admin_menu = True
    index_view_class = AgreementListView
    inspect_view_class = AgreementPageView
    record_panels = PANELS
    inspect_view_fields = ("number", "is_required", "published_at", "published_by")
    form_fields = AgreementVersionForm.Meta.fields
    search_fields = AgreementListView.search_fields
    search_backend_name = None
    ordering = "-number"

    def get_form_class(self, for_update: bool = False) -> type[AgreementVersionForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the languages."""
        return AgreementVersionForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}
