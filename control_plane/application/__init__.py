"""What the control plane does."""
