"""Opens a report in Chromium and says what is wrong with it; silent and 0 when nothing is.

Usage: report_page.py REPORT.html [--budget SECONDS] [--pictures FOLDER]

Looks for errors on the console, for anything loaded over a network, for findings of axe-core that
are serious or critical, and for search, sort and copy that do not work. With --budget, opening may
take no longer. With --pictures, writes screenshots at desktop and phone size, of a dark page, and PDFs.

Needs the Python packages playwright and axe-playwright-python, and Chromium (CHROMIUM names it).
"""

import argparse
import os
import pathlib
import shutil
import sys
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError, sync_playwright

MOST_CHECKED = 40
# Milliseconds for an answer of the browser that is not there at once.
WAIT = 10_000
# Window, and whether the person prefers dark pages.
SIZES = {"desktop": (1280, 900, "light"), "phone": (390, 844, "light"), "dark": (1280, 900, "dark")}


def opened(browser, address, size, problems):
    """A page of a size, its errors and requests noted, and the seconds until it could be used."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=size[2])
    page.on("console", lambda m: m.type in ("error", "warning") and problems.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: problems.append(f"script: {e}"))
    page.on("request", lambda r: r.url.startswith("http") and problems.append(f"network: {r.url[:90]}"))
    start = time.monotonic()
    page.goto(address, wait_until="load")
    # Two frames after the load event the page has been laid out and painted.
    page.evaluate("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")
    return page, time.monotonic() - start


def check_axe(page, name, problems):
    found = Axe().run(page).response["violations"]
    for rule in found:
        if rule["impact"] in ("serious", "critical"):
            places = "; ".join(" ".join(map(str, n["target"])) for n in rule["nodes"][:3])
            problems.append(f"{name}: {rule['impact']} {rule['id']}: {rule['help']} ({places})")
        else:
            print(f"{name}: {rule['impact']} {rule['id']}: {rule['help']}, {len(rule['nodes'])} places")


def check_table(page, problems):
    shown = "() => [...document.querySelectorAll('#overview tbody tr')].filter(r => !r.hidden)"
    names = lambda: page.evaluate(f"({shown})().map(r => r.cells[0].textContent)")
    every = names()
    if not every:
        return
    page.fill("#search", every[-1])
    if every[-1] not in names() or len(names()) > len(every):
        problems.append("search: the case that was searched for is not shown")
    page.fill("#search", "no case has this name")
    if names():
        problems.append("search: cases are shown that do not fit")
    page.fill("#search", "")
    page.click("#overview thead th:nth-child(3) button")
    ranks = page.evaluate(f"({shown})().map(r => parseFloat(r.cells[2].dataset.v))")
    if ranks != sorted(ranks) or len(ranks) != len(every):
        problems.append("sort: the index does not rise")
    page.click("#overview thead th:nth-child(1) button")
    button = page.query_selector("button[data-copy]")
    button.click()
    # The clipboard answers later, and a block that was off the screen is laid out with the next frame.
    status = "b => b.parentNode.querySelector('[role=status]').textContent"
    try:
        page.wait_for_function(f"b => ({status})(b) && String(getSelection())", arg=button, timeout=WAIT)
    except TimeoutError:
        pass
    if not page.evaluate(status, button):
        problems.append("copy: nothing is said when the text was copied")
    selected = page.evaluate("() => String(getSelection())")
    if "a pathologist must confirm" not in selected:
        problems.append(f"copy: the text is not selected, but {selected[:60]!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--budget", type=float)
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    address = options.report.resolve().as_uri()
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, size in SIZES.items():
            page, seconds = opened(browser, address, size, problems)
            print(f"{name}: opens in {seconds:.2f} s")
            if options.budget and seconds > options.budget:
                problems.append(f"{name}: opens in {seconds:.2f} s, more than {options.budget} s")
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                problems.append(f"{name}: the page is {wide} px wider than the window")
            # The pages of cases are alike, and the checker takes minutes for hundreds of them.
            if page.locator("article").count() <= MOST_CHECKED:
                check_axe(page, name, problems)
            if name == "desktop":
                check_table(page, problems)
            if options.pictures:
                options.pictures.mkdir(parents=True, exist_ok=True)
                page.add_style_tag(content=".case { content-visibility: visible !important }")
                page.screenshot(path=options.pictures / f"{name}.png", full_page=True)
                for paper in ("A4", "Letter") if name == "desktop" else ():
                    page.pdf(path=options.pictures / f"{paper}.pdf", format=paper, prefer_css_page_size=False)
            page.close()
        without = browser.new_context(java_script_enabled=False).new_page()
        without.goto(address)
        if without.is_visible("#controls") or not without.is_visible("pre.copy >> nth=0"):
            problems.append("without script: controls are shown, or the text to copy is not")
        browser.close()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
