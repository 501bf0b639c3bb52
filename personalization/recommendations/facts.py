"""What the CRM knows of accounts and lists of products must heed: returns, open quotes, what one owns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.quotes.queries import products_on_open_quotes
from personalization.recommendations.models import Dismissal, RecommendationRow
from personalization.recommendations.order_lines import OrderLines
from shop.returns.queries import returned_products

Kind = RecommendationRow.Kind
Entry = tuple[int, float, str]
QUOTE, RETURNED = "quote", "returned"
#: Why an entry stands where it stands, where its score alone does not say.
REASONS: dict[str, str | Promise] = {
    QUOTE: _("On an open quote of theirs, so at the top"),
    RETURNED: _("Sent back before, so at the end"),
}


@dataclass(frozen=True)
class AccountFacts:
    """By account: what was sent back, stands on an open quote, or was dismissed; and what is durable."""

    returned: dict[int, set[int]] = field(default_factory=dict)
    quoted: dict[int, list[int]] = field(default_factory=dict)
    dismissed: dict[int, set[int]] = field(default_factory=dict)
    durable: set[int] = field(default_factory=set)

    def again(self, user: int, ranked: Sequence[tuple[int, float]]) -> list[Entry]:
        """Order what was bought: quoted first, returned last; durable and dismissed things not again."""
        quoted = self.quoted.get(user, [])
        kept = [one for one in ranked if one[0] not in self.durable or one[0] in quoted]
        return self._placed(user, kept, [product for product, _score in kept])

    def new(self, user: int, ranked: Sequence[tuple[int, float]], bought: Collection[int]) -> list[Entry]:
        """Order what was never bought: first what is quoted, be it ranked or not."""
        asked = [one for one in self.quoted.get(user, []) if one not in bought]
        return self._placed(user, ranked, asked)

    def _placed(self, user: int, ranked: Sequence[tuple[int, float]], may_lead: list[int]) -> list[Entry]:
        scores = dict(ranked)
        back, gone = self.returned.get(user, set()), self.dismissed.get(user, set())
        first = [one for one in self.quoted.get(user, []) if one in may_lead]
        rest = [one for one in scores if one not in first]
        entries = [
            *((one, scores.get(one, 0.0), QUOTE) for one in first),
            *((one, scores[one], "") for one in rest if one not in back),
            *((one, scores[one], RETURNED) for one in rest if one in back),
        ]
        return [entry for entry in entries if entry[0] not in gone]


def account_facts(users: Collection[int], lines: OrderLines) -> AccountFacts:
    """Read the facts of some accounts in three queries; variants count as their parents."""
    found = AccountFacts(durable=lines.durable())
    for user, product in returned_products(users):
        found.returned.setdefault(user, set()).add(product)
    for user, product in products_on_open_quotes(users):
        if product not in found.quoted.setdefault(user, []):
            found.quoted[user].append(product)
    dismissed = Dismissal.objects.filter(user__in=users).values_list("user_id", "product_id")
    for user, product in dismissed:
        found.dismissed.setdefault(user, set()).add(product)
    return found
