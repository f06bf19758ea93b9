"""LiveKit's models for voice activity and the end of turns, which run in this process."""
