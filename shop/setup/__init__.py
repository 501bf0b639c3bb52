"""The shop's own name, sign and addresses, and the guided way from an empty installation to a shop."""
