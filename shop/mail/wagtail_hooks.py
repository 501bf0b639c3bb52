"""The outbox and the previews in the back office's menu."""

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import InspectView
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.mail.kinds import KINDS
from shop.mail.models import Mail
from shop.mail.services import STUCK
from shop.mail.views import CHANGE, VIEW

register_permission_policy(Mail, ReadOnlyPolicy(Mail))


def kind_of(mail: Mail) -> str | Promise:
    """Return what kind of mail it is in words; one that is sent no more by its code."""
    return KINDS[mail.kind].name if mail.kind in KINDS else mail.kind


def language_of(mail: Mail) -> str:
    """Return the language of a mail as its readers call it; empty where none is known."""
    return get_language_info(mail.language)["name_local"] if mail.language else ""


def status_of(mail: Mail) -> str:
    """Return what became of a mail, and why where it was not sent."""
    words = mail.get_status_display()
    return f"{words}: {mail.get_refusal_display()}" if mail.refusal else words


class MailFilterSet(WagtailFilterSet):
    """What became of it, when it was written, what it is and in which language."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Mail.Status.choices, widget=forms.CheckboxSelectMultiple
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Created on"), widget=DateRangePickerWidget)

    class Meta:
        model = Mail
        fields = ["kind", "language"]


class MailListView(ListView):
    """The outbox, the newest first."""

    default_ordering = "-created_at"


class MailInspectView(InspectView):
    """One mail: what became of it, and what it says unless it is secret."""

    page_title = _("E-mail")
    template_name = "backoffice/mail.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add whether it may be sent again."""
        stuck = self.object.status in STUCK and not self.object.is_secret
        may = stuck and self.request.user.has_perm(CHANGE)
        return super().get_context_data(
            mail=self.object, kind=kind_of(self.object), may_send_again=may, **kwargs
        )


class MailViewSet(BackOfficeViewSet):
    """Read and never written: nobody changes what was said to a customer."""

    model = Mail
    name = "mails"
    url_prefix = "mail"
    icon = "mail"
    menu_label = _("Outbox")
    index_view_class = MailListView
    inspect_view_class = MailInspectView
    inspect_view_enabled = True
    list_display = [
        "subject",
        "to",
        Column("kind", label=_("Type"), accessor=kind_of),
        Column("language", label=_("Language"), accessor=language_of),
        Column("status", label=_("Status"), accessor=status_of),
        DateColumn("created_at", label=_("Created on"), sort_key="created_at"),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
    ]
    filterset_class = MailFilterSet
    search_fields = ["to", "subject"]
    form_fields = ["subject"]


class MailMenuItem(MenuItem):
    """Seen by those who may see mails."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_admin_viewset")
def register_mails() -> MailViewSet:
    """Mount the outbox at `/cms/mail/`."""
    return MailViewSet()


@hooks.register("register_admin_urls")
def register_mail_urls() -> list[URLResolver]:
    """Mount previews and what belongs to a mail's page."""
    return [path("mail-tools/", include("shop.mail.urls"))]


@hooks.register("register_admin_menu_item")
def register_outbox_item() -> MailMenuItem:
    """Add the outbox to the menu."""
    return MailMenuItem(_("Outbox"), reverse_lazy("mails:index"), name="outbox", icon_name="mail", order=55)


@hooks.register("register_settings_menu_item")
def register_previews_item() -> MailMenuItem:
    """Add the previews to the settings."""
    return MailMenuItem(_("Mail previews"), reverse_lazy("mail:previews"), icon_name="view", order=895)


@hooks.register("register_permissions")
def register_mail_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="mail", codename__in=["view_mail", "change_mail"]
    )
