"""By what leads come: a registry, to which packages add their own (mail and chat will)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class SourceKind:
    """A way by which leads come; `is_waiting`: somebody waits for an answer, so the clock runs."""

    name: str
    label: str | Promise
    icon: str = "user"
    is_waiting: bool = True


SOURCE_KINDS: Registry[SourceKind] = Registry("source of leads")

FORM, REGISTRATION, PARTNER = "form", "registration", "partner_application"
COMPANY_APPLICATION = "company_application"
LARGE_BASKET, STALLED_BASKET, IMPORT, BY_HAND = "large_basket", "stalled_basket", "import", "by_hand"

for _kind in (
    SourceKind(name=FORM, label=pgettext_lazy("source of a lead", "Form"), icon="form"),
    SourceKind(name=REGISTRATION, label=pgettext_lazy("source of a lead", "Registration"), icon="user"),
    SourceKind(name=COMPANY_APPLICATION, label=_("Company application"), icon="group"),
    SourceKind(name=PARTNER, label=_("Partner application"), icon="group"),
    SourceKind(name=LARGE_BASKET, label=_("Large basket"), icon="tag"),
    SourceKind(name=STALLED_BASKET, label=_("Basket left behind"), icon="time"),
    SourceKind(
        name=IMPORT, label=pgettext_lazy("source of a lead", "Import"), icon="upload", is_waiting=False
    ),
    SourceKind(name=BY_HAND, label=_("Entered by hand"), icon="edit", is_waiting=False),
):
    SOURCE_KINDS.register(_kind)


def label_of_kind(name: str) -> str:
    """Return what a source is called; one that nobody registers any more goes by its name."""
    kind = SOURCE_KINDS.get(name)
    return str(kind.label) if kind else name


def kind_choices() -> list[tuple[str, str | Promise]]:
    """List the sources, to choose from."""
    return [(kind.name, kind.label) for kind in SOURCE_KINDS]
