"""Work outside the request: the broker and the beat schedule."""

from config.settings import environment

if environment.CELERY_BROKER_URL:
    CELERY_BROKER_URL = environment.CELERY_BROKER_URL
else:
    # A stock kombu transport that needs no server. It may lose a message in a crash;
    # the event log's sweep delivers again, so that is a delay and never a loss.
    _queue = environment.VAR_DIR / "queue"
    for _folder in ("messages", "processed", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(environment.VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {}
