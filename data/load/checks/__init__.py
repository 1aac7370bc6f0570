"""What is checked before anything is stored, and what is reported."""
