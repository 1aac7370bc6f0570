"""Where lines, marks and labels go; no colours, no components."""
