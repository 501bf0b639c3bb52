"""Work outside the request: the broker and the beat schedule."""

from celery.schedules import crontab

from config.settings import environment
from config.settings.crm_schedule import CRM_SCHEDULE
from config.settings.partner_schedule import PARTNER_SCHEDULE

if environment.CELERY_BROKER_URL:
    CELERY_BROKER_URL = environment.CELERY_BROKER_URL
    # A broker that does not answer may cost a visitor this long, once in ten seconds for all of them.
    CELERY_BROKER_CONNECTION_TIMEOUT = 2
    if CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
        CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2}
else:
    # Kombu's filesystem transport, with a bell (docs/adr/0002-embedded-broker.md). It may lose
    # a message in a crash; the event log's sweep delivers again: a delay and never a loss.
    _queue = environment.VAR_DIR / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "files://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 1.0,  # the bell rings sooner
    }
    # Commands to workers are copied to a queue per worker; those of dead workers would fill up for ever.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(environment.VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # Delivers what was put off and what no nudge reached. Expires, so that a scheduler
    # without workers leaves nothing to catch up with.
    "events-sweep": {
        "task": "shop.events.tasks.deliver_due",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "shipments-look-after": {
        "task": "shop.fulfilment.tasks.look_after_shipments",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "shipments-ask-for-arrivals": {
        "task": "shop.fulfilment.tasks.ask_for_arrivals",
        "schedule": 1800.0,
        "options": {"expires": 1800.0},
    },
    "invoice-payments-look-after": {
        "task": "shop.trade_credit.tasks.look_after_invoice_payments",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "receivables-follow": {
        "task": "shop.trade_credit.tasks.follow_receivables",
        "schedule": 21_600.0,
        "options": {"expires": 21_600.0},
    },
    "invoices-due": {
        "task": "shop.documents.tasks.write_due_invoices",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "purchase-requests-look-after": {
        "task": "shop.purchase_approvals.tasks.look_after_purchase_requests",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "bulk-changes-resume": {
        "task": "shop.backoffice.tasks.resume_bulk_changes",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "sales-tell": {
        "task": "shop.catalogue_promotions.tasks.tell_beginnings",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "price-lists-tell": {
        "task": "shop.price_lists.tasks.tell_beginnings",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "price-lists-repair": {
        "task": "shop.price_lists.tasks.repair",
        "schedule": crontab(hour="3", minute="40"),
    },
    "visibility-repair": {
        "task": "shop.catalogue_visibility.tasks.repair_visibility",
        "schedule": crontab(hour="3", minute="50"),
    },
    "sales-reckon": {
        "task": "shop.catalogue_promotions.tasks.reckon",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "promotion-codes-resume": {
        "task": "shop.promotions.tasks.resume_code_runs",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "pages-publish": {
        "task": "content.tasks.publish_scheduled",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "form-entries-forget": {
        "task": "content.tasks.forget_old_entries",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "payments-look-after": {
        "task": "shop.payments.tasks.process_payments",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "confirmations-send": {
        "task": "shop.notifications.tasks.confirm_unpaid_orders",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "basket-contacts-forget": {
        "task": "shop.checkout.tasks.forget_basket_contacts",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    # What the start page of the back office shows and takes long to count.
    "figures-warm": {
        "task": "shop.backoffice.tasks.warm_figures",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "alerts-send": {
        "task": "shop.customer.tasks.send_alerts",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    # Shopping lists whose day has come.
    "shopping-lists-remind": {
        "task": "shop.shopping_lists.tasks.remind_of_due_lists",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "alerts-forget": {
        "task": "shop.customer.tasks.forget_unconfirmed_alerts",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # Files and pictures of catalogue imports that no message reached or whose worker died.
    "catalogue-imports-look-after": {
        "task": "shop.catalogue_import.tasks.look_after_imports",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "stock-release": {
        "task": "shop.stock.tasks.release_due",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    # What waits for its next attempt, and what no nudge reached.
    "mail-sweep": {
        "task": "shop.mail.tasks.deliver_due",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    # Codes whose day has come, and those that no event reached.
    "gift-cards-send": {
        "task": "shop.gift_cards.tasks.send_codes",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "gift-cards-expire": {
        "task": "shop.gift_cards.tasks.expire",
        "schedule": crontab(hour="0", minute="20"),
        "options": {"expires": 43_200.0},
    },
    "mail-forget": {
        "task": "shop.mail.tasks.forget_old_mails",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "privacy-erase": {
        "task": "shop.privacy.tasks.erase_due",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "audit-forget": {
        "task": "shop.audit.tasks.forget_old_entries",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    # Visits that ended half an hour ago, of who agreed.
    "interactions-visits": {
        "task": "personalization.interactions.tasks.tell_visits",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    # Who enters and leaves segments: after each fact, and as days pass (the second time after the scores).
    "segments-follow": {
        "task": "personalization.segments.tasks.recompute_touched",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "segments-of-the-night": {
        "task": "personalization.segments.tasks.recompute_all",
        "schedule": crontab(hour="0,4", minute="35"),
        "options": {"expires": 14_400.0},
    },
    "interactions-forget": {
        "task": "personalization.interactions.tasks.forget_old",
        "schedule": 86_400.0,
        "options": {"expires": 86_400.0},
    },
    "recommendations-train": {
        "task": "personalization.recommendations.tasks.train",
        "schedule": crontab(hour="1", minute="30"),
        "options": {"expires": 14_400.0},
    },
    # Right after midnight (UTC), when the sales of the day before begin to count.
    "search-sales": {
        "task": "search.tasks.count_sales",
        "schedule": crontab(hour="0", minute="1"),
        "options": {"expires": 43_200.0},
    },
    **CRM_SCHEDULE,
    **PARTNER_SCHEDULE,
}

# Wagtail's own background work goes the same way.
CELERY_IMPORTS = ["config.tasks_backend"]
TASKS = {"default": {"BACKEND": "config.tasks_backend.CeleryBackend"}}
