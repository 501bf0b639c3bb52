"""Which pipelines and stages there are."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Pipeline, Stage


def stages_of(pipeline: Pipeline) -> QuerySet[Stage]:
    """List the stages of a pipeline in their order, without those that were removed."""
    return pipeline.stages.filter(removed_at=None).order_by("position", "pk")


def first_stage(pipeline: Pipeline) -> Stage:
    """Return where a deal of this pipeline begins. Raises DealError where it has no open stage."""
    stage = stages_of(pipeline).filter(kind=Stage.Kind.OPEN).first()
    if stage is None:
        raise DealError(_("The pipeline “%(name)s” has no open stage.") % {"name": pipeline})
    return stage


def closing_stage(pipeline: Pipeline, kind: str) -> Stage:
    """Return the stage of what is won, or lost, in a pipeline. Raises DealError where it has none."""
    stage = stages_of(pipeline).filter(kind=kind).first()
    if stage is None:
        raise DealError(
            _("The pipeline “%(name)s” has no stage “%(kind)s”.")
            % {"name": pipeline, "kind": Stage.Kind(kind).label}
        )
    return stage


def default_pipeline() -> Pipeline:
    """Return the first pipeline in use. Raises DealError where there is none."""
    pipeline = Pipeline.objects.filter(is_active=True).order_by("position", "pk").first()
    if pipeline is None:
        raise DealError(_("No pipeline is in use. Make one first."))
    return pipeline
