"""SNS, one behaviour a test."""

import json
from typing import Any

from pytest import fixture, mark

from account import Account, pages_of, refused
from polling import eventually


@fixture
def topic(account: Account, name: str) -> str:
    return account.sns.create_topic(Name=name)["TopicArn"]


@fixture
def queue(account: Account, name: str) -> str:
    """A queue that SNS may send to."""
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return account.sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]


def subscribed(account: Account, topic: str, queue: str, **attributes: str) -> str:
    """The ARN of a queue's subscription."""
    arn = account.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return account.sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes, ReturnSubscriptionArn=True
    )["SubscriptionArn"]


def received(account: Account, queue: str, **query: Any) -> dict[str, Any]:
    [message] = eventually(lambda: account.sqs.receive_message(QueueUrl=queue, **query).get("Messages", []), bool)
    return message


def test_a_topic_made_twice_is_the_same(account: Account, topic: str, name: str) -> None:
    assert topic == f"arn:aws:sns:{account.address.region}:{account.address.account}:{name}"
    assert account.sns.create_topic(Name=name)["TopicArn"] == topic
    assert topic in [each["TopicArn"] for each in pages_of(account.sns, "list_topics", "Topics")[1]]


def test_a_subscription_is_listed_until_it_ends(account: Account, topic: str, queue: str) -> None:
    subscription = subscribed(account, topic, queue)
    listed = account.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [(each["SubscriptionArn"], each["Owner"]) for each in listed] == [(subscription, account.address.account)]
    account.sns.unsubscribe(SubscriptionArn=subscription)
    assert account.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_a_queue_gets_an_envelope(account: Account, topic: str, queue: str) -> None:
    subscribed(account, topic, queue)
    attributes = {"colour": {"DataType": "String", "StringValue": "red"}}
    sent = account.sns.publish(TopicArn=topic, Subject="News & more", Message="<∑>", MessageAttributes=attributes)
    envelope = json.loads(received(account, queue)["Body"])
    assert (envelope["Type"], envelope["MessageId"], envelope["TopicArn"]) == ("Notification", sent["MessageId"], topic)
    assert (envelope["Subject"], envelope["Message"]) == ("News & more", "<∑>")
    assert envelope["MessageAttributes"] == {"colour": {"Type": "String", "Value": "red"}}


def test_a_queue_gets_the_bare_message_if_asked_for(account: Account, topic: str, queue: str) -> None:
    subscribed(account, topic, queue, RawMessageDelivery="true")
    account.sns.publish(TopicArn=topic, Message="<∑>")
    assert received(account, queue)["Body"] == "<∑>"


@mark.parametrize("scope", ["MessageAttributes", "MessageBody"])
def test_a_filter_chooses_what_a_queue_gets(account: Account, topic: str, queue: str, scope: str) -> None:
    policy = json.dumps({"size": [{"numeric": [">", 3]}]})
    subscribed(account, topic, queue, RawMessageDelivery="true", FilterPolicy=policy, FilterPolicyScope=scope)
    for size in (1, 4):
        number = {"size": {"DataType": "Number", "StringValue": str(size)}}
        account.sns.publish(TopicArn=topic, Message=json.dumps({"size": size}), MessageAttributes=number)
    assert json.loads(received(account, queue)["Body"]) == {"size": 4}


def test_entries_of_a_batch_fail_by_themselves(account: Account, topic: str) -> None:
    entries = [{"Id": "good", "Message": "x"}, {"Id": "bad", "Message": "x", "Subject": "two\nlines"}]
    answer = account.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [each["Id"] for each in answer["Successful"]] == ["good"]
    assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("bad", "InvalidParameter")]


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
def test_a_wrong_batch_is_refused(account: Account, topic: str, ids: list[str], code: str) -> None:
    with refused(code):
        account.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": each, "Message": "x"} for each in ids])


def test_a_topic_that_is_missing(account: Account, topic: str) -> None:
    with refused("NotFound", status=404):
        account.sns.publish(TopicArn=f"{topic}-missing", Message="x")


@mark.parametrize(
    "wrong",
    [
        {"Message": ""},
        {"Message": "x" * 262_145},
        {"Subject": "two\nlines"},
        {"Subject": "x" * 101},
        {"MessageAttributes": {"a": {"DataType": "Number", "StringValue": "many"}}},
    ],
    ids=["empty", "too long", "a subject of two lines", "a long subject", "a number that is none"],
)
def test_a_wrong_message_is_refused(account: Account, topic: str, wrong: dict[str, Any]) -> None:
    with refused("InvalidParameter"):
        account.sns.publish(**{"TopicArn": topic, "Message": "x", **wrong})


def test_a_filter_that_is_none_is_refused(account: Account, topic: str, queue: str) -> None:
    with refused("InvalidParameter"):
        subscribed(account, topic, queue, FilterPolicy="nonsense")
