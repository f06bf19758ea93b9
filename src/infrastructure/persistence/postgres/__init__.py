"""What outlives a process, in Postgres: version 12 or newer."""
