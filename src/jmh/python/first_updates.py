#!/usr/bin/env python3
"""Tables of what each policy did to the first updates of the runs of configs/first-updates.yaml.

    java -jar target/backflow-app.jar compare configs/first-updates.yaml
    python3 src/jmh/python/first_updates.py runs/first-updates

Of each block of updates: the share that was clipped, and over all updates of the block the median of what was left of the
global L2 norm (1 where nothing was clipped), and the mean share of the model's elements that were changed.
"""

import json
import pathlib
import statistics
import sys

BLOCKS = [(1, 10), (11, 20), (21, 30), (31, 40), (41, 50), (51, 100), (101, 200)]


def read_rows(run):
    with open(run / "clipping.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["record"] == "clip"]
    assert [row["update"] for row in rows] == list(range(len(rows))), "every update must be recorded"
    return rows


def left(row):
    return row["globalL2"]["after"] / row["globalL2"]["before"]


def changed(row):
    return sum(row["clips"]["elements"]) if "clips" in row else 0


def print_table(run):
    rows = read_rows(run)
    parameters = json.loads((run / "summary.json").read_text(encoding="utf-8"))["parameters"]
    print(f"\n{run.parent.name}\n")
    print("| updates | clipped | left of the norm | elements changed |\n|---|---|---|---|")
    for first, last in BLOCKS:
        block = rows[first - 1 : last]
        clipped = sum(row["action"] == "clipped" for row in block) / len(block)
        norm = statistics.median(map(left, block))
        elements = statistics.mean(map(changed, block)) / parameters
        print(f"| {first} to {last} | {100 * clipped:.0f} % | {norm:.3g} | {100 * elements:.3g} % |")
    clipped = [row["update"] + 1 for row in rows if row["action"] == "clipped"]
    print(f"\nfirst clipped: {clipped[:1]}, of {len(rows)} updates {100 * len(clipped) / len(rows):.1f} %")


if __name__ == "__main__":
    for summary in sorted(pathlib.Path(sys.argv[1]).glob("*/*/*/seed-*/summary.json")):
        print_table(summary.parent)
