"""The credit of a company as its people see it: limit, used, free, what is due when, what moved it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from shop.b2b.models import Company
from shop.b2b.pages import CompanyViewMixin
from shop.trade_credit.company_permissions import CREDIT
from shop.trade_credit.models import CreditAccount, CreditEntry, Receivable
from shop.trade_credit.queries import BUCKETS, accounts_of, ageing, entries_of, open_receivables, with_dispute
from shop.trade_credit.terms import terms_of
from shop.trade_credit.words import BUCKET_NAMES

SHOWN = 50


class CreditView(CompanyViewMixin, TemplateView):
    """The accounts that the company buys on, its own or its parent's, and what it owes by age."""

    template_name = "trade_credit/credit.html"
    company_permissions = (CREDIT,)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell of a shared account how it stands as a whole, and only one's own entries."""
        company = Company.objects.get(pk=self.access.company_id)
        scope = self.access.scope(CREDIT, user="order__user")
        owed = Receivable.objects.filter(scope)
        accounts = accounts_of(company)
        theirs = self.access.scope(CREDIT, user="order__user", company="order__company")
        shown = [
            {
                "account": account,
                "is_shared": account.company_id != company.pk,
                "entries": self._entries(account, company, theirs),
            }
            for account in accounts
        ]
        rows = with_dispute(open_receivables().filter(scope))[:SHOWN]
        return super().get_context_data(
            page_title=_("Credit"),
            company=company,
            terms=terms_of(company),
            accounts=shown,
            ageing=[
                (one, [(BUCKET_NAMES[name], one.buckets[name]) for name, _first in BUCKETS])
                for one in ageing(owed)
            ],
            receivables=rows,
            **kwargs,
        )

    @staticmethod
    def _entries(account: CreditAccount, company: Company, theirs: Q) -> QuerySet[CreditEntry]:
        entries = entries_of(account)
        if account.company_id != company.pk:  # what others bought on a shared limit is theirs
            entries = entries.filter(theirs)
        return entries[:SHOWN]
