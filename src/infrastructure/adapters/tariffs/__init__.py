"""Price tables, each a dated file."""
