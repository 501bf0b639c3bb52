"""What automation itself registers: subjects, triggers, fields and actions that need no upper slice."""
