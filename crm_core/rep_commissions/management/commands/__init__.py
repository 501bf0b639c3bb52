"""`manage.py rescore_customers`."""
