"""The tenders' place in the back office."""

from typing import cast

from django.urls import URLPattern, path
from wagtail import hooks

from crm_core.tenders.office import TenderViewSet
from crm_core.tenders.queries import VIEW
from crm_core.tenders.views import office
from shop.backoffice.access import View, require_permissions


@hooks.register("register_admin_viewset")
def register_tenders() -> TenderViewSet:
    """Add the tenders."""
    return TenderViewSet()


@hooks.register("register_admin_urls")
def register_tender_urls() -> list[URLPattern]:
    """Mount the attachments."""
    return [
        path(
            "tender-files/<int:pk>/",
            require_permissions(cast("View", office.file), [VIEW]),
            name="tender_file",
        )
    ]
