"""How the two services prove to each other who they are: the one thing that both of them must do alike."""
