"""What is to be done: tasks, with who does them and by when."""
