"""How a customer buys, computed from the orders: rhythm, value, prospects, stage."""
