"""A match in the reader's words: one sentence, and one line for each fact."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext

from crm_core.customers.matching.names import ALIKE, CLOSE, DIFFERENT, FORM, PART, SAME, SOUND
from crm_core.customers.matching.scoring import NEAR, OTHER_PROVIDER, PLACE, SHARED, TYPO
from shop.json_types import JsonObject

_WORDS: dict[tuple[str, str], str | Promise] = {
    ("name", SAME): gettext_lazy("the same name"),
    ("name", FORM): gettext_lazy("the same name, shortened"),
    ("name", SOUND): gettext_lazy("names that sound the same"),
    ("name", CLOSE): gettext_lazy("nearly the same name"),
    ("name", ALIKE): gettext_lazy("similar names"),
    ("name", PART): gettext_lazy("a part of the name in common"),
    ("name", DIFFERENT): gettext_lazy("different names"),
    ("email", SAME): gettext_lazy("the same mailbox"),
    ("email", SHARED): gettext_lazy("the same mailbox, which several people use"),
    ("email", TYPO): gettext_lazy("e-mail addresses that differ by a slip"),
    ("email", OTHER_PROVIDER): gettext_lazy("the same e-mail name at another provider"),
    ("email", DIFFERENT): gettext_lazy("different e-mail addresses"),
    ("phone", SAME): gettext_lazy("the same phone number"),
    ("phone", SHARED): gettext_lazy("the same phone number, which several people use"),
    ("phone", NEAR): gettext_lazy("phone numbers that differ by one digit"),
    ("address", SAME): gettext_lazy("the same address"),
    ("address", CLOSE): gettext_lazy("nearly the same address"),
    ("address", NEAR): gettext_lazy("the same street and number, written with another postcode"),
    ("address", PLACE): gettext_lazy("the same town"),
    ("address", DIFFERENT): gettext_lazy("different addresses"),
    ("born", SAME): gettext_lazy("the same date of birth"),
    ("born", NEAR): gettext_lazy("dates of birth that differ by one digit"),
    ("born", DIFFERENT): gettext_lazy("different dates of birth"),
    ("company", SAME): gettext_lazy("the same company"),
    ("company", DIFFERENT): gettext_lazy("different companies"),
    ("accounts", DIFFERENT): gettext_lazy("two user accounts"),
    ("kind", DIFFERENT): gettext_lazy("a person and a company"),
}


def explain(evidence: Iterable[JsonObject]) -> str:
    """Return why two customers may be the same, and what speaks against it, as one sentence.

    `evidence` is of `Evidence.as_json`; what this version has no words for is left out.
    """
    told = [
        (item["points"], str(_WORDS[item["fact"], item["level"]])) for item in evidence if _is_known(item)
    ]
    between = pgettext("between the items of a list", ", ")
    pro = between.join(words for points, words in told if points > 0)
    contra = between.join(words for points, words in told if points < 0)
    if pro and contra:
        return capfirst(_("%(pro)s; but %(contra)s.") % {"pro": pro, "contra": contra})
    return capfirst(_("%(facts)s.") % {"facts": pro or contra}) if told else ""


def lines(evidence: Iterable[JsonObject]) -> list[JsonObject]:
    """Return each fact with its words and points, what counts most first."""
    told = [
        {"words": capfirst(str(_WORDS[item["fact"], item["level"]])), **item}
        for item in evidence
        if _is_known(item)
    ]
    return sorted(told, key=lambda item: -item["points"])


def _is_known(item: JsonObject) -> bool:
    return (item["fact"], item["level"]) in _WORDS
