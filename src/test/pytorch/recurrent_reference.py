#!/usr/bin/env python3
"""Writes the figures that PyTorchReferenceTest compares with: outputs and gradients of RNN, LSTM and GRU in double.

Run with Debian's python3-torch; the result is kept as src/test/resources/io/backflow/recurrent/pytorch-reference.txt.
Each line is a name, a colon, and numbers in row-major order of PyTorch's own shapes.
"""

import sys

import torch

BATCH, INPUTS, UNITS, STEPS = 3, 4, 5, 7


def numbers(tensor):
    return " ".join(repr(value) for value in tensor.detach().reshape(-1).tolist())


def main(out):
    print(f"# torch {torch.__version__}, batch {BATCH}, inputs {INPUTS}, units {UNITS}, steps {STEPS}", file=out)
    for name, kind in (("rnn", torch.nn.RNN), ("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)):
        torch.manual_seed(20)
        layer = kind(INPUTS, UNITS, batch_first=True).double()
        x = torch.randn(BATCH, STEPS, INPUTS, dtype=torch.float64, requires_grad=True)
        injected = torch.randn(BATCH, STEPS, UNITS, dtype=torch.float64)
        y, _ = layer(x)
        (y * injected).sum().backward()
        for key, tensor in (("x", x), ("injected", injected), ("y", y), ("dx", x.grad)):
            print(f"{name}.{key}: {numbers(tensor)}", file=out)
        for key, parameter in layer.named_parameters():
            print(f"{name}.{key}: {numbers(parameter)}", file=out)
            print(f"{name}.d{key}: {numbers(parameter.grad)}", file=out)


if __name__ == "__main__":
    main(sys.stdout)
