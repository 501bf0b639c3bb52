"""Words that Wagtail looks up while it is imported, so in English whoever reads them."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.forms.collections import GroupCollectionManagementPermissionFormSet
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.documents.forms import GroupDocumentPermissionFormSet
from wagtail.images.forms import GroupImagePermissionFormSet
from wagtail.sites.views import IndexView as SiteIndexView


def read_late() -> None:
    """Have them looked up when they are read: kinds of redirects, columns of sites, rights on files."""
    filters: Any = RedirectsReportFilterSet
    kind = filters.base_filters["is_permanent"]
    kind.label = gettext_lazy("Type")
    kind.extra["choices"] = ((True, gettext_lazy("Permanent")), (False, gettext_lazy("Temporary")))
    kind.extra["empty_label"] = gettext_lazy("All")
    for column in SiteIndexView.columns:  # called by their names in a program
        column.label = gettext_lazy(str(column.label))
    formsets = (
        GroupImagePermissionFormSet,
        GroupDocumentPermissionFormSet,
        GroupCollectionManagementPermissionFormSet,
    )
    for formset in formsets:
        formset.permission_types[:] = [  # the list that its fields are made of
            (name, gettext_lazy(str(short)), gettext_lazy(str(long)))
            for name, short, long in formset.permission_types
        ]
