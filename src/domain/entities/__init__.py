"""Plain values and rules."""
