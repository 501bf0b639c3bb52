"""The composition root: settings, URLs and the Celery app. Nothing imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
