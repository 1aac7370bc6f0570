"""The screen: drawings, frame, drawer and search as components."""
