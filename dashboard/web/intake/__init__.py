"""The routes of the intake desk."""
