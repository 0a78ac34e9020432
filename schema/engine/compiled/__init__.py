"""A question becomes one SQL statement for each of its root fields, and its rows become the answer's bytes."""
