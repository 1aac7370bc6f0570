"""Sentences: what readings say on a topic, in plain official words."""
