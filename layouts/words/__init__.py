"""The words of the interface, in two languages, and how figures are written."""
