#!/usr/bin/env python3
"""The PyTorch side of RecurrentBenchmark: a whole training iteration with output layer, Adam, global-norm clipping and norms.

Run with Debian's python3-torch and libopenblas0-pthread. One thread. Prints the median and the minimum in milliseconds.
"""

import statistics
import sys
import time

import torch

WORK = [
    # cell, minibatch, inputs, units, steps, classes, iterations
    ("lstm", 32, 64, 128, 100, 64, 60),
    ("rnn", 32, 64, 128, 100, 64, 100),
    ("gru", 32, 64, 128, 100, 64, 60),
    ("lstm", 20, 6, 50, 50, 6, 300),
    ("rnn", 20, 6, 50, 50, 6, 300),
    ("gru", 20, 6, 50, 50, 6, 300),
    ("lstm", 64, 28, 256, 28, 28, 60),
    ("gru", 64, 28, 256, 28, 28, 60),
    ("lstm", 100, 10, 100, 784, 10, 10),
    ("rnn", 100, 10, 100, 784, 10, 20),
]


def measure(cell, batch, inputs, units, steps, classes, iterations):
    torch.manual_seed(1)
    kind = {"lstm": torch.nn.LSTM, "rnn": torch.nn.RNN, "gru": torch.nn.GRU}[cell]
    recurrent = kind(inputs, units, batch_first=True)
    output = torch.nn.Linear(units, classes)
    parameters = list(recurrent.parameters()) + list(output.parameters())
    optimizer = torch.optim.Adam(parameters, 1e-3)
    loss_function = torch.nn.CrossEntropyLoss()
    x = torch.randn(batch, steps, inputs)
    labels = torch.randint(classes, (batch, steps)).reshape(-1)
    times = []
    for _ in range(iterations + iterations // 2):
        start = time.perf_counter()
        optimizer.zero_grad()
        hidden, _ = recurrent(x)
        loss = loss_function(output(hidden).reshape(-1, classes), labels)
        loss.backward()
        norms = [parameter.grad.norm().item() for parameter in parameters]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        times.append((time.perf_counter() - start) * 1e3)
        assert len(norms) == len(parameters)
    times = times[iterations // 2 :]
    return statistics.median(times), min(times)


def main():
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} thread")
    chosen = sys.argv[1:]
    for work in WORK:
        name = " ".join(str(part) for part in work[:6])
        if not chosen or any(part in name for part in chosen):
            median, least = measure(*work)
            print(f"{name}: median {median:.2f} ms, min {least:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
