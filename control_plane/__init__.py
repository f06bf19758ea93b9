"""The control plane: who may call, and which agent service carries which call."""
