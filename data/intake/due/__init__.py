"""What is due: deadlines, what arrived by them and through which load, and who was urged."""
