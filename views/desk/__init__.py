"""The churn desk: the warnings of those one answers for, and what is done about each."""
