#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the data set two-tones: sequences that change from one tone to another, once, somewhere around the middle.

    python3 make.py FOLDER

writes FOLDER/{train,validation,test}/NNN.csv and FOLDER/SHA256SUMS. It needs Python 3.8 and no library. The same files come out
wherever it runs: Python promises the numbers of random.random() for a seed, and three decimals leave no room for the last
bit of a sine.
"""
import hashlib
import math
import pathlib
import random
import sys

PARTS = {"train": 160, "validation": 40, "test": 40}
STEPS = 40
LOW, HIGH = 10, 5        # steps in one period of a tone
CHANGE = (15, 25)        # the first and the last step at which the second tone may begin
NOISE = 0.3              # at most this much is added to a value or taken from it
SEED = 2026


def sequence(numbers, name):
    """Returns the values of one sequence, whose tones go as the name says: up or down."""
    first, second = (LOW, HIGH) if name == "up" else (HIGH, LOW)
    change = CHANGE[0] + int(numbers.random() * (CHANGE[1] - CHANGE[0] + 1))
    phase = numbers.random()
    values = []
    for step in range(STEPS):
        phase += 1 / (first if step < change else second)
        values.append(math.sin(2 * math.pi * phase) + NOISE * (2 * numbers.random() - 1))
    return values


def csv(values, name):
    """Returns the text of a file: the question stands in every row."""
    return "value,tones\n" + "".join(f"{value:.3f},{name}\n" for value in values)


def main(folder):
    numbers = random.Random(SEED)
    sums = []
    for part, count in PARTS.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            name = "up" if number % 2 == 0 else "down"
            content = csv(sequence(numbers, name), name).encode("ascii")
            path = f"{part}/{number:03}.csv"
            (folder / path).write_bytes(content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")
    (folder / "SHA256SUMS").write_bytes("".join(sums).encode("ascii"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make.py FOLDER")
    main(pathlib.Path(sys.argv[1]))
