"""What callers say and what they must get for it, with what reads, plays and judges it."""
