"""Deals as staff open them, and the stages that come with Kiln."""

from importlib import import_module

from django.apps import apps

from crm_core.pipeline.models import LossReason, Pipeline, Stage
from crm_core.pipeline.services import NewDeal, open_deal
from tests.crm_core.factories import CustomerFactory


def first_pipelines():
    """Make the pipelines that the migration makes; fast tests run without migrations."""
    import_module("crm_core.pipeline.migrations.0002_first_pipelines").fill(apps, None)


def new_business():
    """The pipeline that comes first."""
    return Pipeline.objects.get(name="New business")


def stage(name, pipeline="New business"):
    return Stage.objects.get(name=name, pipeline__name=pipeline, removed_at=None)


def deal(**facts):
    """An open deal in the first stage of the first pipeline."""
    facts.setdefault("customer", None)
    customer = facts.pop("customer") or CustomerFactory()
    return open_deal(NewDeal(**{"title": "Vases for the lobby", "customer": customer, **facts}))


def price_reason():
    return LossReason.objects.get(name="Price")
