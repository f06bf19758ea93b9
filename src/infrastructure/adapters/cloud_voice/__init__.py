"""What voices of cloud providers share: sentences to send, words to place in the sound that comes, limits."""
