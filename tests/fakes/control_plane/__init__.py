"""Fakes of the control plane's ports."""
