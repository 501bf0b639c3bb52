"""Reading and checking the form of a rule, and the form of a webhook."""

from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError as FormError
from django.http import QueryDict
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _, gettext_lazy
from pydantic import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.automation.checking import Problem, problems_of
from crm_core.automation.definitions import Definition, read_definition
from crm_core.automation.drafts import Places, RuleDraft, as_definition, posted_draft
from crm_core.automation.models import Rule, WebhookEndpoint
from crm_core.automation.webhooks import check_address
from crm_core.customers.access.rows import Somebody
from shop.configuration.fields import Secret
from shop.user.models import User

LONGEST_NAME = 120
SHORTEST_SECRET = 16


@dataclass(kw_only=True)
class WrittenRule:
    """A form that was sent: what it says, and what is wrong, by place in the form ("c.0:value")."""

    name: str
    owner: User | None
    priority: str
    draft: RuleDraft
    definition: Definition | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all_errors(self) -> list[str]:
        """Every error once, in the order of the form."""
        return list(dict.fromkeys(words for found in self.errors.values() for words in found))


def written_rule(data: QueryDict, *, by: User) -> WrittenRule:
    """Read a form and check everything in it."""
    written = read_form(data)
    if not written.name or len(written.name) > LONGEST_NAME:
        written.errors["name"] = [_("Give the rule a name of up to 120 characters.")]
    if not written.priority.isdecimal() or not 0 < int(written.priority) <= 1000:  # noqa: PLR2004
        written.errors["priority"] = [_("Type a number from 1 to 1000.")]
    raw, places = as_definition(written.draft)
    try:
        written.definition = read_definition(raw)
    except ValidationError as error:
        _add_shape_errors(written, error)
        return written
    for problem in problems_of(written.definition, by=by):
        written.errors.setdefault(place_of(problem, places), []).append(problem.words)
    return written


def read_form(data: QueryDict) -> WrittenRule:
    """Read a form as it was sent, without checking it."""
    key = data.get("owner", "")
    owner = staff().filter(pk=key).first() if key.isdecimal() else None
    return WrittenRule(
        name=" ".join(data.get("name", "").split()),
        owner=owner,
        priority=data.get("priority", "100").strip(),
        draft=posted_draft(data),
    )


def staff() -> "forms.models.QuerySet[User]":
    """List who can own a rule."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("last_name", "first_name", "pk")


_SHAPE = {
    "most_per_day": lambda: _("Type a number from 1 to 100."),
    "at": lambda: _("Type a time such as 08:00."),
    "label": lambda: _("At most 60 characters."),
    "name": lambda: _("Choose what starts the rule."),
    "start": lambda: _("Choose what starts the rule."),
}


def _add_shape_errors(written: WrittenRule, error: ValidationError) -> None:
    for found in error.errors():
        names = [str(part) for part in found["loc"]]
        last = names[-1] if names else ""
        if names[:1] == ["trigger"] and last in _SHAPE:
            written.errors.setdefault(f"trigger.{last}", []).append(_SHAPE[last]())
        elif last == "most_per_day":
            written.errors.setdefault("most_per_day", []).append(_SHAPE[last]())
        else:
            words = _("The rule has too many parts, or parts too deep in each other.")
            written.errors.setdefault("steps", [words])


def place_of(problem: Problem, places: Places) -> str:
    """Return where a problem stands in the form: its place and the name of the input behind a colon."""
    before, _dot, name = problem.path.rpartition(".")
    if before in places:
        return f"{places[before]}:{name}"
    return problem.path


class WebhookForm(WagtailAdminModelForm):
    """A server that rules call. Without a secret typed, a new one gets one that is made here."""

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "secret", "is_active")
        help_texts = {
            "secret": gettext_lazy(
                "The receiver checks the signature with it: at least 16 characters. Empty: one is made."
            )
        }

    def clean_url(self) -> str:
        """Refuse what is no public https address."""
        url: str = self.cleaned_data["url"]
        check_address(url)
        return url

    def clean_secret(self) -> Secret:
        """Keep the stored secret where nothing was typed; make one where there is none."""
        typed = str(self.cleaned_data.get("secret") or "")
        if not typed:
            held = self.instance.secret if self.instance.pk else Secret()
            return held or Secret.of(get_random_string(40))
        if len(typed) < SHORTEST_SECRET:
            raise FormError(_("At least 16 characters."))
        return Secret.of(typed)


def may_change(user: Somebody, rule: Rule | None) -> bool:
    """Say whether somebody may write rules."""
    return user.has_perm("automation.add_rule" if rule is None else "automation.change_rule")
