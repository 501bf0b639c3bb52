"""Commerce: catalogue, price, stock, basket, order, payment, companies and the event log."""
