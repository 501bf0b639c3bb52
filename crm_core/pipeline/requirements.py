"""What a deal may need before it enters a stage: a registry, so that packages above add what they know of."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_core.pipeline.models import Deal, Stage
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something that a deal has or lacks; `message` says in a sentence what to do where it is lacking."""

    name: str
    label: str | Promise
    message: str | Promise
    is_met: Callable[[Deal], bool]
    order: int = 100


REQUIREMENTS: Registry[Requirement] = Registry(
    "requirement of a stage", sort=lambda requirement: (requirement.order, requirement.name)
)


def missing_for(deal: Deal, stage: Stage) -> list[str]:
    """Say what a deal lacks to enter a stage, one sentence each; nothing: it may."""
    needed = [requirement for requirement in REQUIREMENTS if requirement.name in stage.requires]
    return [str(requirement.message) for requirement in needed if not requirement.is_met(deal)]


for _requirement in (
    Requirement(
        name="amount",
        label=_("an amount"),
        message=_("Say what it is worth: type an amount or add products."),
        is_met=lambda deal: deal.amount > 0,
        order=10,
    ),
    Requirement(
        name="contact",
        label=_("a contact"),
        message=_("Choose the contact whom one talks to."),
        is_met=lambda deal: deal.contact_id is not None,
        order=20,
    ),
    Requirement(
        name="expected_close_on",
        label=_("an expected close"),
        message=_("Say when you expect it to be decided."),
        is_met=lambda deal: deal.expected_close_on is not None,
        order=30,
    ),
    Requirement(
        name="owner",
        label=_("an owner"),
        message=_("Choose the colleague who owns it."),
        is_met=lambda deal: deal.owner_id is not None,
        order=40,
    ),
    Requirement(
        name="products",
        label=_("products"),
        message=_("Add the products that they want."),
        is_met=lambda deal: deal.lines.exists(),
        order=50,
    ),
    Requirement(
        name="decider",
        label=_("who decides"),
        message=_("Mark among the contacts who decides."),
        is_met=lambda deal: deal.contacts.filter(role="decider").exists(),
        order=60,
    ),
):
    REQUIREMENTS.register(_requirement)
