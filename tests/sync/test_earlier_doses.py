"""Which doses came before: what the family said, what is recorded, and what other rounds and campaigns gave."""

from __future__ import annotations

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.rework.replay import verify
from tests.sync.county import CAMPAIGN, ROUND2, campaign, child, forget, key, operation, send, tally, visit


def test_only_the_first_polio_dose_ever_is_a_zero_dose_and_none_of_the_round_after(engine: Engine) -> None:
    send(engine, child(prior_polio="0"), visit(), visit(round=ROUND2, on="2026-01-06"))
    assert (tally(engine)["zero_dose"], tally(engine, round_=ROUND2)["vaccinated"]) == (1, 1)
    assert "zero_dose" not in tally(engine, round_=ROUND2)
    send(engine, operation("dose", {"child": key("child"), "product": "IPV", "given_on": "2025-11-30"}))
    assert "zero_dose" not in tally(engine)


def test_a_campaign_that_gives_no_polio_vaccine_counts_no_zero_dose(engine: Engine) -> None:
    with Session(engine) as session:
        session.get_one(Campaign, CAMPAIGN).product = "MMR"
        session.commit()
    send(engine, child(prior_polio="0"), visit())
    assert tally(engine)["vaccinated"] == 1 and "zero_dose" not in tally(engine)
    with Session(engine) as session:
        session.get_one(Campaign, CAMPAIGN).product = "bOPV"
        session.commit()


def test_a_dose_of_last_year_s_campaign_is_an_earlier_dose_and_none_when_its_product_is_corrected(
    engine: Engine,
) -> None:
    last_year = key("last year's round")
    with Session(engine) as session:
        session.add(campaign(key=last_year, name="last year"))
        session.flush()
        days = {"first_day": "2024-12-01", "last_day": "2024-12-09"}
        session.add(Round(key=last_year, campaign=last_year, n=1, **days))
        session.commit()
    send(engine, child(prior_polio="unknown"), visit(round=last_year, on="2024-12-02"), visit())
    assert tally(engine, "born:2021|local|1")["vaccinated"] == 1
    for product, slice_ in (("MMR", "born:2021|local|unknown"), ("bOPV", "born:2021|local|1")):
        with Session(engine) as session:
            session.get_one(Campaign, last_year).product = product
            session.commit()
        assert tally(engine, slice_)["vaccinated"] == 1
    assert verify(engine) == []
    forget(engine)
    with engine.begin() as connection:
        connection.execute(delete(Round).where(Round.key == last_year))
        connection.execute(delete(Campaign).where(Campaign.key == last_year))
