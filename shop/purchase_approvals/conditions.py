"""Which orders need an approval: the rules of a company and its parents, and budgets that ask for one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from oscar.core.prices import Price

from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyContact
from shop.b2b.presets import BUYER
from shop.basket.models import Basket
from shop.budgets.models import Budget
from shop.budgets.queries import Standing, budgets_for, spender_of, standings
from shop.catalogue.models import Category
from shop.purchase_approvals.models import ApprovalRule
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An order that somebody is about to place for their company, with its totals and delivery cost."""

    user: User
    access: CompanyAccess
    basket: Basket
    total: Price
    charge: Price
    cost_centre_id: int | None = None

    @property
    def currency(self) -> str:
        """The currency of its amounts."""
        currency: str = self.total.currency
        return currency


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Why an order needs an approval: the rules it meets, in order, and budgets that it exceeds."""

    rules: Sequence[ApprovalRule]
    exceeded: Sequence[Standing]

    @property
    def reasons(self) -> list[str]:
        """Name the rules and budgets, for the buyer."""
        return [*(rule.name for rule in self.rules), *(one.budget.name for one in self.exceeded)]


def requirement_for(proposal: Proposal) -> Requirement | None:
    """Return what an order needs before it is placed; None where its buyer may order at once.

    A budget that refuses what exceeds it is not looked at here: placing and submitting refuse it.
    """
    exceeded = exceeded_budgets(proposal)
    rules = [
        rule
        for rule in rules_of(proposal.access.lineage)
        if _is_met(rule, proposal, is_over_budget=bool(exceeded))
    ]
    return Requirement(rules=rules, exceeded=exceeded) if rules or exceeded else None


def exceeded_budgets(proposal: Proposal) -> list[Standing]:
    """List the budgets with an approval for more that the order would exceed."""
    spender = spender_of(proposal.access, cost_centre_id=proposal.cost_centre_id)
    found = [
        budget
        for budget in budgets_for(spender, currency=proposal.currency)
        if budget.policy == Budget.Policy.APPROVAL
    ]
    total: Decimal = proposal.total.incl_tax
    return [one for one in standings(found, basket=proposal.basket) if one.is_exceeded_by(total)]


def rules_of(lineage: Iterable[int]) -> list[ApprovalRule]:
    """List the rules that hold in a company: its parents' first, then its own; with their levels."""
    keys = list(lineage)
    found = ApprovalRule.objects.filter(company__in=keys, is_active=True).select_related(
        "company", "role", "category"
    )
    rules = list(found.prefetch_related("levels__members", "levels__role").order_by("position", "pk"))
    return sorted(rules, key=lambda rule: -keys.index(rule.company_id))


def _is_met(rule: ApprovalRule, proposal: Proposal, *, is_over_budget: bool) -> bool:
    """Tell whether an order meets the conditions that a rule sets: all, or one; a rule without any holds."""
    answers = _answers(rule, proposal, is_over_budget=is_over_budget)
    if rule.meets == ApprovalRule.Meets.ALL:
        return all(answers)
    found = list(answers)
    return any(found) or not found


def _answers(rule: ApprovalRule, proposal: Proposal, *, is_over_budget: bool) -> Iterator[bool]:
    """Yield for each condition that is set whether an order meets it; what asks the database comes last."""
    access = proposal.access
    named = (
        (rule.contact_id, access.contact_id),
        (rule.department_id, access.department_id),
        (rule.cost_centre_id, proposal.cost_centre_id or access.cost_centre_id),
    )
    above = (
        (rule.total_above, proposal.total.incl_tax),
        (rule.delivery_above, proposal.charge.incl_tax),
        (rule.lines_above, _number_of_products(proposal.basket)),
    )
    if rule.is_over_budget:
        yield is_over_budget
    yield from (wanted == is_so for wanted, is_so in named if wanted is not None)
    yield from (amount > limit for limit, amount in above if limit is not None)
    if rule.role_id is not None:
        yield _has_role(rule, access)
    if rule.category is not None:
        yield _has_product_of(rule.category, proposal.basket)


def _number_of_products(basket: Basket) -> int:
    return len({line.product_id for line in basket.all_lines()})


def _has_role(rule: ApprovalRule, access: CompanyAccess) -> bool:
    role_id = CompanyContact.objects.filter(pk=access.contact_id).values_list("role", flat=True).first()
    if role_id is None:  # without a role one is a buyer
        return rule.role is not None and rule.role.preset == BUYER
    return role_id == rule.role_id


def _has_product_of(category: Category, basket: Basket) -> bool:
    """Tell whether a product of a category, or of one below it, is in a basket; a variant is its parent's."""
    products = {line.product.parent_id or line.product_id for line in basket.all_lines()}
    below = Category.objects.filter(path__startswith=category.path)
    return below.filter(product__in=products).exists()
