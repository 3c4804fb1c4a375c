"""Messages of SQS: send, receive, prolong, delete, one by one and in batches."""

from typing import Any

from pytest import fixture, mark, raises

from account import Account, refused
from polling import eventually


@fixture
def queue(shop: Account, name: str) -> str:
    """A queue whose messages do not come back by themselves while a test runs."""
    return shop.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "43200"})["QueueUrl"]


def receive(account: Account, url: str, **query: Any) -> list[dict[str, Any]]:
    return account.sqs.receive_message(QueueUrl=url, **query).get("Messages", [])


def test_a_message_from_sender_to_deletion(shop: Account, queue: str) -> None:
    """boto3 itself verifies the MD5 of body and attributes on both ways."""
    attributes = {
        "text": {"DataType": "String", "StringValue": "ü & <∑>"},
        "number.whole": {"DataType": "Number", "StringValue": "42"},
        "bytes": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    }
    sent = shop.sqs.send_message(QueueUrl=queue, MessageBody="<body> & ∑", MessageAttributes=attributes)
    assert len(sent["MD5OfMessageAttributes"]) == 32
    query = {"MessageAttributeNames": ["All"], "MessageSystemAttributeNames": ["All"]}
    [received] = receive(shop, queue, **query)
    assert (received["MessageId"], received["Body"]) == (sent["MessageId"], "<body> & ∑")
    assert received["MessageAttributes"] == attributes
    system = received["Attributes"]
    assert system["ApproximateReceiveCount"] == "1"
    assert int(system["SentTimestamp"]) <= int(system["ApproximateFirstReceiveTimestamp"])
    assert receive(shop, queue) == []

    handle = {"QueueUrl": queue, "ReceiptHandle": received["ReceiptHandle"]}
    shop.sqs.change_message_visibility(**handle, VisibilityTimeout=0)
    [again] = receive(shop, queue, MessageSystemAttributeNames=["ApproximateReceiveCount"], MessageAttributeNames=["number.*"])
    assert again["Attributes"] == {"ApproximateReceiveCount": "2"}
    assert list(again["MessageAttributes"]) == ["number.whole"]
    # An older handle deletes nothing, and is no error.
    shop.sqs.delete_message(**handle)
    shop.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=again["ReceiptHandle"], VisibilityTimeout=0)
    [third] = receive(shop, queue)
    shop.sqs.delete_message(QueueUrl=queue, ReceiptHandle=third["ReceiptHandle"])
    with refused("InvalidParameterValue", message="not available for visibility timeout change"):
        shop.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=third["ReceiptHandle"], VisibilityTimeout=0)


def test_what_is_not_deleted_comes_back(shop: Account, queue: str) -> None:
    shop.sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=1)
    [first] = eventually(lambda: receive(shop, queue, VisibilityTimeout=1), bool)
    [second] = eventually(lambda: receive(shop, queue), bool)
    assert (second["MessageId"], second["ReceiptHandle"] == first["ReceiptHandle"]) == (first["MessageId"], False)


def test_batches(shop: Account, queue: str) -> None:
    entries = [{"Id": f"m{number}", "MessageBody": str(number)} for number in range(10)]
    answer = shop.sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    assert [each["Id"] for each in answer["Successful"]] == [each["Id"] for each in entries]
    received = receive(shop, queue, MaxNumberOfMessages=10)
    assert [each["Body"] for each in received] == [str(number) for number in range(10)]
    handles = [{"Id": each["Body"], "ReceiptHandle": each["ReceiptHandle"]} for each in received]
    changes = [{**each, "VisibilityTimeout": 0} for each in handles[:5]]
    answer = shop.sqs.change_message_visibility_batch(QueueUrl=queue, Entries=changes)
    assert [each["Id"] for each in answer["Successful"]] == ["0", "1", "2", "3", "4"]
    assert sorted(each["Body"] for each in receive(shop, queue, MaxNumberOfMessages=10)) == ["0", "1", "2", "3", "4"]
    answer = shop.sqs.delete_message_batch(QueueUrl=queue, Entries=handles[5:])
    assert [each["Id"] for each in answer["Successful"]] == ["5", "6", "7", "8", "9"]


def test_entries_fail_by_themselves(shop: Account, queue: str) -> None:
    shop.sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(shop, queue)
    good = {"Id": "good", "ReceiptHandle": message["ReceiptHandle"]}
    answer = shop.sqs.send_message_batch(
        QueueUrl=queue,
        Entries=[{"Id": "bad", "MessageBody": "x", "DelaySeconds": 901}, {"Id": "good", "MessageBody": "x"}],
    )
    assert outcomes(answer) == (["good"], [("bad", "InvalidParameterValue", True)])
    change = [{"Id": "bad", "ReceiptHandle": "nonsense", "VisibilityTimeout": 5}, {**good, "VisibilityTimeout": 5}]
    answer = shop.sqs.change_message_visibility_batch(QueueUrl=queue, Entries=change)
    assert outcomes(answer) == (["good"], [("bad", "ReceiptHandleIsInvalid", True)])
    answer = shop.sqs.delete_message_batch(QueueUrl=queue, Entries=[{"Id": "bad", "ReceiptHandle": "nonsense"}, good])
    assert outcomes(answer) == (["good"], [("bad", "ReceiptHandleIsInvalid", True)])


def outcomes(answer: dict[str, Any]) -> tuple[list[str], list[tuple[str, str, bool]]]:
    failed = [(each["Id"], each["Code"], each["SenderFault"]) for each in answer["Failed"]]
    return [each["Id"] for each in answer["Successful"]], failed


@mark.parametrize(
    ("ids", "code"),
    [
        ([], "AWS.SimpleQueueService.EmptyBatchRequest"),
        ([str(number) for number in range(11)], "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
        (["a", "a"], "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
        (["no spaces"], "AWS.SimpleQueueService.InvalidBatchEntryId"),
    ],
)
def test_batches_that_are_refused(shop: Account, queue: str, ids: list[str], code: str) -> None:
    for call, entry in (
        (shop.sqs.send_message_batch, {"MessageBody": "x"}),
        (shop.sqs.delete_message_batch, {"ReceiptHandle": "handle"}),
        (shop.sqs.change_message_visibility_batch, {"ReceiptHandle": "handle", "VisibilityTimeout": 0}),
    ):
        with refused(code):
            call(QueueUrl=queue, Entries=[{"Id": each, **entry} for each in ids])


def test_a_batch_has_a_size(shop: Account, queue: str) -> None:
    entries = [{"Id": str(number), "MessageBody": "x" * 600_000} for number in range(2)]
    with raises(shop.sqs.exceptions.BatchRequestTooLong):
        shop.sqs.send_message_batch(QueueUrl=queue, Entries=entries)


@mark.parametrize(
    "change",
    [
        {"MessageBody": "x" * 1_048_577},
        {"DelaySeconds": 901},
        {"DelaySeconds": -1},
        {"MessageAttributes": {"a": {"DataType": "String"}}},
    ],
)
def test_messages_that_are_refused(shop: Account, queue: str, change: dict[str, Any]) -> None:
    with refused("InvalidParameterValue"):
        shop.sqs.send_message(**{"QueueUrl": queue, "MessageBody": "x", **change})


def test_receives_and_changes_that_are_refused(shop: Account, queue: str) -> None:
    for query in ({"MaxNumberOfMessages": 11}, {"MaxNumberOfMessages": 0}, {"VisibilityTimeout": 43_201}):
        with refused("InvalidParameterValue"):
            receive(shop, queue, **query)
    shop.sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(shop, queue, VisibilityTimeout=0)
    handle = {"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]}
    with raises(shop.sqs.exceptions.MessageNotInflight):
        shop.sqs.change_message_visibility(**handle, VisibilityTimeout=5)
    with refused("InvalidParameterValue"):
        shop.sqs.change_message_visibility(**handle, VisibilityTimeout=43_201)
    for call in (
        lambda: shop.sqs.delete_message(QueueUrl=queue, ReceiptHandle="nonsense"),
        lambda: shop.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle="nonsense", VisibilityTimeout=5),
    ):
        with refused("ReceiptHandleIsInvalid", status=404):
            call()


def test_parameters_that_are_missing(shop: Account, queue: str) -> None:
    client = shop.client("sqs", unchecked_input=True)
    for call in (
        lambda: client.create_queue(),
        lambda: client.get_queue_url(),
        lambda: client.send_message(QueueUrl=queue),
        lambda: client.send_message(QueueUrl=queue, MessageBody=""),
        lambda: client.delete_message(QueueUrl=queue),
        lambda: client.receive_message(),
    ):
        with refused("MissingParameter"):
            call()
