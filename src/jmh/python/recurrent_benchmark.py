#!/usr/bin/env python3
"""The PyTorch side of RecurrentBenchmark: a whole training iteration with output layer, Adam, global-norm clipping and norms.

    python3 src/jmh/python/recurrent_benchmark.py --threads 2 "lstm 32" gru

Runs the works whose names have one of the given parts, without any all of them. One thread, unless --threads says otherwise.
Prints the median and the minimum in milliseconds.
"""

import argparse
import statistics
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
        loss_value = loss.item()
        norms = [parameter.grad.norm().item() for parameter in parameters]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        times.append((time.perf_counter() - start) * 1e3)
        assert len(norms) == len(parameters) and loss_value > 0
    times = times[iterations // 2 :]
    return statistics.median(times), min(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("parts", nargs="*")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"torch {torch.__version__}, threads: {torch.get_num_threads()}")
    for work in WORK:
        name = " ".join(str(part) for part in work[:6])
        if not arguments.parts or any(part in name for part in arguments.parts):
            median, least = measure(*work)
            print(f"{name}: median {median:.2f} ms, min {least:.2f} ms", flush=True)


if __name__ == "__main__":
    main()
