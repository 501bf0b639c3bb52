"""What the daily lists of the back office share: saved views, chosen columns, keyboard."""
