"""Where activities stand in the back office, and what may be done there."""

from django.urls import reverse

from crm_core.activities.models import Activity

VIEW, ADD, CHANGE, EXPORT = (
    f"activities.{action}_activity" for action in ("view", "add", "change", "export")
)
SEES_CUSTOMERS = "customers.view_customer"
ICONS = {
    Activity.Kind.TODO: "check",
    Activity.Kind.CALL: "mobile-alt",
    Activity.Kind.MEETING: "calendar-alt",
    Activity.Kind.MAIL: "mail",
    Activity.Kind.VISIT: "site",
}


def activity_url(activity: Activity) -> str:
    """Return the page of an activity."""
    return reverse("activity", args=[activity.pk])


def icon_of(activity: Activity) -> str:
    """Return the icon of an activity's kind."""
    return ICONS[Activity.Kind(activity.kind)]
