"""What a call is, what may happen to it, and what it needs from the world. Standard library only."""
