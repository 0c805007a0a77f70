"""The same children as `benchmarks.doubles`, through Splink (Robin Linacre and others, UK Ministry of Justice).

    python -m venv /tmp/splink && /tmp/splink/bin/pip install splink==5.0.0 pandas
    python -m benchmarks.doubles_splink --write /tmp/records.json
    /tmp/splink/bin/python benchmarks/doubles_splink.py --read /tmp/records.json

Splink is no part of this program and is installed by nobody else: the first step writes the children with what the
finder takes of them (sounds of names, families, telephones), the second needs Splink and nothing of ours. Its model is
the one its guide for people would make: fields compared in levels, u from a sample, m by expectation maximisation on
two passes; what it finds is counted at several thresholds.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any


def written(count: int, seed: str) -> dict[str, Any]:
    """The children, and which pairs are planted."""
    from benchmarks.doubles import planted
    from fieldapp.catchup.doubles.sounds import sounds

    everybody, true = planted(count, seed)
    rows = []
    for one in everybody:
        heard, family = sounds(one.name), " ".join(sounds(one.guardian)) if one.guardian else None
        row: dict[str, Any] = {
            "unique_id": one.key,
            "name": one.name,
            "sound": " ".join(heard),
            "surname": heard[0],
        }
        row |= {
            "given": " ".join(heard[1:]),
            "born": one.born.isoformat(),
            "sex": one.sex,
            "village": one.area,
        }
        rows.append(row | {"number": one.number or None, "family": family, "phone": one.phone or None})
    return {"rows": rows, "true": sorted(map(list, true))}


def found(rows: list[dict[str, Any]]) -> tuple[list[tuple[str, str, float]], float]:
    """Pairs with the weight (bits) that Splink gives them, and the seconds of the processor it took."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("sound", [0.95, 0.88]),
            cl.ExactMatch("name"),
            cl.DamerauLevenshteinAtThresholds("born", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("number", [1]),
            cl.DamerauLevenshteinAtThresholds("phone", [1]),
            cl.JaroWinklerAtThresholds("family", [0.92]),
            cl.ExactMatch("sex"),
            cl.ExactMatch("village"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("phone"),
            block_on("sound", "substr(born, 1, 4)"),
            block_on("sound", "substr(born, 6, 5)"),
            block_on("sound", "family"),
            block_on("born", "surname"),
            block_on("born", "given"),
            block_on("born", "family"),
        ],
    )
    begun = time.process_time()
    linker = Linker(DuckDBAPI().register(pd.DataFrame(rows)), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("sound", "born")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("number"))
    training.estimate_parameters_using_expectation_maximisation(block_on("sound", "born"))
    pairs = linker.inference.predict(threshold_match_weight=0).as_pandas_dataframe()
    seconds = time.process_time() - begun
    columns = zip(pairs["unique_id_l"], pairs["unique_id_r"], pairs["match_weight"], strict=True)
    return [(*sorted((one, other)), float(weight)) for one, other, weight in columns], seconds  # type: ignore[misc]


def main() -> None:
    """Write the children, or read them and print what Splink finds."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--children", type=int, default=200_000)
    arguments.add_argument("--seed", default="doubles")
    arguments.add_argument("--write", type=Path)
    arguments.add_argument("--read", type=Path)
    said = arguments.parse_args()
    if said.write:
        said.write.write_text(json.dumps(written(said.children, said.seed), ensure_ascii=False), "utf-8")
    if said.read:
        content = json.loads(said.read.read_text("utf-8"))
        true = {(one, other) for one, other in content["true"]}
        pairs, seconds = found(content["rows"])
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(content['rows']):,} records, {seconds:.1f} s of the processor, {most:,.0f} MB")
        for least in range(0, 44, 4):
            some = {(one, other) for one, other, weight in pairs if weight >= least}
            right = len(some & true)
            print(
                f"weight ≥ {least}: recall {right / len(true):.2%}, precision {right / max(len(some), 1):.2%}"
            )


if __name__ == "__main__":
    main()
