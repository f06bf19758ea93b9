"""What the control plane knows: calls, agents' answers, who may be called what. The standard library only."""
