"""Topics of SNS: lists, subscriptions, publishing, filters, delivery to queues."""

import json
from typing import Any

from pytest import fixture, mark, raises

from account import Account, pages_of, refused
from polling import eventually


@fixture
def topic(shop: Account, name: str) -> str:
    return shop.sns.create_topic(Name=name)["TopicArn"]


@fixture
def queue(shop: Account, name: str) -> str:
    """A queue that SNS may send to."""
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return shop.sqs.create_queue(QueueName=name, Attributes={"Policy": policy, "VisibilityTimeout": "43200"})["QueueUrl"]


def arn_of(account: Account, url: str) -> str:
    return account.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def received(account: Account, url: str, **query: Any) -> dict[str, Any]:
    [message] = eventually(lambda: account.sqs.receive_message(QueueUrl=url, **query).get("Messages", []), bool)
    return message


def test_a_topic_and_its_subscriptions(shop: Account, name: str, queue: str) -> None:
    topic = shop.sns.create_topic(Name=name, Attributes={"DisplayName": "Shop & Co."})["TopicArn"]
    assert topic == f"arn:aws:sns:{shop.address.region}:{shop.address.account}:{name}"
    assert shop.sns.create_topic(Name=name)["TopicArn"] == topic
    assert topic in [each["TopicArn"] for each in pages_of(shop.sns, "list_topics", "Topics")[1]]
    endpoint = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn_of(shop, queue)}
    subscription = shop.sns.subscribe(**endpoint, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert subscription.startswith(f"{topic}:")
    [listed] = shop.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert listed == {"SubscriptionArn": subscription, "Owner": shop.address.account, **endpoint}
    attributes = shop.sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (attributes["DisplayName"], attributes["SubscriptionsConfirmed"]) == ("Shop & Co.", "1")
    shop.sns.unsubscribe(SubscriptionArn=subscription)
    assert shop.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_lists_come_in_pages_of_a_hundred(shop: Account, name: str, topic: str) -> None:
    for number in range(101):
        shop.sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{number}@example.com")
        shop.sns.create_topic(Name=f"{name}-{number:03}")
    pages, found = pages_of(shop.sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic)
    assert (pages, len({each["SubscriptionArn"] for each in found})) == (2, 101)
    pages, found = pages_of(shop.sns, "list_topics", "Topics")
    assert pages >= 2
    assert sum(f":{name}-" in each["TopicArn"] for each in found) == 101
    assert len(shop.sns.list_topics()["Topics"]) == 100
    with refused("InvalidParameter"):
        shop.sns.list_topics(NextToken="not a token")


def test_a_queue_gets_an_envelope_or_the_bare_message(shop: Account, topic: str, queue: str) -> None:
    attributes = {"colour": {"DataType": "String", "StringValue": "red"}}
    endpoint = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn_of(shop, queue)}
    subscription = shop.sns.subscribe(**endpoint)["SubscriptionArn"]
    sent = shop.sns.publish(TopicArn=topic, Subject="News & more", Message="<∑>", MessageAttributes=attributes)
    envelope = json.loads(received(shop, queue)["Body"])
    assert (envelope["Type"], envelope["MessageId"], envelope["TopicArn"]) == ("Notification", sent["MessageId"], topic)
    assert (envelope["Subject"], envelope["Message"]) == ("News & more", "<∑>")
    assert envelope["MessageAttributes"] == {"colour": {"Type": "String", "Value": "red"}}

    shop.sns.unsubscribe(SubscriptionArn=subscription)
    shop.sns.subscribe(**endpoint, Attributes={"RawMessageDelivery": "true"})
    shop.sns.publish(TopicArn=topic, Message="<∑>", MessageAttributes=attributes)
    message = received(shop, queue, MessageAttributeNames=["All"])
    assert (message["Body"], message["MessageAttributes"]) == ("<∑>", attributes)


@mark.parametrize("scope", ["MessageAttributes", "MessageBody"])
def test_a_filter_chooses_what_a_queue_gets(shop: Account, topic: str, queue: str, scope: str) -> None:
    attributes = {"FilterPolicy": json.dumps({"size": [{"numeric": [">", 3]}]}), "FilterPolicyScope": scope}
    shop.sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn_of(shop, queue), Attributes={**attributes, "RawMessageDelivery": "true"}
    )
    for size in (1, 4):
        number = {"size": {"DataType": "Number", "StringValue": str(size)}}
        shop.sns.publish(TopicArn=topic, Message=json.dumps({"size": size}), MessageAttributes=number)
    assert json.loads(received(shop, queue)["Body"]) == {"size": 4}


def test_an_array_that_is_none_passes_no_filter(shop: Account, topic: str, queue: str) -> None:
    attributes = {"FilterPolicy": '{"colours": ["red"]}', "RawMessageDelivery": "true"}
    shop.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn_of(shop, queue), Attributes=attributes)
    for value in ("red", "[", '["blue", "red"]'):
        colours = {"colours": {"DataType": "String.Array", "StringValue": value}}
        shop.sns.publish(TopicArn=topic, Message=value, MessageAttributes=colours)
    assert received(shop, queue)["Body"] == '["blue", "red"]'


def test_a_batch(shop: Account, topic: str, queue: str) -> None:
    shop.sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn_of(shop, queue), Attributes={"RawMessageDelivery": "true"}
    )
    answer = shop.sns.publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[{"Id": "good", "Message": "x"}, {"Id": "bad", "Message": "x", "Subject": "two\nlines"}],
    )
    assert [each["Id"] for each in answer["Successful"]] == ["good"]
    [failure] = answer["Failed"]
    assert (failure["Id"], failure["Code"], failure["SenderFault"]) == ("bad", "InvalidParameter", True)
    assert received(shop, queue)["Body"] == "x"


@mark.parametrize(
    ("ids", "code"),
    [
        ([], "EmptyBatchRequest"),
        ([str(number) for number in range(11)], "TooManyEntriesInBatchRequest"),
        (["a", "a"], "BatchEntryIdsNotDistinct"),
        (["no spaces"], "InvalidBatchEntryId"),
    ],
)
def test_batches_that_are_refused(shop: Account, topic: str, ids: list[str], code: str) -> None:
    with refused(code):
        shop.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": each, "Message": "x"} for each in ids])


def test_a_batch_has_a_size(shop: Account, topic: str) -> None:
    entries = [{"Id": str(number), "Message": "x" * 200_000} for number in range(2)]
    with raises(shop.sns.exceptions.BatchRequestTooLongException):
        shop.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)


def test_a_topic_that_is_missing(shop: Account, topic: str) -> None:
    missing = {"TopicArn": f"{topic}-missing"}
    for call in (
        lambda: shop.sns.publish(**missing, Message="x"),
        lambda: shop.sns.publish_batch(**missing, PublishBatchRequestEntries=[{"Id": "a", "Message": "x"}]),
        lambda: shop.sns.get_topic_attributes(**missing),
        lambda: shop.sns.list_subscriptions_by_topic(**missing),
        lambda: shop.sns.subscribe(**missing, Protocol="email", Endpoint="a@example.com"),
    ):
        with refused("NotFound", status=404) as caught:
            call()
        assert caught.type is shop.sns.exceptions.NotFoundException


@mark.parametrize(
    "change",
    [
        {"Message": ""},
        {"Message": "x" * 262_145},
        {"Subject": "two\nlines"},
        {"Subject": "x" * 101},
        {"MessageStructure": "json", "Message": '{"default": "x"}'},
        {"MessageAttributes": {"a": {"DataType": "String"}}},
        {"MessageAttributes": {"a": {"DataType": "Number", "StringValue": "many"}}},
    ],
)
def test_messages_that_are_refused(shop: Account, topic: str, change: dict[str, Any]) -> None:
    with refused("InvalidParameter"):
        shop.sns.publish(**{"TopicArn": topic, "Message": "x", **change})


def test_what_else_is_refused(shop: Account, topic: str) -> None:
    email = {"TopicArn": topic, "Protocol": "email", "Endpoint": "a@example.com"}
    for call in (
        lambda: shop.sns.create_topic(Name="no spaces"),
        lambda: shop.sns.create_topic(Name="x.fifo", Attributes={"FifoTopic": "true"}),
        lambda: shop.sns.publish(PhoneNumber="+15550100", Message="x"),
        lambda: shop.sns.subscribe(**{**email, "Protocol": "sms"}),
        lambda: shop.sns.subscribe(**email, Attributes={"RawMessageDelivery": "true"}),
        lambda: shop.sns.subscribe(**email, Attributes={"FilterPolicy": "nonsense"}),
        lambda: shop.sns.subscribe(**email, Attributes={"FilterPolicy": '{"a": [{"unknown": 1}]}'}),
        lambda: shop.sns.unsubscribe(SubscriptionArn="not an ARN"),
    ):
        with raises(shop.sns.exceptions.InvalidParameterException):
            call()
