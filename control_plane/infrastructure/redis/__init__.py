"""What control planes share, in Redis: plain commands and Lua, no modules."""
