"""Who might buy: captured, scored, routed, qualified into account, contact and deal."""
