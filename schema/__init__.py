"""The API: types, questions and steps generated from the nouns."""
