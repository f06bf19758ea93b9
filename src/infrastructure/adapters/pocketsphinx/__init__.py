"""Recognition with pocketsphinx, whose wheel carries its model."""
