"""The tables of leads: the leads themselves, the rules that score and route them, the teams' calendars."""

from crm_core.leads.models.calendars import BusinessCalendar, CalendarHours
from crm_core.leads.models.leads import Lead, LeadSource
from crm_core.leads.models.rules import Absence, LeadCapacity, RoutingRule, ScoreRule
from crm_core.leads.models.settings import LeadSettings

__all__ = [
    "Absence",
    "BusinessCalendar",
    "CalendarHours",
    "Lead",
    "LeadCapacity",
    "LeadSettings",
    "LeadSource",
    "RoutingRule",
    "ScoreRule",
]
