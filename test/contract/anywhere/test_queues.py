"""SQS, one behaviour a test."""

import json
from typing import Any

from pytest import fixture, mark

from account import Account, refused
from polling import eventually

HOURS = "43200"


@fixture
def queue(account: Account, name: str) -> str:
    """A queue whose messages do not come back by themselves while a test runs."""
    return account.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": HOURS})["QueueUrl"]


def receive(account: Account, url: str, **query: Any) -> dict[str, Any]:
    """The message that there is; a receive may miss it at first."""
    [message] = eventually(lambda: account.sqs.receive_message(QueueUrl=url, **query).get("Messages", []), bool)
    return message


def sent(account: Account, url: str, **query: Any) -> dict[str, Any]:
    """Sends a message, and receives it."""
    account.sqs.send_message(QueueUrl=url, MessageBody="x")
    return receive(account, url, **query)


def test_a_queue_made_twice_is_the_same(account: Account, queue: str, name: str) -> None:
    again = account.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": HOURS})["QueueUrl"]
    assert again == queue == account.sqs.get_queue_url(QueueName=name)["QueueUrl"]


def test_a_queue_made_twice_with_other_settings_is_refused(account: Account, queue: str, name: str) -> None:
    with refused("QueueAlreadyExists"):
        account.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "46"})


def test_attributes_are_answered_as_asked(account: Account, queue: str) -> None:
    answer = account.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert answer["Attributes"] == {"VisibilityTimeout": HOURS}


def test_settings_change(account: Account, queue: str) -> None:
    account.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"DelaySeconds": "5"})
    answer = account.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert (answer["DelaySeconds"], answer["VisibilityTimeout"]) == ("5", HOURS)


@mark.parametrize("setting", ["Colour", "VisibilityTimeout=43201", "DelaySeconds=soon", "MessageRetentionPeriod=59"])
def test_a_wrong_setting_is_refused(account: Account, queue: str, setting: str) -> None:
    attribute, _, value = setting.partition("=")
    with refused("InvalidAttributeValue" if value else "InvalidAttributeName"):
        account.sqs.set_queue_attributes(QueueUrl=queue, Attributes={attribute: value})


def test_a_queue_that_is_missing(account: Account, name: str) -> None:
    with refused("AWS.SimpleQueueService.NonExistentQueue"):
        account.sqs.get_queue_url(QueueName=name)


def test_queues_come_in_pages(account: Account, name: str) -> None:
    urls = {account.sqs.create_queue(QueueName=f"{name}-{number}")["QueueUrl"] for number in range(3)}
    paginator = account.sqs.get_paginator("list_queues")
    query = {"QueueNamePrefix": f"{name}-", "PaginationConfig": {"PageSize": 2}}
    pages = eventually(
        lambda: [set(page.get("QueueUrls", [])) for page in paginator.paginate(**query)],
        lambda found: set().union(*found) == urls,
    )
    assert [len(page) for page in pages] == [2, 1]


def test_a_message_arrives_as_it_was_sent(account: Account, queue: str) -> None:
    attributes = {"text": {"DataType": "String", "StringValue": "ü & <∑>"}}
    account.sqs.send_message(QueueUrl=queue, MessageBody="<body> & ∑", MessageAttributes=attributes)
    message = receive(account, queue, MessageAttributeNames=["All"])
    assert (message["Body"], message["MessageAttributes"]) == ("<body> & ∑", attributes)


def test_a_message_says_how_often_it_was_received(account: Account, queue: str) -> None:
    message = sent(account, queue, VisibilityTimeout=0, MessageSystemAttributeNames=["All"])
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    again = receive(account, queue, MessageSystemAttributeNames=["ApproximateReceiveCount"])
    assert again["Attributes"] == {"ApproximateReceiveCount": "2"}


def test_a_message_given_no_more_time_comes_back_at_once(account: Account, queue: str) -> None:
    handle = sent(account, queue)["ReceiptHandle"]
    assert "Messages" not in account.sqs.receive_message(QueueUrl=queue)
    account.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=0)
    receive(account, queue)


def test_a_delayed_message_is_not_there_yet(account: Account, queue: str) -> None:
    account.sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=900)
    assert "Messages" not in account.sqs.receive_message(QueueUrl=queue)


def test_deleting_by_an_older_handle_is_no_error(account: Account, queue: str) -> None:
    old = sent(account, queue, VisibilityTimeout=0)["ReceiptHandle"]
    assert receive(account, queue)["ReceiptHandle"] != old
    account.sqs.delete_message(QueueUrl=queue, ReceiptHandle=old)


def test_more_time_for_a_deleted_message_is_refused(account: Account, queue: str) -> None:
    handle = {"QueueUrl": queue, "ReceiptHandle": sent(account, queue)["ReceiptHandle"]}
    account.sqs.delete_message(**handle)
    with refused("InvalidParameterValue"):
        account.sqs.change_message_visibility(**handle, VisibilityTimeout=0)


def test_more_than_twelve_hours_are_refused(account: Account, queue: str) -> None:
    handle = {"QueueUrl": queue, "ReceiptHandle": sent(account, queue)["ReceiptHandle"]}
    with refused("InvalidParameterValue"):
        account.sqs.change_message_visibility(**handle, VisibilityTimeout=43_201)


def test_a_handle_that_is_none_is_refused(account: Account, queue: str) -> None:
    with refused("ReceiptHandleIsInvalid", status=404):
        account.sqs.delete_message(QueueUrl=queue, ReceiptHandle="nonsense")


def test_entries_of_a_batch_fail_by_themselves(account: Account, queue: str) -> None:
    good = {"Id": "good", "ReceiptHandle": sent(account, queue)["ReceiptHandle"]}
    bad = {"Id": "bad", "ReceiptHandle": "nonsense"}
    answer = account.sqs.delete_message_batch(QueueUrl=queue, Entries=[bad, good])
    assert [each["Id"] for each in answer["Successful"]] == ["good"]
    assert [(each["Id"], each["Code"], each["SenderFault"]) for each in answer["Failed"]] == [
        ("bad", "ReceiptHandleIsInvalid", True)
    ]


@mark.parametrize("operation", ["send_message_batch", "delete_message_batch", "change_message_visibility_batch"])
@mark.parametrize(
    ("ids", "code"),
    [
        ([], "EmptyBatchRequest"),
        ([str(number) for number in range(11)], "TooManyEntriesInBatchRequest"),
        (["a", "a"], "BatchEntryIdsNotDistinct"),
        (["no spaces"], "InvalidBatchEntryId"),
    ],
    ids=["none", "eleven", "twice the same", "with a space"],
)
def test_a_wrong_batch_is_refused(account: Account, queue: str, operation: str, ids: list[str], code: str) -> None:
    client = account.client("sqs", unchecked_input=True)
    entry = {"MessageBody": "x"} if operation.startswith("send") else {"ReceiptHandle": "handle", "VisibilityTimeout": 0}
    if operation.startswith("delete"):
        del entry["VisibilityTimeout"]
    with refused(f"AWS.SimpleQueueService.{code}"):
        getattr(client, operation)(QueueUrl=queue, Entries=[{"Id": each, **entry} for each in ids])


def test_an_empty_message_is_refused(account: Account, queue: str) -> None:
    with refused("MissingParameter"):
        account.sqs.send_message(QueueUrl=queue, MessageBody="")


def test_a_message_delayed_for_too_long_is_refused(account: Account, queue: str) -> None:
    with refused("InvalidParameterValue"):
        account.sqs.send_message(QueueUrl=queue, MessageBody="x", DelaySeconds=901)


def test_a_message_of_more_than_a_mebibyte_is_refused(account: Account, queue: str) -> None:
    with refused("InvalidParameterValue"):
        account.sqs.send_message(QueueUrl=queue, MessageBody="x" * (2**20 + 1))


def test_more_than_ten_messages_at_once_are_refused(account: Account, queue: str) -> None:
    with refused("InvalidParameterValue"):
        account.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=11)


def test_too_many_receives_end_on_the_dead_letter_queue(account: Account, queue: str, name: str) -> None:
    dead = account.sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = account.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    account.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    account.sqs.send_message(QueueUrl=queue, MessageBody="again and again")
    for _ in range(2):
        receive(account, queue, VisibilityTimeout=0)
    assert "Messages" not in account.sqs.receive_message(QueueUrl=queue)
    assert receive(account, dead)["Body"] == "again and again"


def test_a_purge_spares_no_message(account: Account, queue: str) -> None:
    account.sqs.send_message(QueueUrl=queue, MessageBody="x")
    account.sqs.purge_queue(QueueUrl=queue)
    counts = {"QueueUrl": queue, "AttributeNames": ["ApproximateNumberOfMessages"]}
    eventually(lambda: account.sqs.get_queue_attributes(**counts)["Attributes"], {"ApproximateNumberOfMessages": "0"})
