"""
Prints as JSON which actions CloudFormation takes to create, read, update and delete resources of the types named as
arguments: the handlers' permissions in the registry's schemas, which cfn-lint brings along.
"""

import json
import sys

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

HANDLERS = ("create", "read", "update", "delete")


def permissions(kind: str) -> list[str]:
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["handlers"]
    return sorted({action for name in HANDLERS for action in handlers.get(name, {}).get("permissions", [])})


json.dump({kind: permissions(kind) for kind in sorted(set(sys.argv[1:]))}, sys.stdout)
