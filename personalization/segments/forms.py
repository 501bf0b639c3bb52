"""Reading and checking the form of a segment, and the form that picks customers by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Unpack

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy
from pydantic import ValidationError

from crm_core.automation.definitions import All, Condition
from crm_core.automation.drafts import Places, RuleDraft, as_group, group_json, posted_group
from crm_core.automation.forms import place_of
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.profile.fields import CustomersField
from personalization.segments.models import Segment, SegmentPick
from personalization.segments.rules import read_rule, rule_problems
from shop.backoffice.languages import in_every_language, name_languages
from shop.form_options import FormData, FormOptions, ModelFormOptions
from shop.user.models import User

WORDS = ("name", "description")
CHOICES = [
    (SegmentPick.Choice.IN, gettext_lazy("put into the segment")),
    (SegmentPick.Choice.OUT, gettext_lazy("keep out of the segment")),
]


class WordsForm(forms.ModelForm):
    """What a segment is called, what it is for, and who decides who is in it."""

    class Meta:
        model = Segment
        fields = ("kind", *in_every_language(*WORDS))

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        name_languages(self, WORDS, needed=("name",))
        self.fields["kind"].widget.attrs["data-refresh"] = ""

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Return what everybody fills in: kind, and the English words."""
        return [self["kind"], *(self[in_every_language(name)[0]] for name in WORDS)]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """Return the words of the other languages."""
        return [self[column] for name in WORDS for column in in_every_language(name)[1:]]


@dataclass(kw_only=True)
class WrittenSegment:
    """A form that was sent: what it says, and what is wrong with its rule, by place ("c.0:value")."""

    words: WordsForm
    draft: RuleDraft
    is_live: bool
    rule: Condition | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all_errors(self) -> list[str]:
        """Every error once, in the order of the form."""
        told = [str(each) for found in self.words.errors.values() for each in found]
        return list(dict.fromkeys([*told, *(words for found in self.errors.values() for words in found)]))


def stored_segment(segment: Segment | None) -> WrittenSegment:
    """Begin a form with what is stored, or with one open condition."""
    return WrittenSegment(
        words=WordsForm(instance=segment),
        draft=RuleDraft(conditions=as_group(segment.rule if segment is not None else {})),
        is_live=segment is None or segment.kind == Segment.Kind.LIVE,
    )


def posted_segment(data: QueryDict, segment: Segment | None) -> WrittenSegment:
    """Read a form as it was sent, without checking its rule."""
    held = Segment.objects.get(pk=segment.pk) if segment is not None else None
    return WrittenSegment(
        words=WordsForm(data, instance=held),
        draft=RuleDraft(conditions=posted_group(data, "c", 1)),
        is_live=data.get("kind") != Segment.Kind.MANUAL,
    )


def check_rule(written: WrittenSegment, *, by: User, segment: Segment | None) -> None:
    """Read the rule of a form and note what is wrong with it; a segment by hand has none."""
    if not written.is_live:
        written.rule = All(all=[])
        return
    places: Places = {}
    raw = group_json(written.draft.conditions, "c", "conditions", places)
    try:
        rule = read_rule(raw)
    except ValidationError:
        written.errors["conditions"] = [_("A number of days lies between 1 and 36,500.")]
        return
    for problem in rule_problems(rule, by=by, segment=segment):
        written.errors.setdefault(place_of(problem, places), []).append(problem.words)
    if not written.errors:
        written.rule = rule


class PickForm(forms.Form):
    """Customers who are in a segment, or are kept out of it, whatever its rule says."""

    customers: CustomersField

    choice = forms.ChoiceField(label=gettext_lazy("What to do"), choices=CHOICES, widget=forms.RadioSelect)

    def __init__(self, data: FormData | None = None, *, user: User, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        self.fields["choice"].initial = SegmentPick.Choice.IN
        self.fields["customers"] = CustomersField(
            visible_to(user, Customer.objects.all()), label=gettext_lazy("Customers"), most=50, user=user
        )
        self.order_fields(["customers", "choice"])

    def picked(self) -> Sequence[int]:
        """Return the numbers of the customers."""
        return [customer.pk for customer in self.cleaned_data["customers"]]
