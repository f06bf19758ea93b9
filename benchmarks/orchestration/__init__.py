"""Callers by the thousand at a control plane whose replicas cost next to nothing."""
