"""What is typed of a sequence: its words, its rules, its steps."""

from typing import ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)

from crm_core.sequences import purposes
from crm_core.sequences.models import Sequence, SequenceStep
from crm_core.timeline.mail_templates import shared_templates
from crm_core.timeline.placeholders import has_stray_brace, unknown_placeholders
from shop.contact_fields import LineField
from shop.user.models import User

MOST_STEPS = 30


class SequenceForm(WagtailAdminModelForm):
    """A sequence with its steps; mails are from templates that everybody has and that serve its purpose."""

    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=purposes.choices,
        help_text=_("Whoever has not agreed to it gets no e-mail of this sequence."),
    )

    class Meta:
        model = Sequence
        fields = [
            *("name", "goal", "purpose", "sender", "send_at", "working_days_only", "on_refusal"),
            *("stops_on_reply", "stops_on_order", "stops_on_deal"),
        ]
        field_classes: ClassVar = {"name": LineField, "goal": LineField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_staff=True, is_active=True)
        cast("forms.ModelChoiceField", self.fields["sender"]).queryset = staff.order_by(
            "first_name", "last_name", "email"
        )
        self.fields["sender"].required = True
        self.fields["sender"].help_text = _(
            "E-mails are in the name of the customer's owner; without one, of them."
        )
        for row in [*self.formsets["steps"].forms, self.formsets["steps"].empty_form]:
            row.fields["template"].queryset = shared_templates()

    def clean(self) -> dict[str, object]:
        """Refuse steps that lack what their kind needs, and templates for another purpose."""
        typed: dict[str, object] = super().clean() or self.cleaned_data
        steps = self.formsets["steps"]
        rows = [row for row in steps.forms if row not in steps.deleted_forms]
        for row in rows:
            _check_step(row, str(typed.get("purpose", "")))
        if any(row.errors for row in rows):
            self.add_error(None, _("Please correct the steps."))
        return typed

    def save(self, commit: bool = True) -> Sequence:  # noqa: FBT001, FBT002 - Django's signature
        """Note who made it."""
        if self.instance.pk is None:
            self.instance.created_by = self.for_user
        saved: Sequence = super().save(commit=commit)
        return saved


def _check_step(row: forms.ModelForm, purpose: str) -> None:
    """Name on a step's row what it lacks."""
    data = getattr(row, "cleaned_data", {})
    kind, template = data.get("kind"), data.get("template")
    if kind == SequenceStep.Kind.MAIL:
        if template is None:
            row.add_error("template", ValidationError(_("Choose the template of the e-mail.")))
        elif template.purpose and template.purpose != purpose:
            row.add_error("template", ValidationError(_("This template is for another purpose.")))
    if kind == SequenceStep.Kind.ACTIVITY:
        subject = str(data.get("subject") or "")
        if not subject.strip():
            row.add_error("subject", ValidationError(_("Say what is to be done.")))
        elif unknown := unknown_placeholders(subject):
            message = _("There is no placeholder %(names)s.")
            row.add_error("subject", ValidationError(message, params={"names": ", ".join(unknown)}))
        elif has_stray_brace(subject):
            row.add_error("subject", ValidationError(_("A brace { or } is missing its other half.")))


SEQUENCE_FORM = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("goal"),
        FieldPanel("purpose"),
        FieldPanel("sender"),
        FieldRowPanel([FieldPanel("send_at"), FieldPanel("working_days_only")]),
        FieldPanel("on_refusal"),
        MultiFieldPanel(
            [FieldPanel("stops_on_reply"), FieldPanel("stops_on_order"), FieldPanel("stops_on_deal")],
            heading=_("Stops"),
            help_text=_("An objection or an end of the consent stops it in any case."),
        ),
        InlinePanel(
            "steps",
            heading=_("Steps"),
            label=_("Step"),
            min_num=1,
            max_num=MOST_STEPS,
            panels=[
                FieldRowPanel([FieldPanel("kind"), FieldPanel("days"), FieldPanel("at")]),
                FieldPanel("template"),
                FieldRowPanel([FieldPanel("activity_kind"), FieldPanel("subject")]),
            ],
        ),
        HelpPanel(template="crm_core/sequences/preview_panel.html", heading=_("Preview")),
    ],
    base_form_class=SequenceForm,
)
