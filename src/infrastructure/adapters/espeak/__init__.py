"""Speech from espeak-ng's library, which comes in a wheel."""
