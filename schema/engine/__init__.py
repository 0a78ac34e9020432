"""From nouns to types, from questions to statements."""
