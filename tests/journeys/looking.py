"""How a page is looked at: opened once, then held to axe in every variation of width and colours.

axe is most of what such a journey costs. So it is put into each page once, reads no style sheet by
itself (only rules that are not asked for need them) and hands over nothing but violations; and
rules that no colour scheme changes run once a width, the others in all four variations.
"""

from axe_playwright_python.base import AXE_SCRIPT

# Wagtail's own frame: its crumbs and rows of actions repeat landmarks and hide headings.
FRAME = {"region", "landmark-unique", "heading-order", "page-has-heading-one", "landmark-one-main"}
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OFFICE = {**STANDARDS, "rules": {rule: {"enabled": False} for rule in sorted(FRAME)}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PHONE, DESK = 320, 1280
# In an order that changes the width of the window, which lays the page out anew, as seldom as can be.
VARIATIONS = (
    (PHONE, "light", STANDARDS),
    (PHONE, "dark", COLOURS),
    (DESK, "dark", STANDARDS),
    (DESK, "light", COLOURS),
)
BETWEEN = 640  # a desk at 200 %
OFFICE_WIDTHS = (DESK, 390)

# What one can press, fill or follow, and by what it is called.
NAMES = """() => {
  const called = (element) => {
    const ids = (element.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const labelled = ids.map((id) => document.getElementById(id)?.textContent || "").join(" ");
    const labels = [...(element.labels || [])].map((label) => label.textContent).join(" ");
    const pictures = [...element.querySelectorAll("img[alt]")].map((img) => img.alt).join(" ");
    const words = [element.getAttribute("aria-label"), labelled, labels, element.textContent, pictures, element.title];
    return (words.find((word) => word && word.trim()) || "").trim().replace(/\\s+/g, " ");
  };
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  return [...document.querySelectorAll(controls)].filter((element) => !element.closest("[aria-hidden=true]")).map(
    (element) => [called(element), element.outerHTML.slice(0, 120)]
  );
}"""
# A page is still when nothing of it has changed for a while: what its scripts make when it opens, they have made.
STILL = """(pause) => new Promise((resolve) => {
  let timer;
  const watch = new MutationObserver(() => wait());
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { watch.disconnect(); resolve(); }, pause);
  };
  watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  wait();
})"""
# Boxes of a form that reach out of their panel or of the window, where nothing scrolls to them. Wagtail clips its
# main part, so that the page itself never asks to be scrolled.
HANGING = """() => {
  const right = (element) => element.getBoundingClientRect().right;
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const frame = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (up.matches("main") || up.matches(".panel")) return up;
      if (scrolls(up) || getComputedStyle(up).position === "fixed") return null;
    }
    return null;
  };
  const boxes = "main :is(select, textarea, input:not([type=hidden]), .button, .panel table)";
  return [...document.querySelectorAll(boxes)].filter(
    (box) => box.checkVisibility({visibilityProperty: true}) && !box.closest("[aria-hidden=true], .w-sr-only")
  ).filter((box) => {
    const around = frame(box);
    return around && right(box) > right(around) + 1;
  }).map((box) => box.outerHTML.slice(0, 120));
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
VIOLATIONS = """(rules) => axe.run(
  document, {...rules, resultTypes: ["violations"], preload: false, selectors: false}
).then((found) => found.violations.flatMap(
  (violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)}`)
))"""

# What fades in has faded in: half-way, its colours have no contrast. What turns for ever is not waited for.
FADED = """() => Promise.allSettled(
  document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished)
)"""


def put_axe(tab):
    """Put axe into a page, in a way that the page's policy allows, once nothing moves any more."""
    tab.evaluate(FADED)
    tab.evaluate(AXE_SCRIPT)


def look_at(tab, url):
    """Open a page; return what has no name, what sticks out sideways and what axe finds, in any variation."""
    widen(tab, DESK)
    tab.goto(url)
    wrong = [f"no name: {html}" for name, html in tab.evaluate(NAMES) if not name]
    put_axe(tab)
    wrong += sticking_out(tab, DESK) + sticking_out(tab, BETWEEN)
    for width, scheme, rules in VARIATIONS:
        widen(tab, width)
        tab.emulate_media(color_scheme=scheme)
        wrong += [f"{width} {scheme} {found}" for found in tab.evaluate(VIOLATIONS, rules)]
        if width == PHONE and rules is STANDARDS:
            wrong += sticking_out(tab, width)
    return wrong


def look_at_office(tab, url):
    """Open a page of the back office; return what axe finds and what hangs out, on a desk and on a phone."""
    widen(tab, DESK)
    answer = tab.goto(url)
    wrong = [] if answer.ok else [f"answers {answer.status}"]
    return wrong + look_around_office(tab)


def look_around_office(tab):
    """Look at the page of the back office that is open, as `look_at_office` does."""
    tab.evaluate(STILL, 250)
    put_axe(tab)
    wrong = []
    for width in OFFICE_WIDTHS:
        widen(tab, width)
        tab.evaluate(STILL, 100)
        wrong += [f"{width} {found}" for found in tab.evaluate(VIOLATIONS, OFFICE)]
        wrong += [f"{width} hangs out of its frame: {box}" for box in tab.evaluate(HANGING)]
    return wrong


def look_at_all(tab, base, paths, *, look=look_at):
    """Look at the pages of `paths`, path by name; return what is wrong, by name of the page."""
    found = {name: look(tab, base + path) for name, path in paths.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def sticking_out(tab, width):
    """Make the window so wide and tell whether the page asks to be scrolled sideways."""
    widen(tab, width)
    return [f"scrolls sideways at {width} px"] if tab.evaluate(SIDEWAYS) else []


def widen(tab, width):
    """Make the window so wide, if it is not."""
    size = {"width": width, "height": 900}
    if tab.viewport_size != size:
        tab.set_viewport_size(size)
