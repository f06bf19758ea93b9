"""Recognition by OpenAI: live over a websocket, and as a file where that fails."""
