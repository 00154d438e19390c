"""Clicks, answers and people that come in an unusual order."""

from review_page import Late, Page, check, flip, named


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
