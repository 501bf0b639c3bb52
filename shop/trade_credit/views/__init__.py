"""What people of a company see and do about invoices and credit."""
