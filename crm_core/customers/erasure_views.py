"""Erasing a customer's data on request: what would go, what stays and why, a reason, and a second look."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.models import Customer
from crm_core.customers.views import customer_url
from shop.backoffice.access import renders_forbidden
from shop.backoffice.confirmation import is_confirmed
from shop.privacy.certificates import certificate_of, delay_words, kept_data
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.services import complete, delays_of, preview
from shop.privacy.models import DeletionRequest
from shop.privacy.services import request_for_customer, withdraw_request
from shop.user.models import UserRequest

ERASE = "customers.erase_customer"

#: What a column of the database holds.
MOST = 2**63 - 1


class ErasureForm(forms.Form):
    """Why, and the customer's number once more: what goes does not come back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("For example: letter of 3 May. It is deleted with the data."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Customer number, to confirm"), min_value=1, max_value=MOST
    )

    def __init__(self, data: QueryDict | None, *, customer: Customer) -> None:
        super().__init__(data)
        self.customer = customer

    def clean_number(self) -> int:
        """Want the number of this very customer."""
        number: int = self.cleaned_data["number"]
        if number != self.customer.pk:
            raise ValidationError(_("This is not the number of this customer."))
        return number


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required(ERASE, raise_exception=True)
def erase_customer(request: UserRequest, pk: int) -> HttpResponse:
    """Show what would go and what stays; with a reason ask again, and with the yes request it."""
    customer = seen_or_404(request.user, pk)
    if customer.kind != Customer.Kind.PERSON:
        messages.error(request, _("A company is no person; erase the people who speak for it."))
        return redirect(customer_url(customer))
    form = ErasureForm(request.POST or None, customer=customer)
    if form.is_valid() and is_confirmed(request):
        subject = {"customers": [customer.pk]}
        found = request_for_customer(
            subject, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        return redirect("customer_erasure_state", found.pk)
    person = complete(Person(customers={customer.pk}, is_whole_record=True))
    title = _("Erase the personal data of %(customer)s") % {"customer": name_for(request.user, customer)}
    context = {
        "customer": customer,
        "form": form,
        "is_asked": form.is_bound and form.is_valid(),
        "goes": preview(person),
        "kept": kept_data(),
        "delays": delays_of(person),
        "back": customer_url(customer),
        "header_title": title,
        "header_icon": "bin",
        "breadcrumbs_items": _breadcrumbs(title),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "crm_core/customers/erasure/question.html", context, status=status)


@require_http_methods(["GET", "POST"])
@renders_forbidden
@permission_required(ERASE, raise_exception=True)
def erasure_state(request: UserRequest, pk: int) -> HttpResponse:
    """Show how a request stands, with its certificate when it is done; a POST takes an open one back."""
    found = get_object_or_404(DeletionRequest.objects.select_related("by"), pk=pk)
    for customer in found.subject.get("customers", []):
        seen_or_404(request.user, customer)
    if request.method == "POST":
        if withdraw_request(found, now=timezone.now()):
            messages.success(request, _("Nothing will be erased."))
        return redirect(request.path)
    title = _("Erasure E-%(number)s") % {"number": found.pk}
    context = {
        "asked": found,
        "certificate": certificate_of(found) if found.done_at else None,
        "waits_for": delay_words(found),
        "header_title": title,
        "header_icon": "bin",
        "breadcrumbs_items": _breadcrumbs(title),
    }
    return render(request, "crm_core/customers/erasure/state.html", context)


@require_safe
@renders_forbidden
@permission_required(ERASE, raise_exception=True)
def erasures(request: UserRequest) -> HttpResponse:
    """List the latest requests, whoever they came from."""
    title = _("Erasures")
    context = {
        "requests": DeletionRequest.objects.select_related("by").order_by("-requested_at", "-pk")[:100],
        "header_title": title,
        "header_icon": "bin",
        "breadcrumbs_items": [*_breadcrumbs(title)[:2], {"url": "", "label": title}],
    }
    return render(request, "crm_core/customers/erasure/list.html", context)


def _breadcrumbs(label: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("customers:index"), "label": _("Customers")},
        {"url": reverse("customer_erasures"), "label": _("Erasures")},
        {"url": "", "label": label},
    ]


def erasure_urls() -> list[URLPattern]:
    """Return the pages, to be mounted below `/cms/`."""
    return [
        path("customer-erasures/", erasures, name="customer_erasures"),
        path("customer-erasures/<int:pk>/", erasure_state, name="customer_erasure_state"),
        path("customer-erasures/of/<int:pk>/", erase_customer, name="customer_erase"),
    ]
