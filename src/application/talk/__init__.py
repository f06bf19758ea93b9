"""The life of a spoken conversation: listening, whose turn it is, speaking, and interruptions."""
