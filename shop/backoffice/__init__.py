"""The parts that every screen of the back office is made of: lists, columns, figures, charts, access."""
