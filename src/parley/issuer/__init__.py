"""`parley issuer`: an OpenID Connect issuer on this machine, to try logins with. Not for production."""
