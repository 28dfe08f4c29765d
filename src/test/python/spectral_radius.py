#!/usr/bin/env python3
"""The figures of SpectralRadiusReferenceTest: numpy's eigenvalues and singular values of the matrices that RadiusCase writes.

    java -cp ... io.backflow.flow.jacobian.RadiusCase FOLDER     # with the class path of the tests
    /usr/bin/python3 spectral_radius.py FOLDER                   # numpy 1.24 with OpenBLAS

Prints a line a case: name, units, drawn or trained, then the spectral radii of its three matrices.
"""

import pathlib
import sys

import numpy


def radius(file):
    elements = numpy.fromfile(file, dtype="<f8")
    size = int(round(len(elements) ** 0.5))
    return abs(numpy.linalg.eigvals(elements.reshape(size, size).T)).max()


cases = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.f64")):
    name, units, state, index = file.stem.split(" ")
    cases.setdefault((name, int(units), state), {})[int(index)] = radius(file)
for key in sorted(cases):
    values = cases[key]
    print(", ".join([*map(str, key), *("%.12f" % values[i] for i in sorted(values))]))
