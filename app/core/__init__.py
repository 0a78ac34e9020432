"""What every noun stands on: declarations, scope, history, events, search, numbering, files, errors."""
