"""Where the operating system's own packages come from."""
