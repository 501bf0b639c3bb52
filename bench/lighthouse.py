"""Audit the demo's main pages with Lighthouse (mobile preset): `make lighthouse`.

Needs Node.js with npm (for this only) and Chromium. Prints the four scores of each page and fails below 95.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.demo_server import ROOT, demo_server

LEAST = 95
# Chromium's trace now and then lacks the start of the navigation (NO_NAVSTART); such a run says nothing of the page.
ATTEMPTS = 3
TIMES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TOOL = ROOT / "var" / "lighthouse"


def tool() -> Path:
    """Install Lighthouse below the var folder once; return its command."""
    command = TOOL / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("skipped: Lighthouse needs Node.js with npm")
        TOOL.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [npm, "install", "--silent", "--no-fund", "--no-audit", "lighthouse@13"], cwd=TOOL, check=True
        )
    return command


def first_product(base: str, chromium: str) -> str:
    """Return the address of the first product of the listing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{base}/shop/catalogue/")
        address = page.locator(".card h3 a").first.get_attribute("href") or ""
        browser.close()
    return base + address


def audit(command: Path, address: str, chromium: str, *, left_out: str = "") -> dict[str, int]:
    """Return the scores of one page, 0 to 100, without the audit that is left out."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    words = [
        str(command),
        address,
        "--quiet",
        "--output=json",
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(CATEGORIES)}",
        *([f"--skip-audits={left_out}"] if left_out else []),
    ]
    environment = {**os.environ, "CHROME_PATH": chromium}
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if not done.returncode:
            break
    else:
        raise SystemExit(f"Lighthouse could not read {address}: {done.stderr.strip() or done.returncode}")
    report = json.loads(done.stdout)
    (TOOL / "last-report.json").write_text(done.stdout, encoding="utf-8")
    print(
        "    " + ", ".join(f"{name} {report['audits'][key]['displayValue']}" for key, name in TIMES.items())
    )
    for audit_id, found in report["audits"].items():
        if (
            found.get("score") is not None
            and found["score"] < 0.9
            and found.get("scoreDisplayMode") in ("binary", "metricSavings")
        ):
            print(f"    {audit_id}: {found['title']}")
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def main() -> int:
    """Audit home, category, product and basket."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("skipped: Lighthouse needs Chromium")
    command = tool()
    low = 0
    with demo_server(ROOT / "var" / "screenshots") as base:
        pages = {
            "home": f"{base}/",
            "category": f"{base}/shop/catalogue/",
            "product": first_product(base, chromium),
            "basket": f"{base}/shop/basket/",
        }
        for name, address in pages.items():
            # A basket is nobody's page: it asks search engines to stay away (docs/seo.md).
            left_out = "is-crawlable" if name == "basket" else ""
            scores = audit(command, address, chromium, left_out=left_out)
            low += any(score < LEAST for score in scores.values())
            print(f"{name:<10} " + "  ".join(f"{key} {value}" for key, value in scores.items()))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
