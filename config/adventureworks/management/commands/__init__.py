"""`manage.py import_adventureworks`."""
