"""To-dos, calls and meetings that are to come: who does what by when, and why."""
