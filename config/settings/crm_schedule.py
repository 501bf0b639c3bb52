"""The recurring work of the CRM; `celery` puts it into the schedule."""

from celery.schedules import crontab

CRM_SCHEDULE: dict[str, dict[str, object]] = {
    "tenders-open": {
        "task": "crm_core.tenders.tasks.open_bids",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "duplicates-find": {
        "task": "crm_core.customers.tasks.find_duplicates",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "approvals-look-after": {
        "task": "crm_core.approvals.tasks.look_after",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "sequences-run": {
        "task": "crm_core.sequences.tasks.run_sequences",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "customer-words": {
        "task": "crm_core.customers.tasks.write_missing_words",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "leads-large-baskets": {
        "task": "crm_core.leads.tasks.capture_large_baskets",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "leads-rescore": {
        "task": "crm_core.leads.tasks.rescore_leads",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "baskets-left": {
        "task": "crm_core.abandoned_baskets.tasks.find",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    "order-drafts-discard": {
        "task": "crm_core.order_entry.tasks.discard_old",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "offline-orders-discard": {
        "task": "crm_core.offline.tasks.discard_old",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "quotes-expire": {
        "task": "crm_core.quotes.tasks.expire",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    # Files of contacts that no message reached or whose worker died.
    "contact-imports-look-after": {
        "task": "crm_core.contact_import.tasks.look_after_contact_imports",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    # What colleagues want to be told of before it is due.
    "activities-remind": {
        "task": "crm_core.activities.tasks.send_reminders",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    # Whoever's orders have changed since the last look.
    "scores-follow": {
        "task": "crm_core.scores.tasks.rescore_requested",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "scores-of-the-night": {
        "task": "crm_core.scores.tasks.refit",
        "schedule": crontab(hour="2", minute="10"),
        "options": {"expires": 14_400.0},
    },
    # Whoever's scores were computed since the last look.
    "forecast-follow": {
        "task": "crm_core.forecast.tasks.forecast_changed",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    # After the scores of the night.
    "forecast-of-the-day": {
        "task": "crm_core.forecast.tasks.forecast_day",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"expires": 14_400.0},
    },
    # What orders show: after each at once, daily of whoever's day has come, and how often it was right.
    "order-signals-follow": {
        "task": "crm_core.order_signals.tasks.look_at_requested",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "order-signals-of-the-night": {
        "task": "crm_core.order_signals.tasks.refit",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 14_400.0},
    },
    "order-signals-measured": {
        "task": "crm_core.order_signals.tasks.try_out",
        "schedule": crontab(hour="4", minute="20", day_of_week="sunday"),
        "options": {"expires": 43_200.0},
    },
    # Runs of rules that wait for their time, and those that no nudge reached.
    "rules-advance": {
        "task": "crm_core.automation.tasks.advance_due",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "rules-schedules": {
        "task": "crm_core.automation.tasks.run_schedules",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    # What was published before every process knew of a rule that was just turned on.
    "rules-catch-up": {
        "task": "crm_core.automation.tasks.catch_up",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "rules-dry-runs": {
        "task": "crm_core.automation.tasks.work_dry_runs",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "rules-forget": {
        "task": "crm_core.automation.tasks.forget_misses",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
}
