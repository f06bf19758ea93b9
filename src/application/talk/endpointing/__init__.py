"""When a caller who pauses has finished: one way to tell in each file, and `end_of_turn` weighs them."""
