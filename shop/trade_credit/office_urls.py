"""Addresses of receivables in the back office."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from shop.backoffice.access import READS, View, require_permissions
from shop.trade_credit import office_company, office_views as views
from shop.trade_credit.approvals import APPROVE
from shop.trade_credit.disputes import RESOLVE
from shop.trade_credit.services import SET_LIMIT

app_name = "receivables"
SEES = [views.SEE]


def guarded(view: View, right: str) -> View:
    """Let in who may see receivables; something is sent by who has a right of its own, too."""
    reading, sending = require_permissions(view, SEES), require_permissions(view, [views.SEE, right])

    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return (reading if request.method in READS else sending)(request, *args, **kwargs)

    return opened


urlpatterns = [
    path("receivables/", require_permissions(views.index, SEES), name="index"),  # type: ignore[arg-type]
    path("receivables/companies/<int:pk>/", guarded(office_company.company, SET_LIMIT), name="company"),
    path("receivables/approvals/", require_permissions(views.approvals, SEES), name="approvals"),
    path("receivables/approvals/<int:pk>/", guarded(views.approval, APPROVE), name="approval"),
    path("receivables/disputes/", require_permissions(views.disputes, SEES), name="disputes"),
    path("receivables/disputes/<int:pk>/", guarded(views.dispute, RESOLVE), name="dispute"),
    path(
        "receivables/settings/",
        require_permissions(views.settings, [views.CHANGE_SETTINGS]),
        name="settings",
    ),
]
