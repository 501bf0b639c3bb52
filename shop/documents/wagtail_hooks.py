"""The back office's pages about documents: addresses, menu, permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.documents.office_pages import DocumentViewSet
from shop.documents.office_views import REPORT


class TaxReportMenuItem(MenuItem):
    """Seen by those who may see the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return bool(request.user.has_perm(REPORT))


@hooks.register("register_admin_viewset")
def register_documents() -> DocumentViewSet:
    """Register the list and the page of a document."""
    return DocumentViewSet()


@hooks.register("register_admin_urls")
def register_document_urls() -> list[URLResolver]:
    """Mount the other pages."""
    return [path("", include("shop.documents.office_urls"))]


@hooks.register("register_admin_menu_item")
def register_tax_report_menu_item() -> TaxReportMenuItem:
    """Put the report behind the invoices."""
    return TaxReportMenuItem(
        _("Tax report"), reverse_lazy("office_documents:tax-report"), icon_name="table", order=26
    )


@hooks.register("register_permissions")
def register_document_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    names = ["view_document", "add_document", "view_documenttax"]
    return Permission.objects.filter(content_type__app_label="documents", codename__in=names)
