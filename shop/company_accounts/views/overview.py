"""The first page of a company: what holds for it, who looks after it, where its goods go."""

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.b2b.invitations import open_invitations
from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.b2b.term_rows import term_rows


class OverviewView(CompanyViewMixin, TemplateView):
    """For everybody who acts for the company."""

    template_name = "company/overview.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Read the company, its terms with where they come from, and how many people and places it has."""
        rows = Company.objects.select_related("sales_rep", "group")
        company = rows.get(pk=self.access.company_id)
        terms, _rep = term_rows(company)
        return super().get_context_data(
            page_title=company.name,
            company=company,
            is_on_hold=company.status == Company.Status.ON_HOLD,
            terms=terms,
            people=company.contacts.filter(is_active=True).count(),
            waiting=open_invitations(self.access).filter(company=company).count(),
            locations=company.locations.filter(is_active=True).select_related("country"),
            subsidiaries=company.subsidiaries.exclude(status=Company.Status.CLOSED).order_by("name"),
            may={name: self.access.can(name) for name in ("members.manage", "company.manage")},
            manages_people=self.access.can("members.manage"),
            manages_places=self.access.can("company.manage"),
            words=_("Everything your company has agreed with us, in one place."),
            **kwargs,
        )
