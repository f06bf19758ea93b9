"""How this process fares."""
