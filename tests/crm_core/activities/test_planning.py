"""The next step of the timeline's forms is an activity."""
