"""The example company, told through the same verbs that people use; see NOTICE for what is real in it."""
