"""The recurring work of the partner programme; `celery` puts it into the schedule."""

from celery.schedules import crontab

PARTNER_SCHEDULE: dict[str, dict[str, object]] = {
    "commissions-release": {
        "task": "partners.commissions.tasks.release_due",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "partner-tiers-review": {
        "task": "partners.tiers.tasks.review_tiers",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "partner-statements-draw": {
        "task": "partners.rewards.tasks.draw_up_statements",
        "schedule": 21_600.0,
        "options": {"expires": 21_600.0},
    },
    # Ends protection that is over, and reminds of answers that are late.
    "registrations-look-after": {
        "task": "partners.deal_registrations.tasks.look_after_registrations",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "registrations-index": {
        "task": "partners.deal_registrations.tasks.index_companies_without_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "partner-reports-chase": {
        "task": "partners.sell_through.tasks.chase_missing_reports",
        "schedule": crontab(hour="6", minute="20"),
        "options": {"expires": 43_200.0},
    },
    "partner-deliveries-release": {
        "task": "partners.ordering.tasks.release_due_deliveries",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    "partner-certificates-remind": {
        "task": "partners.training.tasks.remind_of_certificates",
        "schedule": crontab(hour="6", minute="40"),
        "options": {"expires": 43_200.0},
    },
    "lead-offers-recall": {
        "task": "partners.lead_distribution.tasks.recall_overdue",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    # On Mondays; Tuesday's run writes to those whom a missed or failed one left out, and to nobody twice.
    "partner-weekly-news": {
        "task": "partners.portal.tasks.mail_weekly_news",
        "schedule": crontab(hour="6", minute="40", day_of_week="mon,tue"),
        "options": {"expires": 43_200.0},
    },
}
