"""Clicks, answers and people that come in an unusual order."""

from review_page import Late, Page, check, flip, mark, named


def out_of_order(context, address):
    """The case that was clicked last is the one that is shown, whichever answer is first."""
    view = Page(context, address)
    held = []
    view.page.route(
        lambda address: address.endswith("api/case?case=ileum-g2"), lambda route: held.append(route))
    view.page.click("#caselist button:has(b:text-is('ileum-g2'))")
    view.open("lung-carcinoid", is_answered=False)
    check(held, "the first answer is held")
    held[0].continue_()
    view.answered()
    current = view.page.inner_text("#caselist button[aria-current] b")
    check(current == "lung-carcinoid", f"{current} is open")
    check(not view.problems, f"no errors in the console: {view.problems}")


def overtaken(browser, address):
    """Answers that later ones overtook change nothing."""
    views = [named(browser, address, "pancreas-g3", name) for name in ("First", "Second")]
    view, page = views[0], views[0].page
    poll = Late(page, "/api/changes", '"Second"')
    flip(views[1], 3)
    poll.wait()
    flip(view, 9)
    view.shows("#field-figures", "2 nuclei corrected")
    poll.arrive()
    view.answered()
    check("2 nuclei corrected" in page.inner_text("#field-figures"), "the last figures stay")

    view.mode("compare")
    view.shows("#difference", "2 differ.")
    same = Late(page, "second=machine", "differing")
    page.select_option("#second", "machine")
    same.wait()
    page.select_option("#second", "corrected")
    view.shows("#difference", "2 differ.")
    same.arrive()
    view.answered()
    check("2 differ." in page.inner_text("#difference"), "the lists that were chosen last")
    check(not view.problems, f"no errors in the console: {view.problems}")


def two_browsers(browser, address):
    """Two people at one case both keep what they said."""
    views = [named(browser, address, "lung-carcinoid", name) for name in ("First", "Second")]
    for view, steps in zip(views, (3, 9)):
        flip(view, steps)
    for view in views:
        view.shows("#field-figures", "2 nuclei corrected")
        check(not view.problems, f"no errors in the console: {view.problems}")


def unsaved_marks(browser, address):
    """Marks that wait for the server stay in sight, and count once."""
    view = named(browser, address, "stomach-biopsy", "Waiting")
    page = view.page
    view.mode("count")
    page.keyboard.press("h")
    mark(view, 2)
    view.saved()
    finish = Late(page, "/api/count", '"index"')
    page.click("#finish")
    finish.wait()
    check(page.locator("#finish").is_disabled(), "a count is finished once")
    page.select_option("#field", "0 slide")
    view.shows("#round", "Count 1")
    mark(view, 6)
    view.shows("#totals", "6 positive of 6")
    # Neither another mode nor another field loses them.
    page.click("[data-mode=correct]")
    page.click("[data-mode=count]")
    view.shows("#round", "going on")
    check("6 positive of 6" in page.inner_text("#totals"), "marks stay after another mode")
    page.select_option("#field", "0 hotspot-1")
    view.shows("#round", "Count 2")
    page.select_option("#field", "0 slide")
    view.shows("#round", "going on")
    check("6 positive of 6" in page.inner_text("#totals"), "marks stay after another field")
    # An answer that was made before the marks were kept, and comes after.
    older = Late(page, "field=slide&reader=Waiting", '"marks":[]')
    page.click("[data-mode=correct]")
    page.click("[data-mode=count]")
    older.wait()
    finish.arrive()
    view.saved()
    older.arrive()
    view.shows("#round", "going on")
    view.answered()
    check("6 positive of 6" in page.inner_text("#totals"), page.inner_text("#totals"))
    check(not page.inner_text("#finished"), "what was finished is another field")
    page.reload()
    view.shows("#round", "going on")
    page.keyboard.press("h")
    check("6 positive of 6" in page.inner_text("#totals"), "each mark is kept once")
    check(not view.problems, f"no errors in the console: {view.problems}")


def other_reader(browser, address):
    """A count is of the reader whose name stands there."""
    view = named(browser, address, "lung-carcinoid", "Early")
    page = view.page
    early = Late(page, "/api/count?", '"round"')
    page.click("[data-mode=count]")
    early.wait()
    page.fill("#reader", "Later")
    page.press("#reader", "Tab")
    view.shows("#round", "Count 1 of Later")
    early.arrive()
    view.answered()
    check("of Later" in page.inner_text("#round"), page.inner_text("#round"))
    mark(view, 3)
    view.saved()
    page.reload()
    view.shows("#round", "Count 1 of Later, going on")
    check(not view.problems, f"no errors in the console: {view.problems}")


def older_nuclei(browser, address):
    """Nuclei that were asked for before an edit do not take it back."""
    view = named(browser, address, "rectum-no-pixel-size", "Quick")
    page = view.page
    view.mode("sign")
    older = Late(page, "/api/nuclei", '"sequence"')
    page.click("[data-mode=correct]")
    older.wait()
    flip(view, 5)
    view.shows("#field-figures", "1 nucleus corrected")
    older.arrive()
    view.answered()
    with page.expect_request(lambda request: "/api/edit" in request.url) as sent:
        page.keyboard.press("Enter")
    text = sent.value.post_data
    check('"state":null' in text, f"a second click takes the first back: {text}")
    view.saved()
    view.shows("#field-figures", "0 nuclei corrected")
    check(not view.problems, f"no errors in the console: {view.problems}")


def left_behind(browser, address):
    """An answer for a mode that was left changes nothing in the next one."""
    view = named(browser, address, "rectum-no-pixel-size", "Moving")
    page = view.page
    case = Late(page, "/api/case", "slides")
    page.click("[data-mode=sign]")
    case.wait()
    layers = Late(page, "/api/layers", "layers")
    page.click("[data-mode=compare]")
    layers.wait()
    case.arrive()
    layers.arrive()
    view.shows("#difference", "agree")
    # The view is split for comparisons only, or a second click there is at another place.
    view.mode("count")
    page.keyboard.press("h")
    mark(view, 1)
    view.saved()
    layers = Late(page, "/api/layers", "layers")
    page.click("[data-mode=compare]")
    layers.wait()
    page.click("[data-mode=count]")
    view.shows("#round", "going on")
    layers.arrive()
    view.answered()
    mark(view, 1)
    view.shows("#totals", "0 positive of 0")
    check(not view.problems, f"no errors in the console: {view.problems}")


def signing_late(browser, address):
    """Grade and trail are those of the form and the case that are shown."""
    view = named(browser, address, "pancreas-g1", "Signing")
    page = view.page
    view.mode("sign")
    first = Late(page, "/api/grade", "counts")
    page.fill("input[name=mitoses]", "1")
    first.wait()
    page.fill("input[name=mitoses]", "900")
    view.shows("#preview", "NET G3")
    first.arrive()
    view.answered()
    check("NET G3" in page.inner_text("#preview"), page.inner_text("#preview"))
    trail = Late(page, "api/trail?case=pancreas-g1", "lines")
    page.click("#trail summary")
    trail.wait()
    view.open("stomach-biopsy", is_answered=False)
    view.shows("#trail li >> nth=0", "Waiting")
    trail.arrive()
    view.answered()
    check("Waiting" in page.inner_text("#trail"), page.inner_text("#trail"))
    check(not view.problems, f"no errors in the console: {view.problems}")


def signing_blind(browser, address):
    """A signature is refused when nuclei are others than the signer saw, though their counts are not."""
    view = named(browser, address, "ileum-g2", "Signer")
    page = view.page
    view.mode("sign")
    seen = page.inner_text("#preview table")
    answer = page.context.request.post(
        f"{address}api/edit?after=0", headers={"Origin": address.rsplit("/", 2)[0]},
        data={
            "edit": "edit-elsewhere", "reader": "Other", "slide": "ileum-g2",
            "marks": [{"nucleus": "a0b0b", "x": 1, "y": 1, "state": "positive"}],
        })
    check(answer.ok, f"another person corrects: {answer.text()}")
    # A look at the form is none at the nuclei.
    with page.expect_response(lambda answer: "/api/grade" in answer.url):
        page.fill("textarea[name=comment]", "Seen")
    view.answered()
    check(page.inner_text("#preview table") == seen, "the counts of the hotspot stay")
    page.click("#form button[type=submit]")
    view.shows("#message", "corrected meanwhile")
    view.answered()
    check("Signer" not in page.inner_text("#signed"), page.inner_text("#signed"))
    page.click("#form button[type=submit]")
    view.shows("#signed", "Signer")
    # The browser itself notes the answer that refused.
    check(len(view.problems) == 1 and "409" in view.problems[0], f"one refusal: {view.problems}")


def kept_late(browser, address):
    """What is kept after another mode was opened is shown there."""
    view = named(browser, address, "lung-carcinoid", "Kept")
    page = view.page
    view.mode("compare")
    page.select_option("#first", "machine")
    page.select_option("#second", "corrected")
    view.answered()
    before = page.inner_text("#difference")
    view.mode("correct")
    held = []
    page.route(lambda address: "/api/edit" in address, lambda route: held.append(route))
    page.focus("#view")
    for key in ["."] * 4 + ["Enter"]:
        page.keyboard.press(key)
    view.shows("#saved", "Saving")
    with page.expect_response(lambda answer: "/api/differences" in answer.url):
        page.click("[data-mode=compare]")
    view.shows("#saved", "Saving")
    check(page.inner_text("#difference") == before, page.inner_text("#difference"))
    held[0].continue_()
    page.locator("#difference").filter(has_not_text=before).wait_for(timeout=15000)
    view.answered()
    check(not view.problems, f"no errors in the console: {view.problems}")
