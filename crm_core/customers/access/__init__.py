"""Who of the staff sees which customers (`rows`) and which of their fields (`fields`)."""
