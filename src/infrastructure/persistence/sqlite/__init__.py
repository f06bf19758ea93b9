"""The business records in SQLite: one file for one machine, shared by its threads and processes."""
