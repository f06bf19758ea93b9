"""What outlives a process, in a plain Redis: version 7 or newer, no modules."""
