"""Who we sell to, whom we talk to there, and what happened between us."""
