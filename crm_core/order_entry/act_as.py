"""From a customer's page into the shop: as which of their accounts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.page_actions import PAGE_ACTIONS, PageAction
from crm_core.order_entry.buyers import accounts_of
from shop.act_as.access import START, may_act_for
from shop.user.models import UserRequest


@require_safe
def choose_account(request: UserRequest, pk: int) -> HttpResponse:
    """List the accounts by which a customer buys; the only one is chosen at once."""
    customer = seen_or_404(request.user, pk)
    accounts = [user for user in accounts_of(customer) if may_act_for(request.user, user)]
    if len(accounts) == 1:
        return redirect("act_as_start", accounts[0].pk)
    title = _("Act for %(name)s") % {"name": customer}
    context = {
        "accounts": accounts,
        "header_title": title,
        "page_title": title,
        "header_icon": "user",
        "breadcrumbs_items": [
            {"url": reverse("customers:index"), "label": _("Customers")},
            {"url": reverse("customers:inspect", args=[customer.pk]), "label": str(customer)},
            {"url": "", "label": title},
        ],
    }
    return render(request, "act_as/office/choose.html", context)


PAGE_ACTIONS.register(
    PageAction(
        name="act-as",
        label=gettext_lazy("Shop in their place"),
        url_name="act_as_choose",
        order=80,
        permission=START,
        icon="view",
    )
)
