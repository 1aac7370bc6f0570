"""The print as PDF."""
