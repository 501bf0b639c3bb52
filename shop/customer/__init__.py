"""Oscar's `customer`, forked: the account area without Oscar's log-in views."""
