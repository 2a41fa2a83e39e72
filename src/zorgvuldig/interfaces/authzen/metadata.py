"""What this decision point can do and where (section 9): the answer of /.well-known/authzen-configuration."""

from __future__ import annotations

ENDPOINTS = {
    "access_evaluation_endpoint": "/access/v1/evaluation",
    "access_evaluations_endpoint": "/access/v1/evaluations",
    "search_subject_endpoint": "/access/v1/search/subject",
    "search_resource_endpoint": "/access/v1/search/resource",
    "search_action_endpoint": "/access/v1/search/action",
}


def metadata(origin: str) -> dict[str, str]:
    """Give the metadata of the decision point at an origin, which the standard wants to be https."""
    point = origin.rstrip("/")
    return {"policy_decision_point": point} | {name: point + path for name, path in ENDPOINTS.items()}
