"""Queues of SQS: creation, settings, lists, deletion."""

import json

from pytest import fixture, mark, raises

from account import Account, pages_of, refused

GONE = "AWS.SimpleQueueService.NonExistentQueue"


@fixture
def queue(shop: Account, name: str) -> str:
    return shop.sqs.create_queue(QueueName=name)["QueueUrl"]


def test_a_queue_from_creation_to_deletion(shop: Account, name: str) -> None:
    url = shop.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})["QueueUrl"]
    assert url == f"{shop.address.url}/{shop.address.account}/{name}"
    assert shop.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "45"})["QueueUrl"] == url
    assert shop.sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    with raises(shop.sqs.exceptions.QueueNameExists):
        shop.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "46"})

    shop.sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "5", "MaximumMessageSize": "2048"})
    every = shop.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert every["QueueArn"] == f"arn:aws:sqs:{shop.address.region}:{shop.address.account}:{name}"
    settings = {name: every[name] for name in ("VisibilityTimeout", "DelaySeconds", "MaximumMessageSize")}
    assert settings == {"VisibilityTimeout": "45", "DelaySeconds": "5", "MaximumMessageSize": "2048"}
    some = ["DelaySeconds", "ApproximateNumberOfMessages"]
    answer = shop.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=some)
    assert answer["Attributes"] == {"DelaySeconds": "5", "ApproximateNumberOfMessages": "0"}

    shop.sqs.delete_queue(QueueUrl=url)
    with raises(shop.sqs.exceptions.QueueDoesNotExist):
        shop.sqs.get_queue_url(QueueName=name)


def test_queues_come_in_pages(shop: Account, name: str) -> None:
    urls = [shop.sqs.create_queue(QueueName=f"{name}-{number}")["QueueUrl"] for number in range(5)]
    prefix = {"QueueNamePrefix": f"{name}-"}
    assert shop.sqs.list_queues(**prefix)["QueueUrls"] == urls
    pages, listed = pages_of(shop.sqs, "list_queues", "QueueUrls", **prefix, PaginationConfig={"PageSize": 2})
    assert (pages, listed) == (3, urls)
    assert shop.sqs.list_queues(QueueNamePrefix=f"{name}-none").get("QueueUrls", []) == []
    for wrong in ({"NextToken": "not a token", "MaxResults": 2}, {"MaxResults": 1001}, {"MaxResults": 0}):
        with refused("InvalidParameterValue"):
            shop.sqs.list_queues(**prefix, **wrong)


def test_a_purge_spares_no_message(shop: Account, queue: str) -> None:
    shop.sqs.send_message(QueueUrl=queue, MessageBody="now")
    shop.sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=900)
    shop.sqs.send_message(QueueUrl=queue, MessageBody="then")
    shop.sqs.receive_message(QueueUrl=queue, VisibilityTimeout=43_200)
    assert counts(shop, queue) == (1, 1, 1)
    shop.sqs.purge_queue(QueueUrl=queue)
    assert counts(shop, queue) == (0, 0, 0)


def counts(account: Account, url: str) -> tuple[int, ...]:
    """Messages that are visible, in flight, delayed."""
    names = [f"ApproximateNumberOfMessages{state}" for state in ("", "NotVisible", "Delayed")]
    attributes = account.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(attributes[name]) for name in names)


def test_too_many_receives_end_on_the_dead_letter_queue(shop: Account, queue: str, name: str) -> None:
    dead = shop.sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = shop.sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    shop.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    sent = shop.sqs.send_message(QueueUrl=queue, MessageBody="again and again")["MessageId"]
    for _ in range(2):
        [received] = shop.sqs.receive_message(QueueUrl=queue, VisibilityTimeout=0)["Messages"]
        assert received["MessageId"] == sent
    assert "Messages" not in shop.sqs.receive_message(QueueUrl=queue)
    [parked] = shop.sqs.receive_message(QueueUrl=dead, MessageSystemAttributeNames=["All"])["Messages"]
    assert (parked["MessageId"], parked["Body"]) == (sent, "again and again")
    assert parked["Attributes"]["DeadLetterQueueSourceArn"].endswith(f":{name}")


@mark.parametrize(
    ("attributes", "code"),
    [
        ({"Colour": "red"}, "InvalidAttributeName"),
        ({"constructor": "1"}, "InvalidAttributeName"),
        ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue"),
        ({"DelaySeconds": "soon"}, "InvalidAttributeValue"),
        ({"MessageRetentionPeriod": "59"}, "InvalidAttributeValue"),
        ({"Policy": "nonsense"}, "InvalidAttributeValue"),
        ({"Policy": "null"}, "InvalidAttributeValue"),
        ({"RedrivePolicy": "null"}, "InvalidAttributeValue"),
        ({"RedrivePolicy": '{"maxReceiveCount": 3}'}, "InvalidParameterValue"),
    ],
)
def test_settings_that_are_refused(shop: Account, queue: str, name: str, attributes: dict[str, str], code: str) -> None:
    with refused(code):
        shop.sqs.create_queue(QueueName=f"{name}-refused", Attributes=attributes)
    with refused(code):
        shop.sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)


@mark.parametrize("wrong", ["no spaces", "a.fifo", "x" * 81])
def test_names_that_are_refused(shop: Account, wrong: str) -> None:
    with refused("InvalidParameterValue"):
        shop.sqs.create_queue(QueueName=wrong)


def test_a_queue_that_is_missing(shop: Account, name: str) -> None:
    url = {"QueueUrl": f"{shop.address.url}/{shop.address.account}/{name}"}
    one = [{"Id": "a", "ReceiptHandle": "handle", "VisibilityTimeout": 0}]
    for call in (
        lambda: shop.sqs.delete_queue(**url),
        lambda: shop.sqs.purge_queue(**url),
        lambda: shop.sqs.get_queue_attributes(**url, AttributeNames=["All"]),
        lambda: shop.sqs.set_queue_attributes(**url, Attributes={}),
        lambda: shop.sqs.send_message(**url, MessageBody="x"),
        lambda: shop.sqs.send_message_batch(**url, Entries=[{"Id": "a", "MessageBody": "x"}]),
        lambda: shop.sqs.receive_message(**url),
        lambda: shop.sqs.delete_message(**url, ReceiptHandle="handle"),
        lambda: shop.sqs.delete_message_batch(**url, Entries=[{"Id": "a", "ReceiptHandle": "handle"}]),
        lambda: shop.sqs.change_message_visibility(**url, ReceiptHandle="handle", VisibilityTimeout=0),
        lambda: shop.sqs.change_message_visibility_batch(**url, Entries=one),
    ):
        with refused(GONE) as caught:
            call()
        assert caught.type is shop.sqs.exceptions.QueueDoesNotExist
