"""`manage.py import_online_retail`."""
