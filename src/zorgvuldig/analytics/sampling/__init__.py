"""Audit sampling (steekproeven): how many to inspect, and which; pure functions of what they are given.

One file for each verb of the craft. Evaluation, early stopping and projection follow with material control.
"""

from zorgvuldig.analytics.sampling.drawing import Drawn, Sample, draw, ticket
from zorgvuldig.analytics.sampling.planning import AssurancePlan, Distribution, plan_assurance

__all__ = ["AssurancePlan", "Distribution", "Drawn", "Sample", "draw", "plan_assurance", "ticket"]
