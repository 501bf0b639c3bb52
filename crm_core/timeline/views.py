"""The timeline beyond its first page, and by kind."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.access.viewing import note_views
from crm_core.timeline.pages import timeline_page
from shop.backoffice.access import renders_forbidden
from shop.user.models import UserRequest


@require_safe
@renders_forbidden
@permission_required("customers.view_customer", raise_exception=True)
def timeline(request: UserRequest, pk: int) -> HttpResponse:
    """Show a page of one customer's timeline; `group` filters it, `p` turns the page."""
    customer = seen_or_404(request.user, pk)
    if customer.pk != pk:
        return redirect("customer_timeline", customer.pk)
    context = {
        "customer": customer,
        "header_title": _("Timeline of %(customer)s") % {"customer": customer},
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("customers:index"), "label": _("Customers")},
            {"url": reverse("customers:inspect", args=[customer.pk]), "label": str(customer)},
            {"url": "", "label": _("Timeline")},
        ],
        **timeline_page(customer, request.user, request.GET),
    }
    note_views(request.user, customer.pk, page="timeline")
    return render(request, "crm_core/timeline/timeline_page.html", context)
