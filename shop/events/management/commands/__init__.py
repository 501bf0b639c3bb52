"""`manage.py replay_events` and `manage.py events_doc`."""
