"""Pages beside list and record: a lead by hand, the way to account and deal, what pickers ask."""

from decimal import Decimal
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import may_see, visible_to
from crm_core.customers.models import Customer
from crm_core.customers.queries import customers_matching, exact_matches
from crm_core.leads.access import CHANGE, VIEW, lead_or_404, leads_visible_to
from crm_core.leads.accounts import PossibleAccount, possible_accounts
from crm_core.leads.facts import LeadFacts
from crm_core.leads.forms import NEW, PERSON, NewLeadForm, ProductsField, QualifyForm
from crm_core.leads.kinds import BY_HAND
from crm_core.leads.limits import lead_url
from crm_core.leads.models import Lead
from crm_core.leads.qualification import Decision, PlannedDeal, Qualified, qualified, qualify_lead
from crm_core.leads.services import LeadClosedError, capture_lead
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Pipeline
from shop.backoffice.access import renders_forbidden
from shop.backoffice.confirmation import is_confirmed
from shop.catalogue.models import Product
from shop.dashboard.catalogue.queries import products_matching
from shop.user.models import UserRequest

ADD = "leads.add_lead"
FOUND, SHOWN = 20, 5
UNPROCESSABLE = 422


def heading(title: str, *way: tuple[str, str], icon: str = "user") -> dict[str, object]:
    """Return title and breadcrumbs of a page below the leads."""
    steps = [(reverse("wagtailadmin_home"), _("Home")), (reverse("leads:index"), _("Leads")), *way]
    crumbs = [{"url": url, "label": label} for url, label in [*steps, ("", title)]]
    return {"header_title": title, "page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required(ADD, raise_exception=True)
@permission_required(VIEW, raise_exception=True)
def new_lead(request: UserRequest) -> HttpResponse:
    """Take a lead by hand; a second click gets the lead of the first."""
    form = NewLeadForm(request.POST or None, user=request.user, initial={"key": uuid4(), "owner": None})
    if request.method == "POST" and form.is_valid():
        lead = _captured(form, request)
        seen = leads_visible_to(request.user).filter(pk=lead.pk).exists()
        if not seen:
            messages.success(
                request, _("The lead is kept. It belongs to a colleague, who knows this customer.")
            )
            return redirect("leads:index")
        messages.success(request, _("The lead is kept."))
        return redirect(lead_url(lead))
    context = {**heading(_("New lead"), icon="plus"), "form": form}
    return render(request, "crm_core/leads/new.html", context, status=UNPROCESSABLE if form.errors else 200)


def _captured(form: NewLeadForm, request: UserRequest) -> Lead:
    data = form.cleaned_data
    return capture_lead(
        LeadFacts(
            kind=BY_HAND,
            source=f"by-hand:{data['key']}",
            occurred_at=timezone.now(),
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            company_name=data["company_name"],
            vat_id=data["vat_id"],
            country=data["country"],
            postcode=data["postcode"],
            text=data["wants"],
            products=tuple(product.pk for product in data["products"]),
            owner=data["owner"],
            data={"by_id": request.user.pk},
        )
    )


@require_safe
@renders_forbidden
@permission_required(ADD, raise_exception=True)
def duplicates(request: UserRequest) -> JsonResponse:
    """Say, while a lead is typed, whom we know already by the address, number, name or company."""
    hidden = fields_of(request.user).hidden
    typed = {name: request.GET.get(name, "").replace("\x00", "")[:200].strip() for name in TYPED}
    exact: set[int] = set()
    for name in ("email", "phone"):
        exact |= exact_matches(typed[name], hidden=hidden) if typed[name] else set()
    seen = visible_to(request.user)
    found = list(seen.filter(pk__in=exact)[:SHOWN])
    is_colleagues = bool(exact) and not found and Customer.objects.filter(pk__in=exact).exists()
    for name in ("name", "company"):
        if len(typed[name]) >= LEAST and len(found) < SHOWN:
            found += [
                each for each in customers_matching(typed[name], among=seen)[:SHOWN] if each not in found
            ]
    found = found[:SHOWN]
    leads = dict(
        leads_visible_to(request.user)
        .filter(customer__in=found, open_slot=True)
        .values_list("customer", "pk")
    )
    results = [
        {
            "name": name_for(request.user, each),
            "note": _("has an open lead") if each.pk in leads else each.get_kind_display(),
            "url": reverse("leads:inspect", args=[leads[each.pk]])
            if each.pk in leads
            else reverse("customers:inspect", args=[each.pk]),
            "is_same": each.pk in exact,
        }
        for each in found
    ]
    return JsonResponse({"results": results, "is_colleagues": is_colleagues})


TYPED = ("email", "phone", "name", "company")
LEAST = 3


@require_safe
@renders_forbidden
@permission_required(VIEW, raise_exception=True)
def products(request: HttpRequest) -> JsonResponse:
    """Answer what the picker of products asks."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    heads = Product.objects.exclude(structure=Product.CHILD).order_by("pk")
    rows = products_matching(text, among=heads)[:FOUND] if text else []
    label = ProductsField().label_from_instance
    return JsonResponse({"results": [{"pk": row.pk, "label": label(row)} for row in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@renders_forbidden
@permission_required(CHANGE, raise_exception=True)
@permission_required("pipeline.add_deal", raise_exception=True)
def qualify(request: UserRequest, pk: int) -> HttpResponse:
    """Fill in what a lead becomes, show what would be made, and make it after a yes."""
    lead = lead_or_404(request.user, pk)
    if lead.state == Lead.State.QUALIFIED:
        return _onwards(request, qualified(lead))
    if not lead.is_open:
        messages.warning(request, _("This lead is disqualified; open it again first."))
        return redirect(lead_url(lead))
    accounts, hidden = possible_accounts(lead, request.user)
    pipelines = Pipeline.objects.filter(is_active=True).order_by("position", "pk")
    form = QualifyForm(
        request.POST or None,
        accounts=_choices(request, lead, accounts),
        pipelines=pipelines,
        initial=_initial(lead, accounts, pipelines.first()),
    )
    is_sent = request.method == "POST" and form.is_valid() and "edit" not in request.POST
    decision = _decision(form, accounts) if is_sent else None
    if decision is not None and is_confirmed(request):
        try:
            return _onwards(request, qualify_lead(lead, decision, by=request.user))
        except LeadClosedError:
            messages.error(request, _("Somebody else has closed this lead meanwhile."))
            return redirect(lead_url(lead))
        except DealError as error:
            form.add_error(None, str(error))
            decision = None
    name = name_for(request.user, lead.customer)
    context = {
        **heading(_("Qualify"), (lead_url(lead), name), icon="check"),
        "lead": lead,
        "name": name,
        "form": form,
        "decision": decision,
        "account_name": _account_name(request, decision, name) if decision else "",
        "hidden": hidden,
        "products": lead.products.select_related("parent"),
        "back": lead_url(lead),
    }
    return render(
        request, "crm_core/leads/qualify.html", context, status=UNPROCESSABLE if form.errors else 200
    )


def _choices(request: UserRequest, lead: Lead, accounts: list[PossibleAccount]) -> list[tuple[str, str]]:
    """List the accounts that it may belong to, a new one, and the person alone."""
    known = [
        (
            each.key,
            _("%(name)s (%(why)s)")
            % {
                "name": name_for(request.user, each.customer) if each.customer else each.name,
                "why": each.why,
            },
        )
        for each in accounts
    ]
    own = _("%(name)s alone") % {"name": name_for(request.user, lead.customer)}
    return [*known, (NEW, _("A new company")), (PERSON, own)]


def _initial(lead: Lead, accounts: list[PossibleAccount], pipeline: Pipeline | None) -> dict[str, object]:
    """Fill in from the lead, so that nothing is typed again."""
    source = lead.sources.exclude(data__amount=None).order_by("-occurred_at").first()
    company = lead.company_name
    is_company = lead.customer.kind == Customer.Kind.COMPANY
    best = accounts[0].key if accounts else NEW if company and not is_company else PERSON
    first_line = lead.wants.strip().splitlines()[0] if lead.wants.strip() else ""
    return {
        "account": best,
        "company_name": company,
        "vat_id": lead.vat_id,
        "title": (first_line or company or lead.customer.name)[:80],
        "pipeline": pipeline,
        "amount": source.data.get("amount") if source else None,
        "opens_deal": True,
    }


def _decision(form: QualifyForm, accounts: list[PossibleAccount]) -> Decision:
    data = form.cleaned_data
    chosen = next((each for each in accounts if each.key == data["account"]), None)
    is_new = data["account"] == NEW
    deal = PlannedDeal(
        title=data["title"],
        pipeline=data["pipeline"],
        amount=data["amount"] or Decimal(0),
        expected_close_on=data["expected_close_on"],
    )
    return Decision(
        account=chosen.customer if chosen else None,
        company=chosen.company if chosen else None,
        new_company=data["company_name"] if is_new else "",
        vat_id=data["vat_id"] if is_new else "",
        role=data["role"],
        deal=deal if data["opens_deal"] else None,
    )


def _account_name(request: UserRequest, decision: Decision, person: str) -> str:
    if decision.account is not None:
        return name_for(request.user, decision.account)
    return str(decision.company or decision.new_company or person)


def _onwards(request: UserRequest, found: Qualified) -> HttpResponse:
    """Lead to the deal, else to the account, as far as the user sees it."""
    messages.success(request, _("The lead is qualified."))
    user = request.user
    if found.deal is not None and user.has_perm("pipeline.view_deal") and may_see(user, found.deal.customer):
        return redirect("deals:inspect", found.deal.pk)
    if may_see(user, found.account) and user.has_perm("customers.view_customer"):
        return redirect("customers:inspect", found.account.pk)
    return redirect(lead_url(found.lead))
