"""Which company a page is about: one's own, or a subsidiary as far as a permission reaches."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from shop.b2b.access import CompanyAccess
from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.b2b.permissions import Level
from shop.numbers import whole_number


def companies_within(access: CompanyAccess, permission: str) -> QuerySet[Company]:
    """List the companies in which a permission counts: one's own, and with its level those below it."""
    if access.level(permission) is Level.SUBSIDIARIES:
        reached = Company.objects.filter(access.scope(permission, company=""))
        return reached.exclude(status=Company.Status.CLOSED).order_by("path")
    return Company.objects.filter(pk=access.company_id) if access.can(permission) else Company.objects.none()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A company that can be chosen."""

    pk: int
    name: str
    is_chosen: bool


class ChosenCompanyMixin(CompanyViewMixin):
    """A page about the company of `?company=`, without it about one's own; any other is 404."""

    request: HttpRequest

    @property
    def permission(self) -> str:
        """The permission that says which companies can be chosen."""
        return self.company_permissions[0]

    @cached_property
    def company(self) -> Company:
        """The company that this page is about."""
        asked = self.request.GET.get("company", "")
        if not asked:
            return Company.objects.get(pk=self.access.company_id)
        found = companies_within(self.access, self.permission).filter(pk=whole_number(asked) or 0).first()
        if found is None:
            raise Http404
        return found

    @property
    def query(self) -> str:
        """What keeps the company in an address: "?company=7", "" for one's own."""
        is_own = self.company.pk == self.access.company_id
        return "" if is_own else "?" + urlencode({"company": self.company.pk})

    def choices(self) -> list[Choice]:
        """List the companies to choose from; none where there is but one."""
        if self.access.level(self.permission) is not Level.SUBSIDIARIES:
            return []
        rows = companies_within(self.access, self.permission).values_list("pk", "name")
        found = [Choice(pk=pk, name=name, is_chosen=pk == self.company.pk) for pk, name in rows]
        return found if len(found) > 1 else []

    def go_to(self, name: str, *args: object) -> HttpResponseRedirect:
        """Lead to a page about the same company."""
        return redirect(reverse(name, args=args) + self.query)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell the template which company it is, and what keeps it."""
        context: dict[str, object] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"company": self.company, "choices": self.choices(), "company_query": self.query, **context}
