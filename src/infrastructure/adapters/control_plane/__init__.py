"""The control plane, as a replica reaches it."""
