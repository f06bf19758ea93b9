"""Each specialist that is added, with the whole team around it; `parley specialist new` writes the first test."""
