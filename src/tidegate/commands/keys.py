"""``tidegate keys``: the keyring, from which every code and hash is derived; a pair that seals; API keys."""

from __future__ import annotations

from pathlib import Path

import typer

from tidegate.commands import api_keys
from tidegate.commands._ending import ends
from tidegate.errors import ConfigurationError

app = typer.Typer(help="Keys: the keyring for codes and hashes, a pair that seals, API keys.", rich_markup_mode=None)


@app.callback()
def root() -> None:
    """Keys: the keyring for codes and hashes, a pair that seals, API keys."""


@app.command("new")
@ends
def new(file: Path = typer.Argument(..., help="File to write; it must not exist.", show_default=False)) -> int:
    """Write a new key file, readable by its owner alone.

    Keep it: who has it can join records by their codes, and without it the same value gets another code.

    \b
    EXAMPLES
      tidegate keys new keys.json
      TIDEGATE_KEY_FILE=keys.json tidegate worker
    """
    from tidegate.keys import Keyring

    try:
        Keyring.generate().save(file)
    except FileExistsError:
        raise ConfigurationError("exists already; a key that is overwritten is lost for good", file=str(file)) from None
    except OSError as error:
        raise ConfigurationError(f"cannot be written: {error.strerror}", file=str(file)) from None
    print(f"{file}: one new key; name it in TIDEGATE_KEY_FILE or as key_file in tidegate.yaml")
    return 0


@app.command("sealing")
@ends
def sealing(
    file: Path = typer.Argument(..., help="Private key file to write; it must not exist.", show_default=False),
) -> int:
    """Make a key pair for sealed quarantine: the private key goes into a file, the public one is printed.

    Workers put records away with the public key and cannot open them. Keep the private file off their machines.

    \b
    EXAMPLES
      tidegate keys sealing seal.key
      tidegate quarantine open support-chat --private-key seal.key
    """
    from tidegate.keys import write_key_file
    from tidegate.sealing import new_sealing_pair

    private, public = new_sealing_pair()
    try:
        write_key_file(file, private + "\n")
    except FileExistsError:
        raise ConfigurationError("exists already; a key that is overwritten is lost for good", file=str(file)) from None
    except OSError as error:
        raise ConfigurationError(f"cannot be written: {error.strerror}", file=str(file)) from None
    print(f"{file}: the private key; it opens what is sealed, so keep it off every machine that runs a worker")
    print("the public key, for the policy:")
    print(f"quarantine: {{mode: sealed, public_key: {public}}}")
    return 0


app.command("api")(api_keys.api)
