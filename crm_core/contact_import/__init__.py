"""Contacts from files (CSV, XLSX, vCard) into customers, taken back if wanted, and out again."""
