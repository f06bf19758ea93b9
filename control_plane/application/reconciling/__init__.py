"""Having every call carried that should be: compare, act on the difference, again and again."""
