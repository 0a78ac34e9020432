"""A page becomes paper: charts are drawn and documents printed, in a process that can reach nothing."""
