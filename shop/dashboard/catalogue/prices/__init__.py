"""The prices of many products changed at once: chosen, computed, shown, confirmed, written."""
