"""Tags for the account area."""
