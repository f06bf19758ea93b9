"""Our ports, as livekit-agents wants them: one bridge each, and the only places where both are known."""
