"""The agent service's HTTP API."""
