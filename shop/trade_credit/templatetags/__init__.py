"""Tags of the pages about receivables."""
