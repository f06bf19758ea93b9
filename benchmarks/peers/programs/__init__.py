"""What runs in the sides' processes."""
