"""Speech from OpenAI, or from a server that speaks its protocol."""
