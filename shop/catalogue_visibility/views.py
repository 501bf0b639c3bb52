"""Visibility rules in the back office: the list, a new rule with its preview, taking one away, the check."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.b2b.models import Company
from shop.backoffice.access import require_permissions
from shop.backoffice.confirmation import Question, is_confirmed
from shop.backoffice.listing import ListTab, ListView
from shop.catalogue.models import Product
from shop.catalogue_visibility.checking import company_sees, product_seen_by
from shop.catalogue_visibility.forms import CheckForm, ProductPickerField, RuleForm
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.queries import Effect, effect_of
from shop.catalogue_visibility.services import delete_rule, save_rule
from shop.user.models import UserRequest

SEE, ADD = "catalogue_visibility.view_visibilityrule", "catalogue_visibility.add_visibilityrule"
CHANGE = "catalogue_visibility.change_visibilityrule"
UNPROCESSABLE, FOUND = 422, 20


class RuleListView(ListView):
    """All rules, the latest first."""

    page_title = gettext_lazy("Visibility rules")
    list_name = "visibility-rules"
    default_ordering = "-created_at"
    is_searchable = False
    tabs = (
        ListTab(label=gettext_lazy("Visibility rules"), url_name="visibility-rules:index"),
        ListTab(label=gettext_lazy("Who sees what"), url_name="visibility-rules:check"),
    )

    def get_base_queryset(self) -> QuerySet[VisibilityRule]:
        """Load what rows show."""
        return VisibilityRule.objects.select_related("company", "group", "category", "product", "created_by")

    def all_columns(self) -> list[BaseColumn]:
        """Show what, what becomes of it, for whom, and who said so."""
        return [
            TitleColumn("part", label=_("What"), accessor="part_name", get_url=_rule_url),
            Column("effect", label=_("Effect"), accessor="get_effect_display"),
            Column("audience", label=_("For whom"), accessor="audience_name"),
            Column("note", label=_("Note")),
            Column("created_by", label=_("By")),
            DateColumn("created_at", label=_("Created"), sort_key="created_at"),
        ]

    def order_queryset(self, queryset: QuerySet[VisibilityRule]) -> QuerySet[VisibilityRule]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "pk")


def _rule_url(rule: VisibilityRule) -> str:
    return reverse("visibility-rules:delete", args=[rule.pk])


def _page(
    request: HttpRequest, name: str, title: str, *, status: int = 200, **context: object
) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("visibility-rules:index"), "label": _("Visibility rules")},
        {"url": "", "label": title},
    ]
    heading = {"header_title": title, "page_title": title, "header_icon": "view", "breadcrumbs_items": crumbs}
    template = f"catalogue_visibility/{name}.html"
    return render(request, template, {**heading, "back": crumbs[1]["url"], **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write a rule; the first POST says what it would do, the confirmed one saves it."""
    form = RuleForm(request.POST or None)
    is_asked, question = False, None
    if request.method == "POST" and form.is_valid():
        rule = form.rule
        if is_confirmed(request):
            changed = save_rule(rule, by=request.user)
            messages.success(request, _saved(changed))
            return redirect("visibility-rules:index")
        is_asked, question = True, Question(pieces=[], words=_words(rule, effect_of(rule)))
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    title = _("New visibility rule")
    return _page(request, "rule", title, status=status, form=form, is_asked=is_asked, question=question)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: UserRequest, pk: int) -> HttpResponse:
    """Show a rule and what taking it away would do; a confirmed POST takes it away."""
    rows = VisibilityRule.objects.select_related("company", "group", "category", "product", "created_by")
    rule = get_object_or_404(rows, pk=pk)
    may_delete = request.user.has_perm(CHANGE)
    if request.method == "POST" and is_confirmed(request):
        changed = delete_rule(rule)
        messages.success(request, _saved(changed))
        return redirect("visibility-rules:index")
    question = Question(pieces=[], words=_words(rule, effect_of(rule, is_removed=True)))
    return _page(request, "delete", str(rule), rule=rule, question=question, may_delete=may_delete)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Say what a company sees, who sees a product, and by which rules."""
    form = CheckForm(request.GET or None)
    companies, products = form.cleaned_data.values() if form.is_bound and form.is_valid() else ((), ())
    return _page(
        request,
        "check",
        _("Who sees what"),
        form=form,
        company=company_sees(companies[0]) if companies else None,
        product=product_seen_by(products[0]) if products else None,
    )


@require_GET
def companies(request: HttpRequest) -> JsonResponse:
    """Find companies by a part of their name, for the picker."""
    text = _asked(request)
    rows = Company.objects.filter(name__icontains=text).order_by("name", "pk")[:FOUND] if text else []
    return JsonResponse({"results": [{"pk": row.pk, "label": row.name} for row in rows]})


@require_GET
def products(request: HttpRequest) -> JsonResponse:
    """Find products by a part of their name or by SKU, theirs or a variant's, for the picker."""
    text = _asked(request)
    numbers = Q(code__iexact=text) | Q(upc__iexact=text) | Q(stockrecords__partner_sku__iexact=text)
    parents = Product.objects.filter(numbers, parent__isnull=False).values("parent")
    heads = Product.objects.filter(parent=None)
    heads = heads.filter(Q(title__icontains=text) | numbers | Q(pk__in=parents))
    rows = heads.distinct().order_by("pk")[:FOUND] if text else []
    label = ProductPickerField().label_from_instance
    return JsonResponse({"results": [{"pk": row.pk, "label": label(row)} for row in rows]})


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def _saved(changed: int) -> str:
    words = ngettext(
        "Saved. Who sees it has changed for %(n)d product.",
        "Saved. Who sees them has changed for %(n)d products.",
        changed,
    )
    return words % {"n": changed}


def _words(rule: VisibilityRule, effect: Effect) -> list[str]:
    """Say in words what a change would do."""
    told = [
        ngettext("The rule reaches %(n)d product.", "The rule reaches %(n)d products.", effect.products)
        % {"n": effect.products}
    ]
    if effect.hidden:
        told.append(
            ngettext("%(n)d product will be hidden.", "%(n)d products will be hidden.", effect.hidden)
            % {"n": effect.hidden}
        )
    if effect.shown:
        told.append(
            ngettext("%(n)d product will be shown.", "%(n)d products will be shown.", effect.shown)
            % {"n": effect.shown}
        )
    if not effect.hidden and not effect.shown:
        told.append(_("Nobody will see more or less than before: nearer rules decide."))
    told.append(
        _("Afterwards %(seen)d of %(all)d companies see some of them, and visitors see %(open)d.")
        % {"seen": effect.seen_by, "all": effect.all_companies, "open": effect.open_to_strangers}
    )
    return told


new_view = require_permissions(new, [ADD])
delete_view = require_permissions(delete, [SEE])
check_view = require_permissions(check, [SEE])
companies_view = require_permissions(companies, [SEE])
products_view = require_permissions(products, [SEE])
