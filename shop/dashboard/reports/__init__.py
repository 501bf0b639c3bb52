"""Oscar's reports in the back office."""
