"""The intake desk: what is due, what was given, what it would change, and how it becomes a load."""
