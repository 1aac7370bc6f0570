"""Secrets by name: the file of feeds says where one is, never what it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, model_validator

from data.errors import DataError
from data.shapes import Shape
from data.text.secrets import SHOWN, masked

WAY_OUT = '这里不写密码本身：请写成 {env = "变量名"} 或 {file = "/run/secrets/文件名"}'
SHORTEST = 3  # a shorter secret cannot be covered without covering every other word


class SecretName(Shape):
    """Where a secret is: the name of an environment variable, or a file that holds nothing else."""

    env: str = ""
    file: Path | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> SecretName:
        if bool(self.env) == bool(self.file):
            raise ValueError(WAY_OUT)
        return self

    def value(self) -> str:
        """Return the secret without the white space around it; raises DataError, naming the place, where there is none."""
        if self.file is None:
            found = os.environ.get(self.env, "").strip()
            place = f"环境变量 {self.env}"
        else:
            found = _read(self.file)
            place = f"文件 {self.file}"
        if not found:
            raise DataError(f"{place} 是空的，没有密码可用。请写入后再取。")
        return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是文本"
        raise DataError(f"读不出密码文件 {path}（{reason}）。请核对路径和权限，服务的用户要能读它。") from None


def _by_name(given: object) -> object:
    """Refuse a secret that is written out, without repeating it."""
    if not isinstance(given, dict | SecretName):
        raise ValueError(WAY_OUT)
    return given


Secret = Annotated[SecretName, BeforeValidator(_by_name)]


def covered(text: str, secrets: tuple[str, ...]) -> str:
    """Return a message on one line without secrets: these, and what looks like one."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, SHOWN)
    return masked(" ".join(text.split()))
