"""Which tax a sale bears: rates by place, class and day, who is exempt, and the evidence for it."""
