"""The API over many connections: beside PostGraphile and SQL by hand, at growing sizes, and for a long time."""
