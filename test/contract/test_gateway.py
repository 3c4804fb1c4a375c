"""What holds for every service: throttling, signatures, malformed requests."""

from typing import Any

from botocore import UNSIGNED
from botocore.exceptions import ClientError
from pytest import mark

from account import Account, refused

BURSTS = [
    ("ecs", "list_clusters", {}, 50, "ThrottlingException", 400),
    ("ecs", "list_container_instances", {"cluster": "unknown"}, 100, "ThrottlingException", 400),
    ("ecs", "list_services", {"cluster": "unknown"}, 100, "ThrottlingException", 400),
    ("ecs", "update_service", {"cluster": "unknown", "service": "web"}, 50, "ThrottlingException", 400),
    ("ec2", "describe_instances", {}, 100, "RequestLimitExceeded", 503),
    ("ec2", "terminate_instances", {"InstanceIds": ["i-0123456789abcdef0"]}, 100, "RequestLimitExceeded", 503),
    ("autoscaling", "describe_tags", {}, 100, "Throttling", 400),
    ("autoscaling", "delete_auto_scaling_group", {"AutoScalingGroupName": "unknown"}, 50, "Throttling", 400),
    ("lambda", "list_event_source_mappings", {}, 15, "TooManyRequestsException", 429),
    ("resourcegroupstaggingapi", "get_resources", {}, 15, "ThrottledException", 400),
]


@mark.parametrize(("service", "method", "request_", "burst", "code", "status"), BURSTS)
def test_calls_beyond_the_burst_are_throttled(
    slow_motion: Account, service: str, method: str, request_: dict[str, Any], burst: int, code: str, status: int
) -> None:
    call = getattr(slow_motion.client(service), method)
    for number in range(burst):
        try:
            call(**request_)
        except ClientError as error:
            assert error.response["Error"]["Code"] != code, f"throttled after {number} calls"
    with refused(code, status=status):
        call(**request_)


@mark.parametrize(
    ("service", "method"),
    [("ecs", "list_clusters"), ("ec2", "describe_instances"), ("autoscaling", "describe_tags"), ("sqs", "list_queues"), ("lambda", "list_event_source_mappings")],
)
def test_a_request_without_a_signature_is_refused(shop: Account, service: str, method: str) -> None:
    client = shop.client(service)
    client.meta.events.register("choose-signer", lambda **_: UNSIGNED)
    with refused("MissingAuthenticationToken", status=403):
        getattr(client, method)()
