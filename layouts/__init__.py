"""What is seen: pages, panels and figures, as pure functions of readings."""
