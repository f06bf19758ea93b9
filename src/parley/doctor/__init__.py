"""What is on this machine, what is missing, and which providers would be used and why."""
