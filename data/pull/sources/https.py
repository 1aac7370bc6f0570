"""Takes a JSON list of objects over HTTPS into a CSV: from that server alone, whose certificate is checked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from data.pull.feeds import HttpsFeed
from data.pull.sources.source import (
    CONNECT_SECONDS,
    FETCH_SECONDS,
    MEGABYTE,
    Fetched,
    FetchedFile,
    Seen,
    SourceDown,
    SourceRefused,
    too_large,
    write_rows,
)
from data.pull.sources.watermarks import is_figure, later, shown, written

PIECE = 2**16
MOST_PAGES = 1000
MOST_REDIRECTS = 5


def fetch(feed: HttpsFeed, seen: Seen, folder: Path) -> Fetched:
    """Return the objects of all pages as one file, none where there are none; raises SourceDown or SourceRefused."""
    before = seen.watermark or (written(feed.since) if feed.watermark else None)
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no password file and no certificates but those that the feed names
            session.verify = str(feed.ca) if feed.ca else True
            if feed.token is not None:
                session.headers[feed.header] = f"{feed.scheme} {feed.token.value()}".strip()
            found = [*_objects(session, feed, {feed.parameter: shown(before)} if before else {})]
    except requests.exceptions.SSLError:
        raise SourceRefused(
            f"{_host(feed.url)} 的证书不可信，没有取数，也没有发出令牌。请核对地址；内网的证书请把签发者的证书文件写进 ca。"
        ) from None
    except requests.RequestException as error:
        raise SourceDown(
            f"连不上 {_host(feed.url)}（{type(error).__name__}）。请核对地址和网络，或等它恢复。"
        ) from None
    except OSError:
        raise SourceRefused(f"读不出证书文件 {feed.ca}。请核对 ca 的路径和权限。") from None
    if not found:
        return Fetched()
    titles = [title for title in dict.fromkeys(key for each in found for key in each) if is_figure(feed, title)]
    path = folder / f"{feed.name}.csv"
    write_rows(path, titles, ([each.get(title, "") for title in titles] for each in found), feed.max_mb)
    return Fetched([FetchedFile(path, watermark=_moved(feed, before, found))])


def _moved(feed: HttpsFeed, before: str | None, found: Sequence[Mapping[str, str]]) -> str | None:
    if before is None:
        return None
    if any(not each.get(feed.watermark) for each in found):
        raise SourceRefused(f"有的行没有 watermark 写的“{feed.watermark}”。请请对方每行都给。")
    return later(before, (each[feed.watermark] for each in found))


def _objects(session: requests.Session, feed: HttpsFeed, parameters: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the objects of each page, their values as texts."""
    url, left, until = feed.url, feed.max_mb * MEGABYTE, time.monotonic() + FETCH_SECONDS
    for _ in range(MOST_PAGES):
        content = _content(session, feed, url, parameters, left, until)
        left -= len(content)
        try:
            page = json.loads(content, parse_float=str, parse_int=str)
        except ValueError:
            raise SourceDown(
                f"{_host(url)} 给的不是完整的 JSON（{len(content)} 字节）。会再试；一直如此请核对 url。"
            ) from None
        rows = _pointed(page, feed.rows)
        if not isinstance(rows, list):
            raise SourceRefused(
                f'JSON 的“{feed.rows or "/"}”处不是列表。请核对 rows 的写法，例如 rows = "/data/items"。'
            )
        for number, row in enumerate(rows, start=1):
            yield _texts(row, f"{feed.rows}/{number}")
        further = _pointed(page, feed.next) if feed.next else None
        if not further:
            return
        url, parameters = urljoin(url, str(further)), {}
        _check_host(feed, url)
    raise SourceRefused(f"超过 {MOST_PAGES} 页，没有读入。请核对 next 指的是下一页的地址。")


def _content(
    session: requests.Session,
    feed: HttpsFeed,
    url: str,
    parameters: Mapping[str, str],
    left: int,
    until: float,
) -> bytes:
    """Return what an address answers; redirects are followed within the same host and port alone."""
    for _ in range(MOST_REDIRECTS):
        with session.get(
            url,
            params=parameters,
            timeout=CONNECT_SECONDS,
            stream=True,
            allow_redirects=False,
        ) as answer:
            if answer.is_redirect:
                url, parameters = urljoin(url, answer.headers["location"]), {}
                _check_host(feed, url)
                continue
            _check_status(answer, feed)
            content = bytearray()
            for piece in answer.iter_content(PIECE):
                content += piece
                if len(content) > left:
                    raise too_large(feed.max_mb)
                if time.monotonic() > until:
                    raise SourceDown(f"{_host(url)} 给得太慢，{FETCH_SECONDS} 秒还没有取完。")
            return bytes(content)
    raise SourceRefused(f"{_host(url)} 一再转向，没有取到。请把最后的地址写进 url。")


def _check_status(answer: requests.Response, feed: HttpsFeed) -> None:
    code, host = answer.status_code, _host(feed.url)
    if code in {401, 403}:
        raise SourceRefused(f"{host} 不接受这个令牌（HTTP {code}）。请核对 token 所指的令牌和 header、scheme。")
    if code in {408, 425, 429} or code >= 500:
        raise SourceDown(f"{host} 暂时不能给（HTTP {code}）。")
    if code != requests.codes.ok:
        raise SourceRefused(f"{host} 回答 HTTP {code}，没有数据。请核对 url。")


def _check_host(feed: HttpsFeed, url: str) -> None:
    """Raise SourceRefused for an address elsewhere, which would be sent the token."""
    wanted, found = urlsplit(feed.url), urlsplit(url)
    if (found.scheme, found.hostname, found.port or 443) != ("https", wanted.hostname, wanted.port or 443):
        raise SourceRefused(f"{_host(feed.url)} 指向另一台服务器 {_host(url)}，没有跟去。确要换，请改 url。")


def _pointed(value: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) names, None where there is nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _texts(row: object, place: str) -> dict[str, str]:
    if not isinstance(row, Mapping):
        raise SourceRefused(f'JSON 的 {place} 不是一个对象，应为 {{"列名": 值}}。')
    texts = {}
    for key, value in row.items():
        if isinstance(value, Mapping | list):
            raise SourceRefused(f"JSON 的 {place}/{key} 里还有一层，只收平的行。请请对方给平的行，或核对 rows。")
        texts[str(key)] = "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)
    return texts


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
