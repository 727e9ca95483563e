"""Find and read policy files: one place, so that every command, the control plane and the engine mean the same file.

A policy is named by its file, or by the word that ``policy:`` says and its file is called by. What a file asks for is
checked by `tidegate.policies`; where each problem stands (file and line) comes from `tidegate.documents`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidegate.documents import Document, as_place, read_document, validate
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.policies import Policy
from tidegate.resources import shipped

SUFFIXES = (".yaml", ".yml")
TEST_SUFFIX = "_test"


def policies_folder(folder: Path | None = None) -> Path:
    """The folder of policies: the given one, else those that are shipped."""
    return shipped("config") / "policies" if folder is None else folder


def policy_files(folder: Path) -> list[Path]:
    """The policy files of a folder, sorted; ``<name>_test.yaml`` beside a policy holds its tests and is none."""
    if not folder.is_dir():
        raise ConfigurationError("is not a folder of policies", file=str(folder))
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in SUFFIXES and not path.stem.endswith(TEST_SUFFIX) and path.is_file()
    )


def check_policy_file(path: Path) -> tuple[Policy | None, Document, list[ConfigurationError]]:
    """Read one policy file.

    Returns:
        The policy (None if there is a problem), the document with its lines, and every problem, in order of lines.
    """
    try:
        document = read_document(path)
    except ConfigurationError as error:
        return None, Document({}, str(path)), [error]
    if not isinstance(document.data, dict):
        problem = ConfigurationError("a policy is a mapping; begin with `policy: <name>`", file=str(path), line=1)
        return None, document, [problem]
    policy, problems = validate(Policy, document)
    return policy, document, problems


def load_policy(path: Path) -> Policy:
    """Read one policy file; raises the first `ConfigurationError`, which names the file and line."""
    policy, _, problems = check_policy_file(path)
    if policy is None:
        raise problems[0]
    return policy


def find_policy(name: str, folder: Path | None = None) -> Policy:
    """The policy of this name in a folder (the shipped ones without it).

    Raises:
        ConfigurationError: If there is none (names the nearest), it is wrong, or it calls itself by another name.
    """
    where = policies_folder(folder)
    files = {path.stem: path for path in policy_files(where)}
    if name not in files:
        raise UnknownName("policy", name, files, file=str(where))
    policy = load_policy(files[name])
    if policy.policy != name:
        message = f"the file is called {name}, so write `policy: {name}`, or rename the file"
        raise ConfigurationError(message, place="policy", file=str(files[name]))
    return policy


def policy_from(word: str, folder: Path | None = None) -> Policy:
    """The policy that a user names on a command line: a file, else a name as in `find_policy`."""
    path = Path(word)
    if path.suffix in SUFFIXES or path.is_file():
        return load_policy(path)
    return find_policy(word, folder)


@contextmanager
def located(word: str, folder: Path | None = None) -> Iterator[None]:
    """What is wrong with the policy that `policy_from` finds by this word, with its file and line.

    The compiler of plans knows places and no files.
    """
    try:
        yield
    except ConfigurationError as error:
        if error.file or not error.place:
            raise
        path = Path(word)
        if path.suffix not in SUFFIXES and not path.is_file():
            path = next(one for one in policy_files(policies_folder(folder)) if one.stem == word)
        line = read_document(path).line(as_place(error.place))
        raise ConfigurationError(error.message, place=error.place, file=str(path), line=line) from error
