"""Quotations with the verdict that each should get: made by rule from the quotes on record, and written by hand.

The same dataset gives the same cases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ask import CANDIDATES
from bot.core.quotecheck import Verdict, check, tokens
from bot.core.quoted import Span, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.core.model import Quote
    from bot.store.catalogue import Catalogue

# Words that many quotes have, and others that mean about the same.
SYNONYMS = {
    "important": "vital", "think": "believe", "believe": "think", "need": "require", "want": "wish", "people": "humans",
    "humans": "people", "world": "planet", "technology": "machinery", "systems": "programs", "powerful": "mighty",
    "great": "grand", "dangerous": "risky", "risk": "danger", "risks": "dangers",
    "future": "tomorrow", "years": "decades",
    "model": "system", "models": "systems", "company": "firm", "companies": "firms", "human": "person",
    "learning": "training",
    "intelligence": "cleverness", "machine": "computer", "machines": "computers", "develop": "build", "build": "make",
    "make": "build", "help": "assist", "safety": "security", "work": "labour", "change": "shift", "problem": "trouble",
    "problems": "troubles", "computer": "machine", "research": "science", "government": "state", "public": "people",
}  # fmt: skip

NOT_ON_RECORD = """
The kettle in the server room boils faster than any model we have ever trained
Nobody asked the librarians before we scanned the last of the maps
A good gardener knows that the hedge grows back after every winter
We measured the tide for forty years and learned only to be patient
Our office dog has better judgement than most of the committees I know
The train to the harbour leaves at nine whether or not you believe in it
If you teach a parrot to count you will soon run out of seeds
Every map is a promise that somebody walked there before you did
The orchestra played on while the conductor looked for his glasses
I have never met a spreadsheet that made me laugh at breakfast
Bread is the oldest technology that still smells of what it is
They painted the bridge green because the blue paint had been stolen
My grandmother repaired radios with a hairpin and a great deal of swearing
A lighthouse does not argue with the ships that ignore it
The recipe calls for three eggs and a calm temper
Snow fell on the stadium and the referee lost his whistle
We should tax umbrellas before we even think of taxing the rain
The museum closes early on days when nobody looks at the paintings
There is no algorithm for folding a fitted sheet and there never will be
The mayor promised a tram line and delivered a very long bench
Artificial intelligence will never replace the man who tunes our village organ
Our robots are polite because we gave them nothing else to do
The next generation of chips will be baked in ovens like biscuits
No laboratory of ours has ever trained a model on the sound of bees
Chatbots should wear hats so that we can see when they are thinking
I would rather trust a weather vane than a benchmark made in a hurry
The board met in a kitchen and voted with teaspoons
Every neural network dreams of becoming a very small calculator
Safety work is like sweeping the stage after the circus has left
We gave the machine a garden and it asked for a fence
The committee found that the report had been written by its own printer
A language model is a cathedral built from other people's postcards
Superintelligence arrived on a Tuesday and asked for directions to the station
You cannot regulate the moon by shouting at the sea
The lawyers wanted a comma where the engineers wanted a semaphore
Our data centre is heated by the arguments of the people who run it
The minister signed the treaty with a pencil and kept the eraser
Compute is the new butter and everybody spreads it too thickly
We stopped the training run because the cat sat on the keyboard
Open weights are like open windows when the neighbours practise the trumpet
My advice to young researchers is to learn carpentry first
The first chess program I wrote always resigned after the third move
Alignment is what happens to wheels when somebody cares about the road
The demo worked perfectly until the audience came into the room
We were promised flying cars and we got a very good spelling checker
Nobody fires the person who bought the second largest computer
The paper was rejected because the reviewers had moved to another planet
An honest graph begins at zero and ends in tears
Our policy team consists of two philosophers and a retired pilot
The regulator asked us for the source code of the coffee machine
Machines that write poems should pay rent like everybody else
The senator asked whether the internet had a back door and a porch
I told the investors that the profit was hiding behind the piano
The prize was shared by a mathematician and the man who fed his horses
We tested the system on goats because goats are hard to impress
It takes a village to debug a tractor with an opinion
A watermark is only as honest as the river it is drawn in
The summit ended with a group photograph and without the sandwiches
Tomorrow's laws will be written by people who are late for the bus
The whistle was blown so often that the dogs stopped coming
""".strip().splitlines()

# What a machine or a hurried person makes of quotes on record: the same thing in other words.
REWRITTEN = """
In recent months my group was rowing into a headwind all the time
Product launches that glitter have pushed the culture of safety out of the driver's seat
The world would be taking a big gamble by making computers smarter than every person
Nobody should be able to lose equity once it has been earned, and that is final
I very much regret having taken part in what the directors did
He was not open in a reliable way when he talked to the directors
More of our capacity ought to go to preparing for the models that come next
I stopped believing, step by step, that the leaders there could be trusted with this
We never got the computing power that we were waiting for, again and again
It is too late to regulate once something has already gone wrong with such machines
Limiting the danger that AI wipes us out deserves to be a priority for everyone
The spending on experimental machines should come with rules that are decided beforehand
""".strip().splitlines()


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation, whom it is said to be from, and which verdicts are right."""

    rule: str
    text: str
    right: frozenset[Verdict]
    speaker: str | None = None


def cases(quotes: Sequence[Quote]) -> Iterator[Case]:
    """Yield every case."""
    whole = [quote for quote in quotes if quote.status == "verified" and not {"…", "[", "..."} & {*quote.text}]
    long = [quote for quote in whole if len(quote.text.split()) >= 14 and "..." not in quote.text]
    yield from _each("verbatim: typography", long[:70], _typography, Verdict.VERBATIM)
    yield from _each("verbatim: case and markdown", long[70:110], _shouted, Verdict.VERBATIM)
    yield from _each("shortened: a part", long[:50], lambda q: " ".join(q.text.split()[2:11]), Verdict.SHORTENED)
    yield from _each("shortened: an ellipsis", long[50:100], _elided, Verdict.SHORTENED)
    yield from _each("altered: a synonym", long, _synonym, Verdict.ALTERED)
    yield from _each("altered: a word dropped", long[:40], lambda q: _without(q, 6), Verdict.ALTERED)
    yield from _each("altered: a word added", long[40:80], _added, Verdict.ALTERED)
    yield from _each("altered: a negation removed", long, _affirmed, Verdict.ALTERED)
    for one, other in zip(long[:40], long[40:80], strict=False):
        if one.speaker != other.speaker:
            text = " ".join(one.text.split()[:7] + other.text.split()[-7:])
            yield Case("stitched: two quotes", text, frozenset({Verdict.STITCHED}))
    for one in long[80:110]:
        parts = one.text.split()
        text = " ".join(parts[7:14] + parts[:6])
        yield Case("stitched: out of order", text, frozenset({Verdict.STITCHED}))
    for one, other in zip(long[:30], long[30:60], strict=False):
        if other.speaker and one.speaker != other.speaker:
            right = frozenset({Verdict.SOMEONE_ELSES})
            yield Case("someone else's", one.text, right, other.speaker)
    loose = frozenset({Verdict.NOT_ON_RECORD, Verdict.PARAPHRASE})
    yield from (Case("not on record", text, loose) for text in NOT_ON_RECORD)
    yield from (Case("rewritten", text, loose) for text in REWRITTEN)


def _each(rule: str, quotes: Sequence[Quote], change: Callable[[Quote], str], right: Verdict) -> Iterator[Case]:
    for quote in quotes:
        text = change(quote)
        if text:
            yield Case(rule, text, frozenset({right}))


def _typography(quote: Quote) -> str:
    text = quote.text.replace("'", "\u2019").replace(" - ", " — ").replace(", ", ",  ")
    return "\u200b".join((text[:5], text[5:]))


def _shouted(quote: Quote) -> str:
    first, *rest = quote.text.split()
    return " ".join((f"**{first.upper()}**", *(f"_{rest[0]}_", *rest[1:])))


def _elided(quote: Quote) -> str:
    parts = quote.text.split()
    return " ".join((*parts[:5], "[…]" if len(parts) % 2 else "...", *parts[-5:]))


def _synonym(quote: Quote) -> str:
    parts = quote.text.split()
    for at, word in enumerate(parts):
        if 1 < at < len(parts) - 2 and word.lower() in SYNONYMS:
            return " ".join((*parts[:at], SYNONYMS[word.lower()], *parts[at + 1 :]))
    return ""


def _without(quote: Quote, at: int) -> str:
    parts = quote.text.split()
    return " ".join(parts[:at] + parts[at + 1 :]) if words(parts[at]) else ""


def _added(quote: Quote) -> str:
    parts = quote.text.split()
    return " ".join((*parts[:6], "reportedly", *parts[6:]))


def _affirmed(quote: Quote) -> str:
    parts = quote.text.split()
    kept = [part for part in parts[1:-1] if part.lower() not in {"not", "never", "no"}]
    return " ".join((parts[0], *kept, parts[-1])) if len(kept) < len(parts) - 2 else ""


def judged(catalogue: Catalogue, some: Sequence[Case]) -> tuple[Counter[tuple[str, str]], list[tuple[Case, str]]]:
    """Return how often each rule got each verdict, and the cases that were judged wrongly."""
    table: Counter[tuple[str, str]] = Counter()
    wrong = []
    for case in some:
        span = Span(case.text)
        candidates = catalogue.quotes_with(tokens(span), CANDIDATES)
        verdict = check(span, candidates, case.speaker).verdict
        table[case.rule, verdict] += 1
        if verdict not in case.right:
            wrong.append((case, str(verdict)))
    return table, wrong
