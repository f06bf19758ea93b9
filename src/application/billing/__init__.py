"""What calls cost, and when that is enough."""
