"""What representatives earn by their plan, with statement and approval."""
