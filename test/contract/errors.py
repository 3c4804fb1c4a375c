"""Errors that services document outside the models of their operations: code and HTTP status."""

from __future__ import annotations

# What is wrong with the call rather than with its input.
CALLER_ERRORS = {
    "MissingAuthenticationToken": 403,
    # The simulator's own, for what it does not have.
    "NotImplemented": 501,
    "RequestLimitExceeded": 503,
    "Throttling": 400,
    "ThrottledException": 400,
    "ThrottlingException": 400,
    "TooManyRequestsException": 429,
}

# botocore leaves out the status of errors of JSON protocols. Source: SQS's Smithy model, trait httpError.
STATUS = {"ReceiptHandleIsInvalid": 404}

# Source: each API reference, "Common errors".
COMMON_ERRORS = {
    "autoscaling": {"ValidationError": 400},
    # EC2's model has no errors. Source: EC2 API reference, "Error codes".
    "ec2": {
        "IncorrectInstanceState": 400,
        "InvalidInstanceID.Malformed": 400,
        "InvalidInstanceID.NotFound": 400,
        "InvalidInstanceType": 400,
        "InvalidParameterCombination": 400,
        "InvalidParameterValue": 400,
        "MissingParameter": 400,
    },
    "ecs": {"SerializationException": 400},
    "sns": {"ValidationError": 400},
    "sqs": {"InvalidParameterValue": 400, "MissingParameter": 400},
}
