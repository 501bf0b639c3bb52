"""Lists beside the timelines: next steps with customers, and templates of mails."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.views import customer_url
from crm_core.timeline.forms import FollowUpForm, MailTemplateForm, colleagues
from crm_core.timeline.models import FollowUp, MailTemplate
from shop.backoffice.access import View
from shop.backoffice.columns import DayColumn
from shop.backoffice.languages import in_every_language, panels_in_every_language
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.user.models import User, UserRequest

DUE, LATER, DONE = "due", "later", "done"


class FollowUpFilterSet(WagtailFilterSet):
    """Due, later or done, and whose."""

    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(DUE, _("Due")), (LATER, _("Later")), (DONE, _("Done"))],
        method="filter_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    assignee = django_filters.ModelMultipleChoiceFilter(
        label=_("Assignee"), queryset=lambda _request: colleagues(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def filter_state(self, steps: QuerySet[FollowUp], _name: str, value: str) -> QuerySet[FollowUp]:
        """Keep those in this state."""
        today = timezone.localdate()
        if value == DONE:
            return steps.exclude(done_at=None)
        steps = steps.filter(done_at=None)
        return steps.filter(due_on__lte=today) if value == DUE else steps.filter(due_on__gt=today)


class FollowUpListView(ListView):
    """Every next step, the earliest first; those with customers that one sees."""

    request: UserRequest
    default_ordering = "due_on"
    page_title: str | Promise = _("Follow-ups")
    list_name = "follow-ups"

    def all_columns(self) -> list[BaseColumn]:
        """Name the step, the customer, the day, and whose it is."""
        return [
            TitleColumn(
                "text", label=_("Next step"), get_url=lambda step: _edit_url(self.request.user, step)
            ),
            TitleColumn("customer", label=_("Customer"), get_url=lambda step: customer_url(step.customer)),
            DayColumn("due_on", label=_("Due"), sort_key="due_on"),
            Column("assignee", label=_("Assignee")),
            DayColumn("done_at", label=_("Done")),
        ]

    def get_base_queryset(self) -> QuerySet[FollowUp]:
        """Load what the rows name."""
        steps = FollowUp.objects.select_related("customer", "assignee")
        return rows_visible_to(self.request.user, steps)  # guard: follow-up-list

    def order_queryset(self, queryset: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
        """Sort as asked; equals by number, so that pages do not overlap."""
        return queryset.order_by(self.ordering, "pk")


def _edit_url(user: User, step: FollowUp) -> str:
    if user.has_perm("timeline.change_followup"):
        return reverse("follow_ups:edit", args=[step.pk])
    return customer_url(step.customer)


class FollowUpPolicy(ModelPermissionPolicy):
    """Next steps are made on a customer's page, and done rather than deleted."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking and changing."""
        return action in {"view", "change"} and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: User, action: str, instance: FollowUp) -> bool:
        """Ask the same of one."""
        return self.user_has_permission(user, action)


register_permission_policy(FollowUp, FollowUpPolicy(FollowUp))


class FollowUpViewSet(BackOfficeViewSet):
    """The next steps at `/cms/follow-ups/`."""

    model = FollowUp
    name = "follow_ups"
    url_prefix = "follow-ups"
    icon = "calendar-check"
    menu_label = _("Follow-ups")
    menu_order = 12
    add_to_admin_menu = True
    index_view_class = FollowUpListView
    filterset_class = FollowUpFilterSet
    form_fields = FollowUpForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[FollowUpForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that names the colleagues."""
        return FollowUpForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def construct_view(self, view_class: type, **kwargs: object) -> View:
        """Have each view find only the steps with customers that its user sees."""
        if hasattr(view_class, "get_object"):
            view_class = type(view_class.__name__, (VisibleSteps, view_class), {})
        return super().construct_view(view_class, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list and the form; a step is made on the customer's page."""
        kept = {"index", "index_results", "edit"}
        return [url for url in super().get_urlpatterns() if url.name in kept]


class VisibleSteps:
    """Mixed into a view of one step: others' are not there."""

    request: UserRequest

    def get_queryset(self) -> QuerySet[FollowUp]:
        """List the steps with customers that this user sees."""
        return rows_visible_to(self.request.user, FollowUp.objects.all())


PLACEHOLDER_HELP = "crm_core/timeline/placeholder_help.html"


class MailTemplateViewSet(BackOfficeViewSet):
    """The templates of mails at `/cms/mail-templates/`."""

    model = MailTemplate
    name = "mail_templates"
    url_prefix = "mail-templates"
    icon = "mail"
    menu_label = _("Mail templates")
    menu_order = 13
    add_to_admin_menu = True
    list_display = ["name", Column("subject", label=_("Subject"))]
    ordering = ["name"]
    search_fields = ["name", *in_every_language("subject", "text")]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            HelpPanel(template=PLACEHOLDER_HELP),
            MultiFieldPanel(panels_in_every_language("subject", _("Subject")), heading=_("Subject")),
            MultiFieldPanel(panels_in_every_language("text", _("Message")), heading=_("Message")),
        ],
        base_form_class=MailTemplateForm,
    )
