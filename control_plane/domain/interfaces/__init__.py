"""The ports: what the control plane needs from the world, one file each."""
