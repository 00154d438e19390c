"""Reviews a run in a real browser, as a pathologist would, and checks what is left on the disk.

    python review_flow.py KI67 RUN [PICTURES]

KI67 is the program, RUN a folder that `ki67 quantify samples/manifest.csv` wrote (it is changed),
PICTURES a folder for screenshots. Ends with 0 when everything is as it should be.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from review_page import Page, check
from review_races import (
    kept_late, left_behind, older_nuclei, other_reader, out_of_order, overtaken, signing_blind,
    signing_late, two_browsers, unsaved_marks)

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
CASE = "pancreas-g1"
READER = "Dr. Ada Testing & Co"


def nuclei(run, hotspot):
    """Nuclei well inside a hotspot, none near another, so that a click means one of them."""
    x0, y0 = float(hotspot["x"]), float(hotspot["y"])
    radius = float(hotspot["radius_px"])
    rows = list(csv.DictReader(open(run / "nuclei" / f"{CASE}.csv", encoding="utf-8")))
    found = [
        {"x": float(row["slide_x"]), "y": float(row["slide_y"]), "positive": row["positive"] == "1"}
        for row in rows
    ]

    def distance(a, b):
        return ((a["x"] - b["x"]) ** 2 + (a["y"] - b["y"]) ** 2) ** 0.5

    center = {"x": x0, "y": y0}
    near = [n for n in found if distance(n, center) < radius + 30]
    alone = [
        n
        for n in near
        if distance(n, center) < 0.85 * radius
        and all(m is n or distance(n, m) > 20 for m in near)
    ]
    # Away from what lies over the picture.
    return [n for n in alone if abs(n["y"] - y0) < 0.7 * radius and n["x"] - x0 < 0.7 * radius]


def row(run, table, **wanted):
    for line in csv.DictReader(open(run / table, encoding="utf-8")):
        if all(line[key] == value for key, value in wanted.items()):
            return line
    raise SystemExit(f"{table} has no row {wanted}")


def review(context, address, run, pictures):
    hotspot = row(run, "hotspots.csv", slide=CASE, rank="1")
    before = row(run, "cases.csv", case=CASE)
    x, y, radius = (float(hotspot[key]) for key in ("x", "y", "radius_px"))
    slide = row(run, "slides.csv", slide=CASE)
    field = (
        max(0, x - radius), max(0, y - radius),
        min(float(slide["width"]), x + radius), min(float(slide["height"]), y + radius),
    )
    clear = nuclei(run, hotspot)
    negatives = [n for n in clear if not n["positive"]]
    check(len(negatives) > 30, "enough nuclei to click")

    view = Page(context, address)
    page = view.page
    view.open(CASE)
    page.fill("#reader", READER)
    page.press("#reader", "Tab")

    view.mode("count")
    view.fit()
    check(not page.locator("nav .machine").first.is_visible(), "figures are hidden while counting")
    page.click("[data-tool=positive]")
    for nucleus in negatives[:3]:
        view.click(field, nucleus)
    page.keyboard.press("n")
    for nucleus in negatives[3:21]:
        view.click(field, nucleus)
    page.keyboard.press("u")
    view.saved()
    pictures and page.screenshot(path=pictures / "count.png")
    # A closed window loses nothing.
    page.reload()
    page.wait_for_selector("#caselist button[aria-current]")
    view.shows("#round", "going on")
    page.keyboard.press("h")
    check("3 positive of 20" in page.inner_text("#totals"), page.inner_text("#panel"))
    page.click("#finish")
    view.shows("#finished", "Saved")
    check("3 of 20, 15.00 %" in page.inner_text("#finished"), page.inner_text("#finished"))

    view.mode("correct")
    view.fit()
    page.keyboard.press("f")
    for nucleus in negatives[21:24]:
        view.click(field, nucleus)
    page.keyboard.press("x")
    view.click(field, negatives[24])
    page.keyboard.press("t")
    view.click(field, negatives[25])
    view.saved()
    positive = int(before["hotspot_positive"]) + 3
    total = int(before["hotspot_total"]) - 2
    text = page.inner_text("#case-figures")
    check(f"{positive}/{total}" in text, f"the corrected counts {positive}/{total} in {text}")
    check("NET G1" in text, "the grade follows")
    pictures and page.screenshot(path=pictures / "correct.png")

    view.mode("compare")
    view.shows("#difference", "agree")
    page.keyboard.press("n")
    view.shows("#difference", "1 of")
    settle(page, pictures, "compare.png")

    compare_slide(view, int(before["total"]))
    with page.expect_download() as saved:
        view.mode("correct")
        page.click("#table")
    check(saved.value.suggested_filename == f"{CASE}.csv", "the corrected nuclei can be saved")

    view.mode("sign")
    view.shows("#counted", f"{READER}: 15.00 % (3/20)")
    page.select_option("select[name=necrosis]", "absent")
    page.fill("textarea[name=comment]", "Crushed at one edge; =SUM(1)")
    settle(page, pictures, "sign.png")
    page.click("#form button[type=submit]")
    view.shows("#signed", "Signed off")
    page.reload()
    view.shows("#signed", "Signed off")
    check(READER in page.inner_text("#signed"), "who signed stands there after a reload")
    check("✓" in page.inner_text("#caselist button[aria-current]"), "the list shows it")
    check(not view.problems, f"no errors in the console: {view.problems}")
    return before, positive, total


def settle(page, pictures, name):
    """Takes a screenshot when everything is drawn."""
    if pictures:
        page.wait_for_timeout(700)
        page.screenshot(path=pictures / name)


def compare_slide(view, total):
    """The nuclei of a whole slide, compared and looked at from near."""
    page = view.page
    view.mode("correct")
    page.select_option("#field", "0 slide")
    view.mode("compare")
    view.shows("#difference", "agree")
    page.select_option("#first", "machine")
    page.select_option("#second", "corrected")
    # Three flipped, one deleted, one no tumor nucleus.
    view.shows("#difference", f"{total - 5} nuclei agree within 4 µm, 5 differ.")
    page.keyboard.press("n")
    view.shows("#difference", "1 of 5")
    view.answered()
    page.select_option("#field", "0 hotspot-1")
    view.shows("#difference", "agree")


def by_keyboard(context, address):
    """Corrects and counts without a pointer."""
    view = Page(context, address)
    page = view.page
    view.open("ileum-g2")
    view.mode("correct")
    page.focus("#view")
    before = page.inner_text("#case-figures")
    for key in ["0", ".", ".", "f", "Enter"]:
        page.keyboard.press(key)
    view.saved()
    check(page.inner_text("#case-figures") != before, "Enter flips the nucleus at the cross")
    page.keyboard.press("u")
    view.saved()
    check(page.inner_text("#case-figures") == before, "undo takes it back")
    page.keyboard.press("1")
    view.shows("#round", "Count 1")
    for key in ["ArrowRight", "p", "Enter", "Shift+ArrowRight", "n", " ", "h"]:
        page.keyboard.press(key)
    view.saved()
    check("1 positive of 2" in page.inner_text("#totals"), "two marks by keyboard")
    check(not view.problems, f"no errors in the console: {view.problems}")


def on_a_tablet(browser, address, pictures):
    context = browser.new_context(
        viewport={"width": 820, "height": 1180}, has_touch=True, device_scale_factor=2)
    view = Page(context, address)
    page = view.page
    view.open("stomach-biopsy")
    page.fill("#reader", READER)
    page.press("#reader", "Tab")
    view.mode("count")
    box = page.locator("#view").bounding_box()
    for step in range(4):
        page.touchscreen.tap(box["x"] + box["width"] / 2 + 20 * step, box["y"] + box["height"] / 2)
    view.saved()
    page.keyboard.press("h")
    check("4 positive of 4" in page.inner_text("#totals"), "a tap marks a nucleus")
    pictures and page.screenshot(path=pictures / "tablet.png")
    for part in ("header", "main", "aside"):
        box = page.locator(part).bounding_box()
        check(box["x"] >= 0 and box["x"] + box["width"] <= 820, f"{part} fits the tablet")
    check(not view.problems, f"no errors in the console: {view.problems}")


def results(ki67, run, before, positive, total):
    """What is found in tables, the report and the cross-check."""
    after = row(run, "cases.csv", case=CASE)
    for key in before:
        if not key.startswith(("signed_", "reviewed_")) and key != "manual_counts":
            check(after[key] == before[key], f"{key} of the machine stays")
    check(after["signed_by"] == READER, "who signed")
    check(after["reviewed_positive"] == str(positive), "corrected positive nuclei")
    check(after["reviewed_total"] == str(total), "corrected nuclei")
    check(after["reviewed_changes"] == "5", "five nuclei corrected")
    check(after["signed_necrosis"] == "absent", "necrosis as signed")
    check(after["signed_category"] == "NET G1", "the grade as signed")
    check("3/20" in after["manual_counts"], "the reader's own count")
    nuclei_after_signing(run)
    report = (run / "report.html").read_text(encoding="utf-8")
    check("Signed off" in report and f"{positive} of {total}" in report, "the report shows it")
    out = run / "crosscheck"
    done = subprocess.run(
        [ki67, "crosscheck", "--results", run, "--out", out, "--quiet"], capture_output=True,
        text=True)
    check(done.returncode in (0, 3), f"crosscheck: {done.stderr}")
    line = row(out, "crosscheck.csv", name=f"{CASE}, hotspot 1")
    check(line["manual_positive"] == "3" and line["manual_total"] == "20", f"crosscheck: {line}")
    check(line["measured_total"] == before["hotspot_total"], "all nuclei of the hotspot")
    figures = json.loads((out / "crosscheck.json").read_text(encoding="utf-8"))
    check(figures["level"] == "same_nuclei", "the same nuclei are compared")
    done = subprocess.run([ki67, "verify", run, "--sample", "1"], capture_output=True, text=True)
    check("differs from what the database says" not in done.stdout, "tables follow from the database")


def nuclei_after_signing(run):
    """The corrected nuclei stand beside those that were measured."""
    measured = list(csv.DictReader(open(run / "nuclei" / f"{CASE}.csv", encoding="utf-8")))
    stand = list(csv.DictReader(open(run / "corrected" / f"{CASE}.csv", encoding="utf-8")))
    check(len(stand) == len(measured) - 1, "one nucleus was deleted")
    said = [line for line in stand if line["corrected_by"]]
    check(len(said) == 4 and {line["corrected_by"] for line in said} == {READER}, "four changed")
    check(sum(line["tumor"] == "0" for line in said) == 1, "one is no tumor nucleus")
    positive = sum(line["positive"] == line["tumor"] == "1" for line in stand)
    before = sum(line["positive"] == line["tumor"] == "1" for line in measured)
    check(positive == before + 3, "three more are positive")


def main():
    ki67, run = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    pictures = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
    server = subprocess.Popen(
        [ki67, "review", run], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        # Anywhere but where the run was made.
        cwd=run.parent)
    try:
        address = re.search(r"http://\S+", server.stdout.readline()).group()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1300, "height": 950})
            before, positive, total = review(context, address, run, pictures)
            # While the page is served, so that both may read at once.
            results(ki67, run, before, positive, total)
            by_keyboard(context, address)
            out_of_order(context, address)
            for scene in (
                overtaken, two_browsers, unsaved_marks, other_reader, older_nuclei, left_behind,
                signing_late, signing_blind, kept_late):
                scene(browser, address)
            on_a_tablet(browser, address, pictures)
            browser.close()
    finally:
        server.terminate()
    check(server.wait(timeout=20) == 0, "the server ends with 0 when asked to")
    print("reviewed")


main()
