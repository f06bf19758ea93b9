"""Users' tokens of an OpenID Connect issuer."""
