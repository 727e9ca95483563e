"""From settings to a client's keyword arguments: one place where secrets are read and loggers are clamped.

Every client (consumer, producer, admin) connects in the same way, so what this module refuses is refused everywhere.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tidegate.errors import ConfigurationError
from tidegate.kafka import aborted, answers, patience
from tidegate.kafka.retries import SAID_EVERY_SECONDS
from tidegate.settings import KafkaSettings, addresses

LINES_MAX = 1024  # remembered by their hash
SECRET_BYTES_MAX = 64 * 1024
# At DEBUG these print keys and values of records, and aiokafka and faust do so in several modules each.
CHATTY_LOGGERS = ("aiokafka", "faust", "mode", "kafka")


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    """Keyword arguments that aiokafka's consumer, producer and admin client share.

    Raises:
        ConfigurationError: A secret or certificate file cannot be used; names the setting and the file.
    """
    aborted.install()
    answers.install()
    patience.install()
    options: dict[str, Any] = {
        "bootstrap_servers": [f"{host}:{port}" for host, port in addresses(settings.bootstrap_servers)],
        "client_id": settings.client_id,
        "security_protocol": settings.security_protocol,
    }
    if settings.encrypted:
        options["ssl_context"] = _ssl_context(settings)
    if settings.authenticated:
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = _secret(
            "kafka.sasl.password", settings.sasl_password, settings.sasl_password_file
        )
    return options


class Once(logging.Filter):
    """Lets the same line pass once a minute: a client says at each retry that a broker is away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[int, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        line, now = hash((record.name, record.getMessage())), self._clock()
        if now - self._said.get(line, -SAID_EVERY_SECONDS) < SAID_EVERY_SECONDS:
            return False
        if len(self._said) >= LINES_MAX:
            self._said.clear()
        self._said[line] = now
        return True


_ONCE = Once()


def clamp_loggers() -> None:
    """Keep the Kafka clients' loggers, and those below them that exist, at INFO or higher, and let them say once a
    minute what they say at each retry.
    """
    for name in CHATTY_LOGGERS:
        logging.getLogger(name)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        top = name.split(".")[0]
        if top in CHATTY_LOGGERS and (name == top or logger.level != logging.NOTSET):
            logger.setLevel(max(logger.level, logging.INFO))
        if top == "aiokafka":  # each by itself: what a logger passes on is not asked about again above
            logger.addFilter(_ONCE)


def _ssl_context(settings: KafkaSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.ssl_ca_location)
    except (OSError, ssl.SSLError):
        raise _unusable("kafka.ssl.ca.location", settings.ssl_ca_location) from None
    # "none" still checks the certificate's chain; only its name may differ, as librdkafka has it.
    context.check_hostname = settings.ssl_endpoint_identification_algorithm == "https"
    if settings.ssl_certificate_location is not None:
        password = _secret("kafka.ssl.key.password", settings.ssl_key_password, settings.ssl_key_password_file)
        try:
            # Without a password OpenSSL would ask the terminal for one.
            context.load_cert_chain(
                settings.ssl_certificate_location, settings.ssl_key_location, password=password or ""
            )
        except (OSError, ssl.SSLError):
            raise _unusable("kafka.ssl.certificate.location", settings.ssl_certificate_location) from None
    return context


def _unusable(setting: str, file: Path | None) -> ConfigurationError:
    return ConfigurationError(
        "cannot be used as a certificate or key, or its password is wrong", place=setting, file=str(file or "")
    )


def _secret(setting: str, value: SecretStr | None, file: Path | None) -> str | None:
    """A secret, from the environment or from its file (without its last newline)."""
    if value is not None:
        return value.get_secret_value()
    if file is None:
        return None
    try:
        with file.open("rb") as stream:
            text = stream.read(SECRET_BYTES_MAX).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigurationError(f"cannot be read: {reason}", place=f"{setting}.file", file=str(file)) from None
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise ConfigurationError("is empty", place=f"{setting}.file", file=str(file))
    return secret
