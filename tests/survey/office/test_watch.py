"""A survey while it goes on: clusters done, tries left, what is odd by surveyor, and both versions of an interview."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from fieldapp.survey import aside
from fieldapp.survey.interviews import flags, kept
from fieldapp.survey.interviews.kept import recommended
from fieldapp.survey.interviews.reading import child_of, series_of
from fieldapp.survey.interviews.standing import households
from fieldapp.sync import files
from fieldapp.web.aside import threads
from tests import cast
from tests.cast import signed_in
from tests.survey.office.place import drawn, say, survey
from tests.survey.office.told import NAMES, household, interviewed, member, tell

BORN = date(2024, 9, 1)


def test_progress_names_what_is_done_and_whom_to_go_to_again(app: Flask) -> None:
    client, at = drawn(app, 4)
    say(client, f"{at}/state", {"state": "open"})
    assert "还没有访谈上报" in client.get(f"{at}/watch").text
    interviewed(app, survey(app)[1][:2])
    page = client.get(f"{at}/watch").text
    assert "2 个群做完了，还有 2 个。2 户还要再去。" in page and "不愿意 2" in page
    assert "第 1 群 1 号户" not in page
    assert client.get(f"{at}/interviews.xlsx").status_code == 200
    say(client, f"{at}/state", {"state": "closed"})
    interviewed(app, survey(app)[1][2:3], seed=2)
    assert "结束以后才到的访谈 9 条" in client.get(f"{at}/watch").text


def test_one_interview_shows_both_versions_with_its_child_to_who_may_see_it(app: Flask) -> None:
    import random

    client, at = drawn(app, 4)
    first = survey(app)[1][0]
    (receipt,) = tell(app, [household(first, 3, "nobody", members=[])])
    right = household(first, 3, members=[member(random.Random(3), name="谭佳怡")], corrects=receipt["id"])
    tell(app, [right | {"at": "2026-12-06T02:00:00.000Z"}])
    page = client.get(f"{at}/interviews/{receipt['id']}").text
    assert "2 个版本" in page and "谭佳怡" in page and "没人在家" in page and "算这一次" in page
    assert client.get(f"{at}/interviews/x").status_code == 404
    observer = signed_in(app, cast.OBSERVER)
    assert (observer.get(f"{at}/watch").status_code, observer.get(f"{at}/interviews").status_code) == (
        200,
        403,
    )


def test_many_interviews_to_read_anew_are_read_aside_and_the_page_says_how_far(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, at = drawn(app, 4)
    say(client, f"{at}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    client.get(f"{at}/result")  # what was said of opening it
    whole = client.get(f"{at}/result").text
    monkeypatch.setattr(kept, "AT_ONCE", 5)
    (file,) = (Path(app.config["INSTANCE"]) / "surveys").glob("*.jsonl")
    file.unlink()
    going = threading.Event()
    derived = kept._derived

    def slowly(*about: Any) -> Any:
        going.wait(60)
        return derived(*about)

    monkeypatch.setattr(kept, "_derived", slowly)
    said = client.get(f"{at}/result")
    assert (
        said.status_code == 200 and "正在重新数：0 / 36" in said.text and 'http-equiv="refresh"' in said.text
    )
    assert client.get(f"{at}/watch").text.count("正在重新数") == 1
    sheet = client.get(f"{at}/result/estimates.xlsx")
    assert (sheet.status_code, sheet.headers["Retry-After"]) == (503, "2")
    assert signed_in(app, cast.OUTSIDER).get(f"{at}/result").status_code == 404
    going.set()
    threads.wait()
    assert plain_page(client.get(f"{at}/result").text) == plain_page(whole)


def plain_page(text: str) -> str:
    """A page without what is made anew for every answer."""
    return re.sub(r'value="[\w.-]{20,}"', "", text)


def test_what_breaks_off_aside_is_met_by_who_asks_next(app: Flask) -> None:
    def breaks() -> None:
        raise ValueError("broken")

    with app.app_context():
        assert aside.go_aside("a test", breaks)
        threads.wait()
        assert not aside.go_aside("a test", breaks) and not threads.is_at_work("a test")
        assert aside.go_aside("a test", lambda: None)  # and then it is tried again
        threads.wait()


def test_the_photo_of_a_card_stands_beside_what_was_copied_once_it_came(app: Flask) -> None:
    client, at = drawn(app, 4)
    content = b"\xff\xd8\xff a card"
    name = hashlib.sha256(content).hexdigest()
    rng = random.Random(3)
    said = [household(survey(app)[1][0], 3, members=[member(rng, photo=name), member(rng, no=2, photo="x")])]
    page = f"{at}/interviews/{tell(app, said)[0]['id']}"
    assert "照片还没传到" in client.get(page).text and "<img" not in client.get(page).text
    files.put(Path(app.config["INSTANCE"]) / "files", name, content)
    shown = client.get(page).text
    assert shown.count("<img") == 1 and f"/files/{name}" in shown and "照片还没传到" not in shown
    assert client.get(f"/files/{name}").data == content
    for other in (
        cast.OBSERVER,
        cast.CLINIC,
    ):  # an observer sees no child, a clinic's doctor those of her township
        assert signed_in(app, other).get(page).status_code == 403
    assert signed_in(app, cast.OBSERVER).get(f"/files/{name}").status_code == 403


def row(key: str, at: str, **other: Any) -> dict[str, Any]:
    said = {
        "cluster": "c",
        "household": "1",
        "outcome": "nobody",
        "tries": 1,
        "corrects": None,
        "voided": False,
    }
    return {"key": key, "at": at, "by": "p"} | said | other


def test_the_latest_that_nothing_corrects_stands_in_any_order() -> None:
    rows = [
        row("a", "1"),
        row("b", "3", outcome="interviewed"),
        row("c", "2", corrects="b", outcome="refused"),
    ]
    for some in (rows, rows[::-1]):
        (one,) = households(some)
        assert (one.outcome, one.tries, len(one.versions)) == ("refused", 2, 3)
    (one,) = households([*rows[:2], rows[2] | {"voided": True}])
    assert one.outcome == "interviewed"
    (moved,) = households([row("a", "1"), row("b", "2", corrects="a", household="7")])
    assert (moved.number, len(moved.versions)) == ("7", 2)


def test_a_correction_stands_in_the_place_of_its_try_in_any_order() -> None:
    rows = [row("a", "1"), row("b", "2", outcome="interviewed"), row("c", "3", corrects="a", by="q")]
    for some in itertools.permutations(rows):
        (one,) = households(some)
        assert (one.outcome, one.tries, [end["key"] for end in one.ends]) == ("interviewed", 2, ["c", "b"])
    both = [
        row("a", "1"),
        row("b", "2", corrects="a", household="7"),
        row("c", "3", corrects="a", outcome="empty"),
    ]
    for some in itertools.permutations(
        both
    ):  # of two corrections the later, and the other makes no household of its own
        (one,) = households(some)
        assert (one.number, one.outcome, len(one.versions)) == ("1", "empty", 3)
    circle = [row("a", "1", corrects="b"), row("b", "2", corrects="a")]
    assert len(households(circle)) == 1


def test_two_surveyors_under_one_number_are_asked_about_and_nothing_is_counted_twice(app: Flask) -> None:
    client, at = drawn(app, 4)
    say(client, f"{at}/state", {"state": "open"})
    first = survey(app)[1][0]
    rng = random.Random(5)
    said = [household(first, 3, members=[member(rng, name=name)]) for name in NAMES[:2]]
    tell(app, said[:1])
    tell(app, [said[1] | {"at": "2026-12-06T02:00:00.000Z"}], cast.ADMINISTRATOR)
    words = t_of(flags.TWICE)
    assert words in client.get(f"{at}/interviews?flag={flags.TWICE}").text
    assert words in client.get(f"{at}/watch").text
    assert re.search(r"走了 1 户", client.get(f"{at}/watch").text)


def t_of(flag: str) -> str:
    return flags.WORDS[flag][0]


def test_interviews_of_a_replaced_cluster_are_kept_and_do_not_count(app: Flask) -> None:
    client, at = drawn(app, 4)
    say(client, f"{at}/state", {"state": "open"})
    clusters = survey(app)[1]
    interviewed(app, clusters)
    old = clusters[0]
    replace = f"{at}/clusters/{old.key}/replace"
    (free, *_more) = re.findall(r'<option value="(\d{12})"', client.get(replace).text)
    assert say(client, replace, {"area": free, "why_replaced": "洪水，路断了"}).status_code == 302
    page = client.get(f"{at}/watch").text
    assert "走了 27 户" in page and "另有 9 户记在换掉的群里" in page and "3 户还要再去" in page
    result = client.get(f"{at}/result").text
    assert "9 户记在换掉的群或别的群里，没有算进来" in result
    tell(app, [household(old, 30, "nobody", members=[])])  # a phone that did not know yet
    assert "另有 10 户记在换掉的群里" in client.get(f"{at}/watch").text
    new = survey(app)[1][-1]
    interviewed(app, [new], seed=9)
    assert "走了 36 户" in client.get(f"{at}/watch").text


def test_what_comes_after_a_survey_was_closed_counts_and_is_said(app: Flask) -> None:
    client, at = drawn(app, 4)
    say(client, f"{at}/state", {"state": "open"})
    cluster = survey(app)[1][0]
    (first,) = tell(app, [household(cluster, 3, "nobody", members=[])])
    say(client, f"{at}/state", {"state": "closed"})
    right = household(cluster, 3, members=[member(random.Random(3))], corrects=first["id"])
    for late in ([right], [household(cluster, 4, "refused", members=[])]):
        tell(app, late)
    page = client.get(f"{at}/watch").text
    assert "结束以后才到的访谈 2 条" in page and "走了 2 户" in page
    said = client.get(f"{at}/interviews/{first['id']}").text
    assert "2 个版本" in said and "算这一次" in said


def test_flags_of_one_interview() -> None:
    days = sorted(recommended(BORN))[:4]
    doses = [{"product": "DTaP", "given_on": str(day), "source": "card"} for day in days]
    data = {
        "outcome": "interviewed",
        "lat": 29.0,
        "lon": 112.0,
        "members": [{"born": str(BORN), "doses": doses}],
    }
    data |= {"started": "2026-05-06T02:00:00.000Z", "ended": "2026-05-06T02:00:20.000Z"}
    assert set(flags.of_one(data, [(29.2, 112.0)], recommended)) == {flags.FAR, flags.SHORT, flags.PERFECT}
    assert flags.of_one(data | {"outcome": "refused", "members": []}, [(29.01, 112.0)], recommended) == []
    two = [(29.2, 112.0), (29.01, 112.0)]  # a cluster of two villages: the nearer counts
    assert flags.FAR not in flags.of_one(data, two, recommended)
    assert flags.rest_share([date(2025, 12, 7)] * 4, lambda day: day.weekday() < 5)
    assert not flags.rest_share([date(2025, 12, 8)] * 4, lambda day: day.weekday() < 5)


def test_flags_of_one_surveyors_interviews() -> None:
    rows = [
        {"key": str(n), "signature": "x", "lat": 29.0, "lon": 112.0, "on": "2026-05-06"} for n in range(4)
    ]
    assert flags.of_surveyor(rows).keys() == {flags.SAME, flags.POINT}
    apart = [one | {"signature": str(n), "lat": 29 + n / 10} for n, one in enumerate(rows)]
    assert flags.of_surveyor(apart) == {}


def test_half_dates_are_ticks_and_the_fuller_paper_speaks() -> None:
    doses = [{"product": "DTaP", "given_on": "2025-01-05", "source": "card"}]
    doses += [{"product": "DTaP", "given_on": None, "said": "2025-02", "source": "certificate"}] * 2
    doses += [{"product": "DTaP-IPV-Hib", "given_on": "2025-03-05", "source": "register"}, {"product": 5}]
    said = {
        "born": "2024-09-01",
        "sex": "male",
        "certificate": "seen",
        "doses": doses,
        "recall": {"mcv": 1, "je": "unknown"},
    }
    child = child_of(said, date(2026, 5, 6), series_of())
    assert [(one.antigen, one.n, one.on) for one in child.doses] == [("dtp", 1, None), ("dtp", 2, None)]
    assert {one.antigen for one in child.register} >= {"dtp", "polio"}
    assert (dict(child.recall), child.card, child.sex) == ({"mcv": 1}, "seen", "male")
    odd = child_of({"doses": 7, "card": ["x"], "recall": 3, "sex": {}}, date(2026, 5, 6), series_of())
    assert (odd.doses, odd.card, odd.born) == ((), "not_seen", None)


def test_interviews_are_read_when_they_come_and_again_when_others_are_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, at = drawn(app, 4)
    interviewed(app, survey(app)[1][:2], seed=4)
    client.get(at)  # what was just done is said once

    def figures(name: str = "result") -> str:
        return re.sub(r'value="[^"]*"', "", client.get(f"{at}/{name}").text)  # tokens differ by the second

    page = figures("watch")
    monkeypatch.setattr(kept, "answers", lambda *_: pytest.fail("an interview was read a second time"))
    assert figures("watch") == page
    monkeypatch.undo()
    file = next(Path(app.config["INSTANCE"], "surveys").iterdir())
    whole = figures()
    for content in (b"", b"[", b'"other mark"\n', file.read_bytes()[:-40], file.read_bytes() + b"{]\n"):
        file.write_bytes(content)
        assert figures() == whole
    file.write_bytes(b'"other mark"\n')
    tell(app, [household(survey(app)[1][0], 20, "refused", members=[])])
    assert b"other mark" not in file.read_bytes()


def test_what_follows_may_fail_and_the_record_is_taken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, at = drawn(app, 4)
    monkeypatch.setattr(kept, "_derived", lambda *_: 1 / 0)
    interviewed(app, survey(app)[1][:1], seed=4)
    monkeypatch.undo()
    assert "不愿意 1" in client.get(f"{at}/watch").text


def test_the_map_shows_where_interviews_were_made_and_names_nobody(app: Flask) -> None:
    client, page = drawn(app)
    say(client, f"{page}/state", {"state": "open"})
    one = survey(app)[1][0]
    assert "在哪里访的" not in client.get(f"{page}/watch").text
    usual = {"lat": 29.3, "lon": 112.41, "accuracy_m": 8.0}
    rng = random.Random(1)
    said = [household(one, 1, members=[member(rng)], **usual), household(one, 2, members=[member(rng)])]
    said += [household(one, 3, members=[member(rng)], **usual | {"lat": 29.9})]
    said += [household(one, 4, members=[member(rng)], **usual | {"lat": 24.0, "lon": 105.0})]
    tell(app, said)
    shown = client.get(f"{page}/watch").text
    assert "在哪里访的" in shown and "1 条没有位置" in shown and "1 条离各群都超过 100 公里" in shown
    assert shown.count('class="dot"') == 1 and shown.count('class="odd"') == 1, (
        "30 km away is to be asked about"
    )
    picture = shown.partition('<svg class="places"')[2].partition("</svg>")[0]
    assert not any(name in picture for name in NAMES)
    assert "在哪里访的" not in signed_in(app, cast.OBSERVER).get(f"{page}/watch").text
