"""Accounts on the web: who sends a request, what it may do, signing in, one's own account, the administrators' pages."""
