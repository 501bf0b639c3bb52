"""Automation's place in the back office."""

from wagtail import hooks

from crm_core.automation.viewsets import RuleViewSet, WebhookViewSet


@hooks.register("register_admin_viewset")
def register_rules() -> list[RuleViewSet | WebhookViewSet]:
    """Add the rules and the webhooks."""
    return [RuleViewSet(), WebhookViewSet()]
