"""Servers that speak the protocols of cloud providers, for their unmodified SDKs."""
