"""What staff type about a pipeline: its name, its stages, and what buyers' acts do."""

from typing import ClassVar, Unpack, cast

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.pipeline.acts import ACTS
from crm_core.pipeline.models import ActRule, Competitor, LossReason, Pipeline, Stage
from crm_core.pipeline.requirements import REQUIREMENTS
from crm_core.pipeline.stages import stages_of
from shop.backoffice.form_sections import FormSection
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions, ModelFormOptions

STAGES = "stages"
CERTAIN = {Stage.Kind.WON: 100, Stage.Kind.LOST: 0}


class PipelineForm(WagtailAdminModelForm):
    """Name, place, use, and for each act of a buyer the stage that it moves a deal to."""

    sections = (
        FormSection(name="pipeline", title=_("Pipeline"), fields=["name", "position", "is_active"]),
        FormSection(
            name="stages",
            title=_("Stages"),
            formset=STAGES,
            template_name="crm_core/pipeline/stage_rows.html",
            help=_("In the order of their positions. One stage is what is won, one what is lost."),
        ),
        FormSection(
            name="acts",
            title=_("What buyers do moves deals"),
            help=_("A deal only goes forward. Empty: the act moves nothing."),
            fields=[],
        ),
    )

    class Meta:
        model = Pipeline
        fields = ["name", "position", "is_active"]
        field_classes: ClassVar = {"name": LineField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        rules = {rule.act: rule.stage_id for rule in self.instance.act_rules.all()}
        stages = stages_of(self.instance).exclude(kind=Stage.Kind.LOST)
        for act in ACTS:
            self.fields[f"act_{act.name}"] = forms.ModelChoiceField(
                queryset=stages,
                required=False,
                label=str(act.label),
                empty_label=gettext("moves nothing"),
                initial=rules.get(act.name),
            )

    def save(self, commit: bool = True) -> Pipeline:  # noqa: FBT001, FBT002 - Django's signature
        """Write the pipeline and its rules."""
        pipeline: Pipeline = super().save(commit=commit)
        for act in ACTS:
            name = f"act_{act.name}"
            if name not in self.fields:
                continue
            stage = self.cleaned_data.get(name)
            if stage is None:
                ActRule.objects.filter(pipeline=pipeline, act=act.name).delete()
            else:
                ActRule.objects.update_or_create(pipeline=pipeline, act=act.name, defaults={"stage": stage})
        return pipeline


class StageForm(forms.ModelForm):
    """One stage. Its kind is chosen once: deals that stand there go by it."""

    requires = forms.MultipleChoiceField(
        label=_("Needed to enter"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Stage
        fields = ["position", "name", "kind", "probability", "stuck_after_days", "requires", "roles"]
        field_classes: ClassVar = {"name": LineField}
        widgets: ClassVar = {"roles": forms.CheckboxSelectMultiple}

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        requires = cast("forms.MultipleChoiceField", self.fields["requires"])
        requires.choices = [(each.name, str(each.label)) for each in REQUIREMENTS]
        roles = cast("forms.ModelMultipleChoiceField", self.fields["roles"])
        roles.queryset = Group.objects.order_by("name")
        if self.instance.pk is not None:
            self.fields["kind"].disabled = True

    def clean_probability(self) -> int:
        """Know what is certain: what is won is won."""
        kind = self.cleaned_data.get("kind") or self.instance.kind
        typed: int = self.cleaned_data["probability"]
        return CERTAIN.get(Stage.Kind(kind), typed)


class BaseStageFormSet(BaseInlineFormSet):
    """The stages of a pipeline together: names differ, one is won, one lost, one at least open."""

    def clean(self) -> None:
        """Check the whole."""
        super().clean()
        if any(self.errors):
            return
        rows = [row.cleaned_data for row in self.forms if row.cleaned_data.get("name")]
        names = [row["name"].casefold() for row in rows]
        if len(names) != len(set(names)):
            raise ValidationError(_("Two stages have the same name."))
        kinds = [row["kind"] for row in rows]
        for kind in (Stage.Kind.WON, Stage.Kind.LOST):
            if kinds.count(kind) != 1:
                raise ValidationError(
                    _("A pipeline needs exactly one stage “%(kind)s”."), params={"kind": kind.label}
                )
        if Stage.Kind.OPEN not in kinds:
            raise ValidationError(_("A pipeline needs an open stage where deals begin."))


STAGE_ROWS = inlineformset_factory(
    Pipeline, Stage, form=StageForm, formset=BaseStageFormSet, extra=0, can_delete=False, max_num=40
)
NEW_STAGE_ROWS = inlineformset_factory(
    Pipeline, Stage, form=StageForm, formset=BaseStageFormSet, extra=4, can_delete=False, max_num=40
)
#: What a new pipeline begins with, in the words of whoever makes it.
FIRST_ROWS = (
    {"position": 0, "name": "Qualified", "kind": Stage.Kind.OPEN, "probability": 20, "stuck_after_days": 14},
    {"position": 1, "name": "Offer made", "kind": Stage.Kind.OPEN, "probability": 60, "stuck_after_days": 21},
    {"position": 2, "name": "Won", "kind": Stage.Kind.WON, "probability": 100},
    {"position": 3, "name": "Lost", "kind": Stage.Kind.LOST, "probability": 0},
)


class StageRemovalForm(forms.Form):
    """Where the deals of a stage go that is removed."""

    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Its deals go to"), queryset=Stage.objects.none(), empty_label=None
    )

    def __init__(self, data: FormData | None = None, *, stage: Stage, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        choice = cast("forms.ModelChoiceField", self.fields["to"])
        choice.queryset = stages_of(stage.pipeline).filter(kind=Stage.Kind.OPEN).exclude(pk=stage.pk)


class CompetitorForm(WagtailAdminModelForm):
    """A competitor with the battle card."""

    class Meta:
        model = Competitor
        fields = ["name", "website", "strengths", "weaknesses", "answers"]
        field_classes: ClassVar = {"name": LineField}


class LossReasonForm(WagtailAdminModelForm):
    """A reason for which deals are lost."""

    class Meta:
        model = LossReason
        fields = ["name", "position", "is_active"]
        field_classes: ClassVar = {"name": LineField}
