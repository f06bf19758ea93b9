"""The HTTP API and the call page."""
