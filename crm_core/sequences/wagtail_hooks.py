"""The sequences' place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm_core.sequences import views
from crm_core.sequences.office import SequenceViewSet
from shop.backoffice.listing import BackOfficeViewSet


@hooks.register("register_admin_viewset")
def register_sequences() -> list[BackOfficeViewSet]:
    """Add the sequences to the back office."""
    return [SequenceViewSet(menu_label=_("Sequences"), menu_order=13)]


@hooks.register("register_admin_urls")
def register_enrolments() -> list[URLPattern]:
    """Mount what is done with a customer's enrolments."""
    return [
        path("customers/<int:pk>/enrol/", views.enrol_customer, name="sequence_enrol"),
        path("enrolments/<int:pk>/", views.change_enrolment, name="sequence_enrolment"),
    ]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="sequences",
        codename__in=["add_enrolment", "view_enrolment", "change_enrolment"],
    )
