"""How the control plane is spoken to."""
