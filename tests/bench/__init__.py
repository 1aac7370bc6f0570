"""Measures the product and prints one table; nothing here is a test and nothing fails for being slow."""
