"""How the world meets us. An interface translates and makes one call inwards; it never decides."""
