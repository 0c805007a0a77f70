"""Who plays: the people of the demo, their areas and phones, and the keys of campaigns and rounds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from fieldapp.demo.stage import names
from fieldapp.demo.stage.days import STORY, Days
from fieldapp.demo.stage.phone import Phone, named
from fieldapp.demo.stage.places import COUNTY, FARM, FARM_TOWNSHIP, ORDINARY, PUBLISHED, place, villages_of

VILLAGES_EACH = 3
SILENT = ("v11", "v13")  # their phones were last heard of in round 1
CLOCK_OFF = "v17"
# User name, role, areas: nurses beside the demo's own, the doctor of a second clinic, the education office.
OF_SCHOOLS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("nurse2", "nurse", ORDINARY[:1]),
    ("nurse3", "nurse", (PUBLISHED,)),
    ("nurse4", "nurse", (PUBLISHED,)),
    ("nurse5", "nurse", (FARM_TOWNSHIP,)),
    ("clinic2", "clinic", (PUBLISHED,)),
    ("education", "observer", (COUNTY,)),
)


@dataclass(frozen=True)
class Worker:
    """Someone who can sign in."""

    username: str
    name: str
    role: str
    areas: tuple[str, ...]


class Cast:
    """The people of one seed, one phone for each of those who record, and the days they work on."""

    def __init__(self, seed: int, days: Days = STORY) -> None:
        self.seed, self.days = seed, days
        self.workers = {worker.username: worker for worker in _workers(seed)}
        self.phones: dict[str, Phone] = {}
        self.campaign, self.farm_campaign = named(seed, "campaign"), named(seed, "farm campaign")
        self.rounds = [named(seed, "round", str(n)) for n in (1, 2)]
        self.farm_rounds = [named(seed, "farm round", str(n)) for n in (1, 2)]
        self.batch = named(seed, "batch")

    def person(self, username: str) -> str:
        """A person's id."""
        return named(self.seed, "person", username)

    def phone(self, username: str) -> Phone:
        """A person's phone."""
        if username not in self.phones:
            self.phones[username] = Phone(self.seed, username, self.person(username), self.days)
        return self.phones[username]

    def vaccinator(self, village: str) -> Phone:
        """The phone of who doses in a village."""
        return self.phone(self._who("vaccinator", village))

    def lister(self, village: str) -> Phone:
        """The phone of who lists in a village."""
        return self.phone(self._who("lister", village))

    def _who(self, role: str, village: str) -> str:
        return next(
            w.username for w in self.workers.values() if w.role == role and village.startswith(w.areas)
        )

    def clinic(self, township: str) -> str:
        """The key of a township's clinic."""
        return named(self.seed, "clinic", township)

    def post(self, village: str) -> str:
        """The key of the post where a village's children come."""
        return named(self.seed, "post", village)


def _workers(seed: int) -> list[Worker]:
    """Every role first, easy to type; then those who list and dose, township by township."""
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        ("admin", "administrator", (COUNTY,)),
        ("county", "supervisor", (COUNTY,)),
        ("town", "supervisor", (ORDINARY[0],)),
        ("clinic", "clinic", (ORDINARY[0],)),
        ("nurse", "nurse", (ORDINARY[0],)),
        ("survey", "surveyor", (COUNTY,)),
        ("city", "observer", (COUNTY[:4],)),
    ]
    townships = (*ORDINARY[:1], PUBLISHED, *ORDINARY[1:], FARM_TOWNSHIP)
    rows += [(f"lister{n}", "lister", (code,)) for n, code in enumerate(townships, 1)]
    shares = [share for code in townships[:-1] for share in _shares(code)] + [(FARM, "430921201230")]
    rows += [(f"v{n}", "vaccinator", share) for n, share in enumerate(shares, 1)]
    rows += OF_SCHOOLS
    rng = Random(f"{seed}|cast")  # nosec B311
    return [Worker(username, names.grown_name(rng), role, areas) for username, role, areas in rows]


def _shares(township: str) -> list[tuple[str, ...]]:
    codes = [village.code for village in villages_of(township)]
    return [tuple(codes[n : n + VILLAGES_EACH]) for n in range(0, len(codes), VILLAGES_EACH)]


def village_worker(seed: int, village: str) -> Worker:
    """Who lists and doses in a village of a scaled demo."""
    name = names.grown_name(Random(f"{seed}|worker|{village}"))  # nosec B311
    return Worker(f"w{village[6:]}", f"{name}（{place(village).short}）", "vaccinator", (village,))
