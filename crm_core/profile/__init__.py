"""How a customer is reached, where they live, to whom they belong, how they are tagged, who changed it."""
