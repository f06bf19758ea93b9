"""Speech from flite, a small synthesiser that every Debian has, as a library, and Homebrew, as a program."""
