"""Several providers of one leg, as one that is hardly ever down."""
