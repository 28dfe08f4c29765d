#!/usr/bin/env python3
"""Writes PyTorch's figures that PyTorchClippingTest compares the policies with.

    python3 src/test/scripts/pytorch_clipping.py > src/test/resources/io/backflow/clipping/pytorch-clipping.txt

The gradient is that of two dense layers of two inputs and two units each: 4 weights, 2 biases, 4 weights, 2 biases.
"""
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

SIZES = [4, 2, 4, 2]
GROUPS = {"global": [[0, 1, 2, 3]], "layer": [[0, 1], [2, 3]], "parameter": [[0], [1], [2], [3]]}


def parameters(gradient):
    result = []
    for part in torch.split(gradient, SIZES):
        parameter = torch.nn.Parameter(torch.zeros_like(part))
        parameter.grad = part.clone()
        result.append(parameter)
    return result


def line(dtype, policy, norm_type, threshold, gradient, clipped):
    digits = ".9g" if dtype == "float32" else ".17g"
    numbers = lambda parts: " ".join(format(float(x), digits) for part in parts for x in part)
    print(f"{dtype} {policy} {norm_type} {threshold} | {numbers([gradient])} | {numbers(p.grad for p in clipped)}")


def main():
    print(f"# PyTorch {torch.__version__}: type policy norm threshold | gradient | clipped gradient")
    for dtype in (torch.float32, torch.float64):
        name = str(dtype).removeprefix("torch.")
        for seed, size in ((1, 0.25), (2, 4.0)):
            torch.manual_seed(seed)
            gradient = torch.round(torch.randn(sum(SIZES), dtype=dtype) * 64) / 64 * size
            for threshold in (0.05, 1.0):
                for policy, groups in GROUPS.items():
                    for norm_name, norm_type in (("l1", 1.0), ("l2", 2.0), ("max", float("inf"))):
                        clipped = parameters(gradient)
                        for group in groups:
                            clip_grad_norm_([clipped[i] for i in group], threshold, norm_type)
                        line(name, policy, norm_name, threshold, gradient, clipped)
                clipped = parameters(gradient)
                clip_grad_value_(clipped, threshold)
                line(name, "value", "-", threshold, gradient, clipped)


if __name__ == "__main__":
    main()
