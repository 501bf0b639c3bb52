"""The back office's side: a customer's ledger with its proofs, and the list of suppressed addresses."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_core.consents.addresses import UnknownAddressError, key_of
from crm_core.consents.forms import LiftForm, StaffConsentForm, SuppressionForm
from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.consents.queries import keys_of_customer, subjects_of
from crm_core.consents.services import ObjectedError, lift, object_to_all, suppress, write
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import seen_or_404
from crm_core.customers.access.viewing import note_views
from crm_core.customers.models import Customer
from shop.audit.services import record as audit
from shop.backoffice.access import renders_forbidden
from shop.user.models import User, UserRequest

ADD = "consents.add_consent"
SHOWN = 200
LIST = "suppressions:index"
#: By these a customer is reached: an account or a browser has no channel.
REACHED = {str(ConsentSubject.Kind.EMAIL), str(ConsentSubject.Kind.PHONE)}


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required("consents.view_consent", raise_exception=True)
@permission_required("customers.view_customer", raise_exception=True)
def customer_consents(request: UserRequest, pk: int) -> HttpResponse:
    """Show all entries of a customer with their proof, and take one that they told a colleague."""
    customer = seen_or_404(request.user, pk)
    if customer.pk != pk:
        return redirect("customer_consents", customer.pk)
    may_add = request.user.has_perm(ADD)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    form = StaffConsentForm(request.POST or None, addresses=_addresses(customer, request.user))
    if request.method == "POST" and form.is_valid() and _enter(form, customer=customer, by=request.user):
        messages.success(request, _("The entry is recorded."))
        return redirect("customer_consents", customer.pk)
    entries = Consent.objects.filter(subject__in=subjects_of(keys_of_customer(customer)))
    note_views(request.user, customer.pk, page="consents")
    context = {
        "customer": customer,
        "entries": list(
            entries.select_related("subject", "text", "by", "note").order_by("-decided_at", "-pk")[:SHOWN]
        ),
        "form": form if may_add else None,
        **_head(customer, request.user),
    }
    return render(
        request, "crm_core/consents/office/ledger.html", context, status=422 if form.is_bound else 200
    )


def _addresses(customer: Customer, user: User) -> list[tuple[str, str]]:
    """List by what a customer may be reached, as far as the user sees it, and the customer, by post."""
    access = fields_of(user)
    keys = [key for key in keys_of_customer(customer) if key[0] in REACHED and access.shows(key[0])]
    own = (f"{ConsentSubject.Kind.CUSTOMER}:{customer.pk}", name_for(user, customer))
    return [*((f"{kind}:{value}", value) for kind, value in sorted(keys)), own]


@transaction.atomic
def _enter(form: StaffConsentForm, *, customer: Customer, by: User) -> bool:
    """Write down what a colleague was told, and in the audit log that they did; say on the form why not."""
    data = form.cleaned_data
    kind, _colon, value = data["address"].partition(":")
    try:
        if data["decision"] == Consent.Action.OBJECTED:
            object_to_all((kind, value), source=Consent.Source.STAFF, by=by, reason=data["reason"])
        else:
            write(
                (kind, value),
                purpose=data["purpose"],
                channel=data["channel"],
                action=data["decision"],
                source=Consent.Source.STAFF,
                by=by,
                reason=data["reason"],
            )
    except ObjectedError:
        form.add_error(
            "decision",
            _("The customer has objected. Only they can agree again, or the suppression is lifted first."),
        )
        return False
    told = {
        "decision": str(data["decision"]),
        "purpose": str(data["purpose"]),
        "channel": str(data["channel"]),
    }
    audit("consent_changed", actor=by, customer_id=customer.pk, detail=told)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required("consents.add_suppression", raise_exception=True)
def add_suppression(request: UserRequest) -> HttpResponse:
    """Suppress an address, with a reason."""
    form = SuppressionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = key_of(email=form.cleaned_data["email"])
        except UnknownAddressError:
            form.add_error("email", _("This is not an e-mail address."))
        else:
            note = form.cleaned_data["note"]
            with transaction.atomic():
                suppress(key, reason=Suppression.Reason.MANUAL, note=note, by=request.user)
                audit("suppressed", actor=request.user, model=Suppression._meta.label_lower)
            messages.success(request, _("%(address)s is suppressed.") % {"address": key[1]})
            return redirect(LIST)
    return _form_page(request, form, _("Suppress an address"), _("Suppress"))


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required("consents.change_suppression", raise_exception=True)
def lift_suppression(request: UserRequest, pk: int) -> HttpResponse:
    """Let an address be written to again, with a reason; what it refused stays refused."""
    row = get_object_or_404(Suppression.objects.select_related("subject"), pk=pk)
    if row.lifted_at is not None:
        messages.info(request, _("This suppression has been lifted already."))
        return redirect(LIST)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            lift(row, by=request.user, note=form.cleaned_data["note"])
            audit(
                "suppression_lifted",
                actor=request.user,
                model=Suppression._meta.label_lower,
                object_id=row.pk,
            )
        messages.success(request, _("%(address)s may be written to again.") % {"address": row.subject})
        return redirect(LIST)
    return _form_page(
        request,
        form,
        _("Lift the suppression of %(address)s") % {"address": row.subject},
        _("Lift"),
        row=row,
    )


def _form_page(
    request: HttpRequest, form: forms.Form, title: str, button: str, *, row: Suppression | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "button": button,
        "row": row,
        "back": reverse(LIST),
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(LIST), "label": _("Suppressed addresses")},
            {"url": "", "label": title},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "crm_core/consents/office/suppression_form.html", context, status=status)


def _head(customer: Customer, user: User) -> dict[str, object]:
    name = name_for(user, customer)
    return {
        "header_title": _("Consents of %(customer)s") % {"customer": name},
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("customers:index"), "label": _("Customers")},
            {"url": reverse("customers:inspect", args=[customer.pk]), "label": name},
            {"url": "", "label": _("Consents")},
        ],
    }
