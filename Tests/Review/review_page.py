"""The review page in a browser window, and what people do there."""


def check(is_right, what):
    if not is_right:
        raise SystemExit(f"not so: {what}")


class Page:
    """The review page in one browser window."""

    def __init__(self, context, address):
        self.page = context.new_page()
        self.problems = []
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector("#caselist button")
        # The list is made anew when the first case is there.
        self.answered()

    def note(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def shows(self, selector, text):
        """Waits; the page's own rules forbid to evaluate texts as scripts."""
        found = self.page.locator(selector).filter(has_text=text)
        found.wait_for(state="attached", timeout=15000)

    def saved(self):
        self.shows("#saved", "All saved")

    def answered(self):
        """Waits until everything that was asked of the server is there."""
        self.page.wait_for_selector("#view[aria-busy=false]", timeout=15000)

    def open(self, case, is_answered=True):
        self.page.click(f"#caselist button:has(b:text-is('{case}'))")
        self.page.wait_for_selector(f"#caselist button[aria-current]:has(b:text-is('{case}'))")
        if is_answered:
            self.answered()

    def mode(self, name):
        self.page.click(f"[data-mode={name}]")
        self.answered()

    def fit(self):
        self.page.click("[data-view=fit]")

    def place(self, field, x, y):
        """Where a place of the slide lies on the canvas while the whole field is shown."""
        box = self.page.locator("#view").bounding_box()
        left, top, right, bottom = field
        scale = 0.96 * min(box["width"] / (right - left), box["height"] / (bottom - top))
        return {
            "x": box["width"] / 2 + (x - (left + right) / 2) * scale,
            "y": box["height"] / 2 + (y - (top + bottom) / 2) * scale,
        }

    def click(self, field, nucleus):
        self.page.click("#view", position=self.place(field, nucleus["x"], nucleus["y"]))


class Late:
    """An answer of the server that is kept back: the first one of an address that says something."""

    def __init__(self, page, address, says):
        self.page = page
        self.says = says
        self.kept = None
        self.is_wanted = lambda url: address in url
        page.route(self.is_wanted, self.take)

    def take(self, route):
        answer = route.fetch()
        if self.kept or self.says not in answer.text():
            route.fulfill(response=answer)
        else:
            self.kept = (route, answer)

    def wait(self):
        for _ in range(150):
            if self.kept:
                return
            self.page.wait_for_timeout(100)
        raise SystemExit(f"not so: an answer says {self.says}")

    def arrive(self):
        route, answer = self.kept
        route.fulfill(response=answer)


def named(browser, address, case, reader):
    """A case that somebody opened in a browser of their own."""
    view = Page(browser.new_context(viewport={"width": 1200, "height": 900}), address)
    view.open(case)
    view.page.fill("#reader", reader)
    view.page.press("#reader", "Tab")
    view.answered()
    return view


def flip(view, steps):
    """Corrects the nucleus that some steps lead to."""
    view.page.focus("#view")
    for key in ["."] * steps + ["Enter"]:
        view.page.keyboard.press(key)
    view.saved()


def mark(view, count):
    """Marks some places of the field, from its middle on."""
    box = view.page.locator("#view").bounding_box()
    for step in range(count):
        view.page.click(
            "#view", position={"x": box["width"] / 2 + 20 * step, "y": box["height"] / 2})
