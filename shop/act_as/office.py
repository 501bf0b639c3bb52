"""What colleagues did in buyers' places: a list, and every page of it."""

from django.db.models import Count, QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.permissions import register_permission_policy

from shop.act_as.models import ActAsEntry, ActAsSession
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import RecordView, RecordViewSet
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[ActAsSession]] = panel_registry("panel of a session for a customer")
register_permission_policy(ActAsSession, ReadOnlyPolicy(ActAsSession))
MOST = 500
ENTRIES = [
    DateColumn("at", label=_("When")),
    Column("method", label=_("Method")),
    Column("view", label=_("Page")),
    NumberColumn("status", label=_("Answer")),
]


def entries(session: ActAsSession, _user: User) -> dict[str, object] | None:
    """List every page, the latest first."""
    return table(ENTRIES, ActAsEntry.objects.filter(session=session).order_by("-pk")[:MOST])


PANELS.register(Panel(name="entries", title=_("Pages"), context=entries, order=10, area=MAIN))


class SessionListView(ListView):
    """Who acted for whom, the latest first."""

    default_ordering = "-started_at"
    is_searchable = False

    def all_columns(self) -> list[BaseColumn]:
        """For whom, who, why, since when, how it ended, how many pages."""
        return [
            self.record_column("user", label=_("For whom"), accessor="user.email"),
            Column("staff", label=_("Who"), accessor="staff"),
            Column("reason", label=_("Reason")),
            DateColumn("started_at", label=_("Started"), sort_key="started_at"),
            DateColumn("ended_at", label=_("Ended")),
            Column("end", label=_("How it ended"), accessor="get_end_display"),
            NumberColumn("pages", label=_("Pages")),
        ]

    def get_base_queryset(self) -> QuerySet[ActAsSession]:
        """Load people and numbers along."""
        return ActAsSession.objects.select_related("user", "staff").annotate(pages=Count("entries"))


class SessionView(RecordView):
    """One session with its pages."""

    def get_title(self) -> str:
        """Name who acted for whom."""
        return f"{self.object.staff} → {self.object.user}"

    def get_queryset(self) -> QuerySet[ActAsSession]:
        """Load the people along."""
        return ActAsSession.objects.select_related("user", "staff")


class SessionViewSet(RecordViewSet):
    """List and page at `/cms/act-as/`."""

    model = ActAsSession
    name = "act_as_sessions"
    url_prefix = "act-as"
    icon = "view"
    menu_label = _("Acting for customers")
    menu_name = "act-as"
    menu_order = 90
    add_to_admin_menu = True
    index_view_class = SessionListView
    inspect_view_class = SessionView
    inspect_view_fields = ["reason", "started_at", "expires_at", "ended_at", "end"]
    record_panels = PANELS
    form_fields = ["reason"]
    list_filter = ["end"]
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: nobody writes or changes one by hand."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]
