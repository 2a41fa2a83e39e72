"""What the drills over the pages share: people with canaries, logins of every kind, objects to swap."""
