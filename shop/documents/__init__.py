"""Invoices, credit notes and what goes with a parcel."""
