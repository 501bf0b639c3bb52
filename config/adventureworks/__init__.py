"""`manage.py import_adventureworks`: a maker that sells through resellers and to consumers."""
