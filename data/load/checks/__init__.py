"""What is checked before anything is stored."""
