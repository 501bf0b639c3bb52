"""Where does the processor's time go? Looks at the stack every millisecond of it, which costs next to nothing.

A tracing profiler makes many small calls look dear; samples do not.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERVAL_SECONDS = 0.001


class Sampler:
    """Counts stacks: by function (itself and with all it calls) and by the templates that were being rendered, whole and by line."""

    def __init__(self) -> None:
        self.total = 0
        self.own: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.templates: Counter[str] = Counter()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Take samples while the block runs."""
        before = signal.signal(signal.SIGPROF, self._take)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def _take(self, _number: int, frame: FrameType | None) -> None:
        self.total += 1
        seen: set[str] = set()
        rendered: set[str] = set()
        while frame is not None:
            code = frame.f_code
            name = f"{'/'.join(code.co_filename.split('/')[-3:])}:{code.co_qualname}"
            if not seen:
                self.own[name] += 1
            seen.add(name)
            if code.co_name == "render_annotated":
                node = frame.f_locals["self"]
                origin = getattr(getattr(node, "origin", None), "template_name", None) or "?"
                rendered.add(f"{origin}:{node.token.lineno if node.token else 0} {type(node).__name__}")
                rendered.add(str(origin))
            frame = frame.f_back
        self.whole.update(seen)
        self.templates.update(rendered)

    def print(self, lines: int) -> None:
        """Print the largest shares in per cent."""
        for title, counted in (
            ("with what it calls", self.whole),
            ("itself", self.own),
            ("template", self.templates),
        ):
            print(f"\n% of {self.total} samples, {title}")
            for name, count in counted.most_common(lines):
                print(f"{100 * count / self.total:>6.1f}  {name}")
