"""Speech from flite, a small synthesiser that every Debian and Homebrew has."""
