"""Rules that act on what happened: triggers, conditions, actions, versions and their log."""
