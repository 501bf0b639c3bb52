"""The budgets of a company, on its own pages: everybody sees what is left of theirs, managers set them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView
from django.views.generic.detail import SingleObjectTemplateResponseMixin
from django.views.generic.edit import ModelFormMixin

from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.budgets.forms import BudgetForm
from shop.budgets.models import Budget, BudgetEntry
from shop.budgets.queries import standings, standings_for
from shop.budgets.services import BudgetTooSmallError, save_budget
from shop.configuration.queries import shop_currency

HOLDERS = ("company", "contact", "department", "cost_centre")
PER_PAGE = 50


class BudgetsMixin(CompanyViewMixin):
    """The budgets that somebody may set: those of their company, by their level of its subsidiaries too."""

    company_permissions: tuple[str, ...] = ("budgets.manage",)

    def get_queryset(self) -> QuerySet[Budget]:
        """Look among those."""
        mine = self.access.scope("budgets.manage", company="company")
        return Budget.objects.filter(mine).select_related(*HOLDERS)


class BudgetListView(BudgetsMixin, TemplateView):
    """One's own budgets with what is left, and those of the company for who may set them."""

    template_name = "budgets/list.html"
    company_permissions = ()

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List them by what runs."""
        budgets = list(self.get_queryset().order_by("-is_active", "name", "pk"))
        found = {standing.budget.pk: standing for standing in standings(budgets)}
        return super().get_context_data(
            page_title=_("Budgets"),
            own=standings_for(self.access, currency=shop_currency()),
            managed=[(budget, found.get(budget.pk)) for budget in budgets],
            may_manage=self.access.can("budgets.manage"),
            **kwargs,
        )


class BudgetFormMixin(BudgetsMixin, SingleObjectTemplateResponseMixin, ModelFormMixin):
    """The form of a budget."""

    model = Budget
    form_class = BudgetForm
    template_name = "budgets/form.html"
    object: Any

    def company_of_budget(self) -> Company:
        """Return whose budget it is."""
        return Company.objects.get(pk=self.access.company_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer people and cost centres of the company."""
        return {**super().get_form_kwargs(), "company": self.company_of_budget()}

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save it; one that is too small for what is spent is refused, and what was typed stays."""
        try:
            self.object = save_budget(form.instance)
        except BudgetTooSmallError as refusal:
            form.add_error("amount", str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The budget is saved."))
        return HttpResponse(status=302, headers={"Location": reverse("budgets:list")})


class BudgetCreateView(BudgetFormMixin, CreateView):
    """A new budget."""

    extra_context = {"page_title": _("New budget")}

    def get_form_kwargs(self) -> dict[str, object]:
        """It is in the shop's currency."""
        kwargs = super().get_form_kwargs()
        return {**kwargs, "instance": Budget(currency=shop_currency())}


class BudgetUpdateView(BudgetFormMixin, UpdateView):
    """Change a budget."""

    def company_of_budget(self) -> Company:
        """Return the company that it belongs to, perhaps a subsidiary."""
        company: Company = self.object.company
        return company

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name it."""
        return super().get_context_data(page_title=_("Change budget"), **kwargs)


class BudgetView(BudgetsMixin, DetailView):
    """A budget with every movement of it."""

    template_name = "budgets/detail.html"
    context_object_name = "budget"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """List its entries, the latest first, page by page."""
        entries = BudgetEntry.objects.filter(period__budget=self.object)
        pages = Paginator(entries.select_related("order", "by", "period"), PER_PAGE)
        found = standings([self.object])
        return super().get_context_data(
            page_title=self.object.name,
            standing=found[0] if found else None,
            entries=pages.get_page(self.request.GET.get("page")),
            **kwargs,
        )
