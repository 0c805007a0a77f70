"""Makes post_stratified.csv: `python reference.py` in an environment with svy 0.35.0 (not a requirement here).

svy is an independent program whose post-stratified variances its authors hold to R's `postStratify` at 1e-12.
"""

import csv
import sys
from pathlib import Path

import polars as pl
import svy

HERE = Path(__file__).parent
POPULATIONS = {"sex": {1: 40000, 2: 30000}, "urban": {0: 50000, 1: 20000}}
OUTCOMES = ("bcg", "penta1", "penta3", "sia")

data = pl.read_csv(HERE.parent / "r" / "survey30.csv", null_values=[""])
sample = svy.Sample(data, svy.Design(stratum="stratum", psu="cluster", wgt="weight"))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["cells", "figure", "var", "domain", "value", "se"])
for cells, population in POPULATIONS.items():
    scaled = sample.weighting.poststratify(controls=population, cells=cells)
    for var in OUTCOMES:
        mean = scaled.estimation.mean(var)
        out.writerow([cells, "mean", var, "", mean.estimates[0].est, mean.estimates[0].se])
        by_stratum = scaled.estimation.mean(var, by="stratum")
        for name, one in zip("ABC", by_stratum.estimates, strict=True):
            out.writerow([cells, "mean", var, name, one.est, one.se])
        total = scaled.estimation.total(var).estimates[0]
        out.writerow([cells, "total", var, "", total.est, total.se])
        gap = by_stratum.contrast({"gap": svy.estd("A") - svy.estd("B")}).estimates[0]
        out.writerow([cells, "difference", var, "A-B", gap.est, gap.se])
