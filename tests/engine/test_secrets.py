"""What keys and passwords are known by, and what is none.

Keys are put together here out of their parts, so that no scanner of this repository takes them for leaked ones.
"""

from __future__ import annotations

from time import process_time

import pytest

from bylaws.engine.secrets import secrets

BODY = "8sJ2kLq0ZxT5vB7nM4wR1yD6fG3hC9pK2aSeQ8dUoWiN5tYrE0mXlV4bHgFcAzPj7uI1k3"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ghp" + "_" + BODY[:36], "github token"),
        ("ghs" + "_" + BODY[:36], "github token"),
        ("github" + "_pat_" + BODY[:22] + "_" + BODY[:59], "github token"),
        ("glpat" + "-" + BODY[:20], "gitlab token"),
        ("xoxb" + "-2048-4096-" + BODY[:24], "slack token"),
        ("sk" + "_live_" + BODY[:24], "stripe key"),
        ("AIza" + BODY[:35], "google key"),
        ("npm" + "_" + BODY[:36], "npm token"),
        ("pypi" + "-" + BODY[:70], "pypi token"),
        ("SG" + "." + BODY[:22] + "." + BODY[:43], "sendgrid key"),
        ("shpat" + "_" + HEX[:32], "shopify token"),
        ("dop" + "_v1_" + HEX, "digitalocean token"),
        ("hf" + "_" + BODY[:34], "hugging face token"),
        ("hvs" + "." + BODY[:24], "vault token"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n" + BODY[:64], "private key"),
        ("-----BEGIN PRIVATE KEY-----\\n" + BODY[:64], "private key"),
        ("Bearer " + BODY[:24], "bearer token"),
        ("Authorization: Basic " + BODY[:24] + "==", "basic credentials"),
    ],
)
def test_a_key_is_known_by_the_form_of_its_issuer(key: str, name: str) -> None:
    assert secrets(f"This works for me: {key}, try it.") == (name,)
    assert secrets(f"an example of what is not changeme, {key}") == (name,)
    assert secrets(key[: len(key) // 2]) == ()


@pytest.mark.parametrize("name", ["password", "passwd", "secret", "api_key", "access-key", "SECRET_KEY", "client_token"])
@pytest.mark.parametrize("join", ["=", ": ", " := ", ' => "', '": "', '\\": \\"', "='"])
def test_what_a_password_is_set_to_is_one(name: str, join: str) -> None:
    assert len(secrets(f"{name}{join}0123456789abcdefghij")) == 1
    assert secrets(f"{name}{join}0123456789abcdefghi") == ()
    assert secrets(f"{name}s are {join}0123456789abcdefghij") == ()


def test_every_secret_is_named_once() -> None:
    token = "ghp" + "_" + BODY[:36]
    text = f"password: {BODY[:20]} and {BODY[20:40]}; API_KEY={BODY[:30]}, password = {BODY[:30]}, token: {token} {token}"
    assert secrets(text) == ("github token", "password", "api key")


@pytest.mark.parametrize(
    "value",
    [
        "changeme-changeme-changeme",
        "your_token_from_the_console",
        "AKIAIOSFODNN7EXAMPLE/and/more",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "01010101010101010101010101",
        "ghp_8sJ2kLq0ZxT5************************",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "[redacted-by-moderation]",
        "ghp_8sJ2kLq0ZxT5…and so on",
    ],
)
def test_what_is_made_up_or_blacked_out_is_no_secret(value: str) -> None:
    assert secrets(f"token: {value}") == ()
    assert secrets(f"token: '{value}'") == ()
    assert secrets(f"token: {value} and password: 0123456789abcdefghij") == ("password",)


@pytest.mark.parametrize(
    "place",
    [
        "vault:secret/data/app/password#value",
        "arn:aws:secretsmanager:eu-west-1:1234:secret:db",
        "/run/secrets/database_password",
        "~/.config/service/credentials",
        "C:\\ProgramData\\Service\\key.pem",
        "op://operations/deployment/credential",
        "https://vault.internal:8200/v1/secret/data/app",
        "https://signer@vault.internal/v1/secret/data",
        "projects/shop/secrets/database/versions/1",
        "ssm:/shop/production/api-key",
        "env:DEPLOYMENT_TOKEN_OF_2026",
        "${PASSWORD_OF_THE_DATABASE}",
        "$(cat /run/secrets/db_password)",
        "{{ secrets.DEPLOYMENT_TOKEN }}",
        "$DEPLOYMENT_TOKEN_OF_2026",
        "%DEPLOYMENT_TOKEN_OF_US%",
        "DEPLOYMENT_TOKEN_OF_US",
        "process.env.DEPLOYMENT_TOKEN",
        "ENC[AES256_GCM,data:q83vEjRW]",
    ],
)
def test_where_a_key_is_kept_is_no_secret(place: str) -> None:
    assert secrets(f"password: {place}") == ()
    assert secrets(f'"password": "{place}",') == ()


@pytest.mark.parametrize(
    "value",
    [
        "/8sJ2kLq0ZxT5vB7nM4wR1yD6fG3hC",
        "amqp://shop:8sJ2kLq0ZxT5vB7n@queue.internal",
        "vaulted:8sJ2kLq0ZxT5vB7n",
        "8sJ2kLq0/run/secrets/",
    ],
)
def test_what_only_resembles_a_place_is_a_secret(value: str) -> None:
    assert secrets(f"password: {value}") == ("password",)


@pytest.mark.parametrize(
    "call", ["config.get_database_password()", "os.environ['SERVICE_ACCESS_TOKEN']", "settings.DATABASE_PASSWORD_VALUE."]
)
def test_a_program_that_asks_for_its_key_tells_none(call: str) -> None:
    assert secrets(f"password = {call}") == ()


def test_quoted_words_are_a_password() -> None:
    assert secrets("password = 'correct.horse.battery.staple'") == ("password",)
    assert secrets("password = correct.horse.battery.staple") == ()


@pytest.mark.parametrize("text", ["Bearer authentication-is-what-we-recommend", "Basic Internationalizations of pages"])
def test_a_sentence_about_credentials_holds_none(text: str) -> None:
    assert secrets(text) == ()


@pytest.mark.parametrize(
    "piece", ["-----BEGIN ", "token: ", "xoxb-", "bearer ", "glpat-.", "password='", "token=ab3defghijkab3defghijk "]
)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    def taken(size: int) -> float:
        text = piece * (size // len(piece))
        begun = process_time()
        secrets(text)
        return process_time() - begun

    taken(1000)
    assert taken(400_000) < 30 * taken(50_000) + 0.5
