"""Where the time of an answer goes, in this process: the store, the answer made of what it found, the drawing."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import bot.ask
from bot.chat import layout
from bot.core import questions
from bot.store.catalogue import open_catalogue
from tests.bench.asks import Asker
from tests.bench.report import Report, centile, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.answers.answer import Answer
    from bot.store.catalogue import Catalogue
    from tests.bench.asks import Ask
    from tests.bench.shared import Shared

ROUNDS = 150
STEPS = ("store", "answer", "draw")


class Watched:
    """A catalogue (or its names) that adds up the seconds which its answers take."""

    def __init__(self, inner: object, took: list[float]) -> None:
        self._inner, self._took = inner, took

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  as `inner`
        found = getattr(self._inner, name)
        if name == "names":
            return Watched(found, self._took)
        return self._timed(found) if callable(found) else found

    def _timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*values: Any, **named: Any) -> Any:  # noqa: ANN401  as the method
            begun = time.perf_counter()
            answered = method(*values, **named)
            self._took.append(time.perf_counter() - begun)
            return answered

        return ask


_QUESTIONS: dict[str, Callable[[dict[str, str]], questions.Question]] = {
    "who": lambda o: questions.Who(o["name"]),
    "timeline": lambda o: questions.Timeline(o.get("about", ""), o.get("from", ""), o.get("to", "")),
    "quote": lambda o: questions.Quotes(o.get("by", ""), o.get("about", ""), pick=12345),
    "onthisday": lambda o: questions.OnThisDay(o["date"]),
    "event": lambda o: questions.OneEvent(o["name"]),
    "search": lambda o: questions.Search(o["text"]),
    "source": lambda o: questions.OneSource(o["name"]),
    "about": lambda _: questions.About(),
    "help": lambda _: questions.Help(),
}
_TYPED = {
    "who": bot.ask.CARDS,
    "timeline": bot.ask.SUBJECTS,
    "quote": bot.ask.CARDS,
    "checkquote": bot.ask.CARDS,
    "event": bot.ask.EVENTS,
    "source": bot.ask.SOURCES,
}


async def inside(shared: Shared) -> Report:
    """Answer the same questions as over the wire, without a wire."""
    took: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    for size, made in shared.made.items():
        asker = Asker(made.tables)
        with open_catalogue(made.file) as catalogue:
            for number in range(-5, shared.rounds(ROUNDS)):
                for ask in asker.one_of_each():
                    steps = _steps(ask, catalogue, shared)
                    if number >= 0:
                        for step, seconds in zip(STEPS, steps, strict=True):
                            took[ask.label, size, step].append(seconds)
    sizes = list(shared.made)
    mid = {key: centile(values, 50) for key, values in took.items()}
    rows = [
        [label, *(" + ".join(f"{mid[label, size, step] * 1000:.2f}" for step in STEPS) for size in sizes)]
        for label in dict.fromkeys(label for label, _, _ in took)
    ]
    head = ("ms: store + answer + drawing, p50", *(f"{size:,} records" for size in sizes))
    numbers = {f"{label} / {size} / {step}": value for (label, size, step), value in mid.items()}
    return Report(tables=[table(head, rows)], numbers=numbers)


def _steps(ask: Ask, catalogue: Catalogue, shared: Shared) -> tuple[float, float, float]:
    store: list[float] = []
    watched: Any = Watched(catalogue, store)
    begun = time.perf_counter()
    if ask.typing:
        (typed,) = ask.options.values()
        offered = bot.ask.suggest(typed, _TYPED[ask.command], watched, layout.OPTIONS)
        made = time.perf_counter()
        [layout.choice(named).to_dict() for named in offered]
    else:
        answer = _answer(ask, watched, shared)
        made = time.perf_counter()
        layout.draw(answer).to_components()  # type: ignore[no-untyped-call]
    return sum(store), made - begun - sum(store), time.perf_counter() - made


def _answer(ask: Ask, catalogue: Any, shared: Shared) -> Answer:  # noqa: ANN401  a Watched one
    if ask.command == "checkquote":
        return bot.ask.check_quotes(ask.options["text"], "", catalogue, whole=True)
    return bot.ask.answer(_QUESTIONS[ask.command](ask.options), catalogue, shared.today)
