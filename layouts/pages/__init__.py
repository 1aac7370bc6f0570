"""The pages: which panels stand where."""
