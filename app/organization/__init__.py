"""Who works here, in which department, and what each may see."""
