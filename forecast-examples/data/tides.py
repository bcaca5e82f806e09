"""Trains an LSTM on made-up tides and writes its weights for PyTorchLstm to bring along.

usage: python3 tides.py tides.npz
"""

import math
import sys

import numpy
import torch

INPUTS, STEPS, HIDDEN, PERIOD = 24, 6, 16, 12.4


class Network(torch.nn.Module):
    """From 24 levels, hour by hour, to the six changes from the last of them."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(1, HIDDEN, batch_first=True)
        self.fc = torch.nn.Linear(HIDDEN, STEPS)

    def forward(self, levels):
        outputs, _ = self.lstm(levels.unsqueeze(2))
        return self.fc(outputs[:, -1])


def tides(count):
    height = 0.5 + torch.rand(count, 1)
    phase = 2 * math.pi * torch.rand(count, 1)
    hours = torch.arange(INPUTS + STEPS)
    noise = 0.1 * torch.randn(count, INPUTS + STEPS)
    return height * torch.sin(2 * math.pi * hours / PERIOD + phase) + noise


def main(target):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    data = tides(4000)
    levels, changes = data[:, :INPUTS], data[:, INPUTS:] - data[:, INPUTS - 1 : INPUTS]
    network = Network()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(40):
        for rows in torch.randperm(len(data)).split(128):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(network(levels[rows]), changes[rows]).backward()
            optimizer.step()
    numpy.savez(target, **{name: value.numpy() for name, value in network.state_dict().items()})
    calm = torch.sin(2 * math.pi * torch.arange(INPUTS) / PERIOD)
    with torch.no_grad():
        path = calm[-1] + network(calm.unsqueeze(0))[0]
    print("PyTorch says", " ".join(f"{level:.3f}" for level in path))


if __name__ == "__main__":
    main(sys.argv[1])
