"""The ports: what Parley needs from the world, one file each."""
