"""Which adapters do each part: chosen by the settings, opened in their order."""
