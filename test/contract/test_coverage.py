"""What the run as a whole has covered: runs last, and only in a run of the whole suite."""

from pytest import mark

from account import ANSWERED, REFUSED
from fidelity import BOTO3_NAMES, folders_with_operations, simulated

pytestmark = mark.usefixtures("whole_run")


@mark.parametrize(("folder", "service"), BOTO3_NAMES.items())
def test_every_operation_was_driven(folder: str, service: str) -> None:
    listed = {(service, operation) for operation in simulated(folder)}
    assert sorted(listed - ANSWERED) == [], "listed in FIDELITY.md, but never answered in this run"
    assert sorted({each for each in ANSWERED if each[0] == service} - listed) == [], "answered, but not in FIDELITY.md"


@mark.parametrize(("folder", "service"), BOTO3_NAMES.items())
def test_every_operation_was_refused(folder: str, service: str) -> None:
    listed = {(service, operation) for operation in simulated(folder)}
    assert sorted(listed - REFUSED) == [], "listed in FIDELITY.md, but wrong input was never tried"


def test_every_table_of_operations_is_known() -> None:
    assert folders_with_operations() == set(BOTO3_NAMES)
