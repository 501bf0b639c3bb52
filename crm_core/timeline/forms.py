"""What staff type into a timeline, and into the templates of mails."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.consents.purposes import purpose_choices
from crm_core.customers.models import Customer
from crm_core.timeline.models import MailTemplate, TimelineEntry
from crm_core.timeline.next_steps import NextStep
from crm_core.timeline.placeholders import has_stray_brace, left_open, unknown_placeholders
from shop.backoffice.languages import in_every_language, name_languages
from shop.contact_fields import LineField
from shop.uploads.documents import clean_document
from shop.uploads.fields import CleanedUploadField
from shop.uploads.limits import CONTENT_TYPES, MEGABYTE
from shop.user.models import User

MOST_FILES, FILE_BYTES, ALL_BYTES = 5, 10 * MEGABYTE, 15 * MEGABYTE
# A clock may go a little wrong.
SOON = timedelta(minutes=10)
EARLIEST_YEAR = 1970
LONGEST_TEXT = 20_000
Direction, Outcome = TimelineEntry.Direction, TimelineEntry.Outcome
CALL_OUTCOMES = (Outcome.REACHED, Outcome.MESSAGE, Outcome.NO_ANSWER)
TALK_OUTCOMES = (Outcome.AGREED, Outcome.OPEN, Outcome.DECLINED)
# Which fields each kind has beside its text, and which outcomes.
KIND_OUTCOMES: dict[str, Sequence[TimelineEntry.Outcome]] = {
    "call": (*CALL_OUTCOMES, *TALK_OUTCOMES),
    "meeting": TALK_OUTCOMES,
    "letter": TALK_OUTCOMES,
    "fax": TALK_OUTCOMES,
}
DIRECTED = ("call", "letter", "fax")


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(CleanedUploadField):
    """Up to five documents that pass the gate one by one, no more together than a mailbox takes."""

    widget = FilesInput(attrs={"multiple": True, "accept": ",".join(f".{kind}" for kind in CONTENT_TYPES)})

    def clean_upload(self, upload: UploadedFile) -> File:
        """Return a document under a name of ours."""
        return clean_document(upload, most_bytes=FILE_BYTES)

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Return the documents; refuse too many, too large ones and what is none."""
        sent = data if isinstance(data, list | tuple) else [data]
        files = [file for file in sent if isinstance(file, UploadedFile)]
        if len(files) > MOST_FILES:
            words = ngettext("Choose %(most)d file at most.", "Choose %(most)d files at most.", MOST_FILES)
            raise ValidationError(words % {"most": MOST_FILES})
        if sum(file.size or 0 for file in files) > ALL_BYTES:
            raise ValidationError(
                gettext("These files are larger than %(most)d MB together; an e-mail would not get through.")
                % {"most": ALL_BYTES // MEGABYTE}
            )
        return [super(FilesField, self).clean(file) for file in files]


def _files() -> FilesField:
    return FilesField(
        label=_("Attachments"),
        required=False,
        help_text=_("Up to five files, 15 MB together: PDF, office documents, images, text, ZIP."),
    )


def _occurred() -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def checked_moment(moment: datetime) -> datetime:
    """Refuse what has not happened yet, and years that nobody means."""
    if moment > timezone.now() + SOON:
        raise ValidationError(
            _("This is in the future: log what has happened, and plan the rest as next step.")
        )
    if moment.year < EARLIEST_YEAR:
        raise ValidationError(_("Check the year."))
    return moment


def colleagues() -> QuerySet[User]:
    """List who may be given a next step."""
    return User.objects.filter(is_staff=True, is_active=True).order_by("first_name", "last_name", "email")


class NextStepFields(forms.Form):
    """The next step: what, by when, by whom. Either all of it or nothing."""

    next_text = LineField(label=_("Next step"), required=False, max_length=200)
    next_on = forms.DateField(
        label=pgettext_lazy("of an activity", "Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    next_for = forms.ModelChoiceField(
        label=_("Assignee"), queryset=colleagues(), required=False, empty_label=_("nobody yet")
    )

    def clean(self) -> dict[str, object]:
        """Ask for the half of a next step that is missing."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        if data.get("next_text") and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Say by when."))
        if data.get("next_on") and not data.get("next_text") and "next_text" not in self.errors:
            self.add_error("next_text", _("Say what is to be done."))
        day, today = data.get("next_on"), timezone.localdate()
        if isinstance(day, date) and not today <= day <= today + timedelta(days=3650):
            self.add_error("next_on", _("Choose today or a day in the coming ten years."))
        return data

    @property
    def next_step(self) -> NextStep | None:
        """Return what was typed; None where nothing was."""
        data = self.cleaned_data
        if not data.get("next_text"):
            return None
        return NextStep(text=data["next_text"], due_on=data["next_on"], assignee=data.get("next_for"))


class LogForm(NextStepFields):
    """What happened: `key` names the form: sent twice, it is one entry."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ModelChoiceField(label=_("With"), queryset=Customer.objects.none(), empty_label=None)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.OUTGOING
    )
    text = forms.CharField(
        label=_("What was said"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    occurred_at = _occurred()
    attachments = _files()

    field_order = (
        *("key", "about", "direction", "text", "outcome", "occurred_at"),
        *("next_text", "next_on", "next_for", "attachments"),
    )

    def fit(self, kind: str, people: QuerySet[Customer]) -> None:
        """Leave the fields that this kind of entry has, and the people with whom it may have been."""
        _fit(self, kind)
        about = cast("forms.ModelChoiceField", self.fields["about"])
        about.queryset = people
        if people.count() == 1:
            about.widget = forms.HiddenInput()

    def clean_occurred_at(self) -> datetime:
        """Take what has happened."""
        return checked_moment(self.cleaned_data["occurred_at"])


def _fit(form: forms.BaseForm, kind: str) -> None:
    """Leave the fields that a kind of entry has, and its outcomes."""
    if kind not in DIRECTED:
        del form.fields["direction"]
    outcomes = KIND_OUTCOMES.get(kind, ())
    if outcomes:
        cast("forms.ChoiceField", form.fields["outcome"]).choices = [
            ("", "–"),
            *((outcome.value, outcome.label) for outcome in outcomes),
        ]
    else:
        del form.fields["outcome"]
    if kind == "note":
        form.fields["text"].label = pgettext_lazy("kind of a timeline entry", "Note")
    # Of a call that nobody answered there is nothing to write.
    form.fields["text"].required = kind != "call"


class EntryForm(forms.ModelForm):
    """An entry that a colleague edits; what it said before is kept."""

    occurred_at = _occurred()
    attachments = _files()

    class Meta:
        model = TimelineEntry
        fields = ["text", "direction", "outcome", "occurred_at"]
        labels: ClassVar = {"text": _("What was said")}
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 6}), "direction": forms.RadioSelect}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        self.fields["text"].max_length = LONGEST_TEXT  # type: ignore[attr-defined]
        if "direction" in self.fields:
            self.fields["direction"].choices = Direction.choices  # type: ignore[attr-defined]
        _fit(self, self.instance.kind)

    def clean_occurred_at(self) -> datetime:
        """Take what has happened."""
        return checked_moment(self.cleaned_data["occurred_at"])


class MailForm(NextStepFields):
    """A mail to the customer; `key` names the form: sent twice, it is one mail."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=pgettext_lazy("of a mail", "To"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    template: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Template"), queryset=MailTemplate.objects.all(), required=False, empty_label=_("none")
    )
    subject = LineField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 9})
    )
    attachments = _files()

    field_order = (
        *("key", "to", "language", "template", "subject", "text", "attachments"),
        *("next_text", "next_on", "next_for"),
    )

    def offer(self, addresses: Sequence[tuple[str, str]], templates: QuerySet[MailTemplate]) -> None:
        """Let one choose among these addresses and templates."""
        cast("forms.ChoiceField", self.fields["to"]).choices = addresses
        cast("forms.ModelChoiceField", self.fields["template"]).queryset = templates

    def clean(self) -> dict[str, object]:
        """Refuse a text in which a placeholder still waits for its words."""
        data = super().clean()
        for name in ("subject", "text"):
            if rest := left_open(str(data.get(name) or "")):
                self.add_error(
                    name,
                    ValidationError(
                        gettext("This customer has nothing for %(placeholders)s: write it yourself."),
                        params={"placeholders": ", ".join(rest)},
                    ),
                )
        return data


class MailTemplateForm(WagtailAdminModelForm):
    """A template in the shop's languages; what stands in braces has to be a placeholder."""

    class Meta:
        model = MailTemplate
        fields = ["name", "folder", "purpose", *in_every_language("subject", "text")]
        field_classes: ClassVar = {"folder": LineField}

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        choices=lambda: [("", _("any")), *purpose_choices()],
        help_text=_("For which purpose of consent its e-mails are, where that is one only."),
    )
    is_own = forms.BooleanField(
        label=_("Only for me"),
        required=False,
        help_text=_("Colleagues do not see it, and no sequence uses it."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_own"] = self.instance.owner_id is not None
        name_languages(self, ("subject", "text"), needed=("subject", "text"))

    def clean(self) -> dict[str, object]:
        """Name each placeholder that there is not, and braces that open or close nothing."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        self.instance.owner = (self.instance.owner or self.for_user) if data.get("is_own") else None
        for name in in_every_language("subject", "text"):
            words = str(data.get(name) or "")
            if unknown := unknown_placeholders(words):
                message = gettext("There is no placeholder %(names)s.")
                self.add_error(name, ValidationError(message, params={"names": ", ".join(unknown)}))
            elif has_stray_brace(words):
                self.add_error(name, _("A brace { or } is missing its other half."))
        return data
