"""Returns in the back office: the queue, the page of one, recording one, the policy."""
