"""Making the recogniser expect what callers say: its dictionary and its language model, adapted to the company."""
