"""What the insured person reads about the own data: claims, reasons, and who looked. Dutch, B1."""

from zorgvuldig.norms.citing import Citation
from zorgvuldig.processes.rights.explain.views import Looked, LooksPage, MyClaim, MyClaims, MyLine, Why

__all__ = ["Citation", "Looked", "LooksPage", "MyClaim", "MyClaims", "MyLine", "Why"]
