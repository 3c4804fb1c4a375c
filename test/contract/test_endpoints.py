"""What is not on this machine is left alone unless a person names the account."""

from pytest import MonkeyPatch, mark, raises

from account import Account
from endpoints import MEANT, given_address, is_here


@mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:4566", True),
        ("http://localhost:4566", True),
        ("http://[::1]:4566", True),
        ("http://192.0.2.1:4566", False),
        ("https://ecs.eu-west-1.amazonaws.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost@example.com", False),
        ("127.0.0.1:4566", False),
    ],
)
def test_what_is_on_this_machine(url: str, expected: bool) -> None:
    assert is_here(url) is expected


@mark.parametrize("url", ["http://192.0.2.1:4566", "https://localhost.example.com"])
def test_an_endpoint_elsewhere_is_refused(monkeypatch: MonkeyPatch, url: str) -> None:
    monkeypatch.delenv(MEANT, raising=False)
    with raises(ValueError, match=MEANT):
        given_address(url)


def test_aws_is_refused_unless_the_account_is_named(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.delenv(MEANT, raising=False)
    with raises(ValueError, match=MEANT):
        given_address("aws")


def test_a_simulator_is_known_as_one(shop: Account) -> None:
    address, is_simulated = given_address(str(shop.address.url))
    assert (address, is_simulated) == (shop.address, True)
