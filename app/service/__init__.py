"""Customer service: a request is opened, dispatched, resolved, rated, archived."""
