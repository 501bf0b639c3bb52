"""How a company becomes one of ours: it applies with its papers, staff decide."""
