"""Speaking a reply a sentence at a time, whatever engine makes the sound."""
