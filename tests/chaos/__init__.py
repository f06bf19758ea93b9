"""A fleet of real processes is hurt, and its callers are asked what they noticed."""
