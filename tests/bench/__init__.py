"""Measured claims: how our pages compare with bare ones, in one run. Nothing here fails because a machine is slow."""
