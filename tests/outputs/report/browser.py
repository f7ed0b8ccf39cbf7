"""A page as headless Chromium shows it, with what went wrong meanwhile.

The page is shown under its own content security policy: what a test runs in it is allowed by its
hash, in a copy of the page. It stands in a frame, because windows are never as narrow as a
telephone, and tells the page around it what it found.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 60

_LISTEN = """
window.findings = {errors: []};
const remember = (text) => window.findings.errors.push(String(text));
addEventListener("error", (event) => remember(event.message));
addEventListener("unhandledrejection", (event) => remember(event.reason));
document.addEventListener("securitypolicyviolation", (event) => remember(event.violatedDirective));
for (const name of ["error", "warn"]) console[name] = remember;
"""

_REPORT = """
const surface = (name) => document.querySelector(`[data-chart="${name}"]`);
const reader = (name) => surface(name).querySelector(".reader");
const tip = (name) => {
  const shown = surface(name).querySelector(".tip");
  if (shown.hidden) return null;
  const texts = [...shown.querySelectorAll("dt")].map((each) =>
    [each.textContent, each.nextElementSibling.textContent]);
  return {title: shown.querySelector("strong").textContent, values: Object.fromEntries(texts)};
};
const point = (name, share) => {
  const box = reader(name).getBoundingClientRect();
  reader(name).dispatchEvent(new PointerEvent("pointermove", {
    clientX: box.left + share * box.width, clientY: box.top + 9, bubbles: true}));
  return tip(name);
};
const press = (name, key) => {
  reader(name).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  return tip(name);
};
const done = {};
%s
Object.assign(findings, done, {
  requests: performance.getEntriesByType("resource").map((each) => each.name),
  width: innerWidth,
  needed: document.documentElement.scrollWidth,
});
parent.postMessage(JSON.stringify(findings), "*");
"""

_AROUND = """<!DOCTYPE html><meta charset="utf-8"><pre id="findings"></pre>
<script>
addEventListener("message", (event) => {
  document.getElementById("findings").textContent = event.data;
});
</script>
<iframe src="page.html" width="%d" height="900" style="border: 0"></iframe>
"""


def find_browser() -> str:
    """Return the path of a Chromium; skips the test where there is none."""
    for name in _NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    pytest.skip(f"there is no browser here: none of {', '.join(_NAMES)}")


def visit(content: bytes, folder: Path, script: str = "", *, width: int = 1280) -> dict[str, Any]:
    """Return what a script found out on a page: whatever it puts into ``done``, and what always is.

    Always there are errors, requests, the width of the frame and the width the page needs.
    """
    browser = find_browser()
    page = _with_scripts(content.decode(), _LISTEN, _REPORT % script)
    (folder / "page.html").write_text(page, encoding="utf-8")
    around = folder / "around.html"
    around.write_text(_AROUND % width, encoding="utf-8")
    ran = subprocess.run(
        [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={width + 100},1000",
            "--virtual-time-budget=5000", "--dump-dom", around.as_uri(),
        ],
        capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="findings">({.*?)</pre>', ran.stdout.decode(), re.DOTALL)
    assert found is not None, ran.stderr.decode()[-2000:]
    findings: dict[str, Any] = json.loads(html.unescape(found[1]))
    return findings


def _with_scripts(page: str, first: str, last: str) -> str:
    """Return a copy of a page that runs a script before its own, and one after it."""
    allowed = html.escape(" ".join(f"'{_fingerprint(script)}'" for script in (first, last)))
    assert page.count("script-src ") == 1
    page = page.replace("script-src ", f"script-src {allowed} ")
    page = page.replace("<title>", f"<script>{first}</script><title>", 1)
    return page.replace("</body>", f"<script>{last}</script></body>", 1)


def _fingerprint(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
