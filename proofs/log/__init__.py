"""What the drills on the ledger share: a small log, attacks with all power, a witness in its own account."""
