"""Brochures, pictures and logos for partners: by tier, with versions, and with the partner's own logo."""
