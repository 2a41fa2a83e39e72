"""SEPA: payments out (pain.001). It translates and decides nothing."""
