"""What protects the server's answers."""
