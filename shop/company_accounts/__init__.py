"""What a company's people arrange themselves, and how a company becomes one of ours."""
