"""Which counts are hidden for privacy: as a function of the figures alone, whoever asks and whatever is asked for."""
