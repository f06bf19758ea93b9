"""Chat models of cloud providers, and what keeps an answer going when one of them fails."""
