"""What callers are heard to do: utterances with pauses, interruptions, coughs. All is made here, from seeds."""
