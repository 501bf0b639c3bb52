"""Where a company's goods go and what its orders are booked to: kept by itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Model, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from shop.b2b.models import Company, Department
from shop.b2b.pages import CompanyViewMixin
from shop.company_accounts.companies import ChosenCompanyMixin, companies_within
from shop.company_accounts.places_forms import FORMS

MANAGE = ("company.manage",)
UNPROCESSABLE = 422


class PlacesView(ChosenCompanyMixin, TemplateView):
    """Locations, departments and cost centres of a company."""

    template_name = "company/places.html"
    company_permissions = MANAGE

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Read all three."""
        company = self.company
        return super().get_context_data(
            page_title=_("Locations and cost centres"),
            locations=company.locations.select_related("country").order_by("-is_active", "name"),
            departments=company.departments.annotate(people=Count("contacts")).order_by("name"),
            cost_centres=company.cost_centres.order_by("-is_active", "code"),
            **kwargs,
        )


class PlaceView(ChosenCompanyMixin, FormView):
    """A new location, department or cost centre, or one that is there; another company's is 404."""

    template_name = "company/place.html"
    company_permissions = MANAGE

    def titles(self) -> dict[str, str]:
        """Say what a page for a new one is called."""
        return {
            "location": _("New location"),
            "department": _("New department"),
            "cost-centre": _("New cost centre"),
        }

    @cached_property
    def place(self) -> Model | None:
        """What is changed; None for a new one."""
        model = self.kind[0]
        if "pk" not in self.kwargs:
            return None
        reached = companies_within(self.access, self.permission)
        rows = model._default_manager.filter(company__in=reached)  # guard: places-of-others
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def kind(self) -> tuple[type[Model], type[Any]]:
        """The model and its form."""
        found = FORMS.get(self.kwargs["kind"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def company(self) -> Company:
        """The company of what is changed, else the chosen one."""
        place: Any = self.place
        return place.company if place is not None else super().company

    def get_form_class(self) -> type[Any]:
        """Ask as the kind is asked."""
        return self.kind[1]

    def get_form_kwargs(self) -> dict[str, object]:
        """Say whose it is, and which one."""
        kwargs = super().get_form_kwargs()
        if not kwargs["initial"]:
            kwargs.pop("initial")
        return {**kwargs, "company": self.company, "instance": self.place}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save it; with `look` show the fields of the country chosen."""
        if "look" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.kind[1](initial=request.POST.dict(), company=self.company, instance=self.place)
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        """Save it."""
        saved = form.save()
        messages.success(self.request, _("%(name)s is saved.") % {"name": saved})
        return self.go_to("company:places")

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name the page."""
        title = str(self.place) if self.place else self.titles()[self.kwargs["kind"]]
        extra = {"page_title": title, "kind": self.kwargs["kind"], "place": self.place}
        return {**super().get_context_data(**kwargs), **extra}


class DepartmentDeleteView(CompanyViewMixin, TemplateView):
    """Ask before a department goes; its people and orders have none afterwards."""

    template_name = "company/delete.html"
    company_permissions = MANAGE

    @cached_property
    def department(self) -> Department:
        """The department, of a company that the visitor keeps."""
        reached = companies_within(self.access, MANAGE[0])
        return get_object_or_404(Department, pk=self.kwargs["pk"], company__in=reached)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Name what would go."""
        title = _("Delete the department %(name)s?") % {"name": self.department.name}
        return super().get_context_data(page_title=title, back="company:places", **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Delete it, unless something else hangs on it."""
        company = self.department.company_id
        try:
            self.department.delete()
            messages.success(request, _("The department is deleted."))
        except ProtectedError:
            messages.error(request, _("Something still hangs on this department. It cannot be deleted."))
        query = "" if company == self.access.company_id else f"?company={company}"
        return redirect(reverse("company:places") + query)
