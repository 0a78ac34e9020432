"""Files in and out: sheets are read as they are, mapped to nouns, imported as people would, and can be taken back."""
