"""Writes the weights and outputs of a PyTorch network that PyTorchWeightsTest compares with.

usage: python3 pytorch_golden.py forecast-dl4j/src/test/resources/org/forecast4j/dl4j
"""

import pathlib
import sys

import numpy
import torch

CASES, STEPS, HIDDEN, HORIZON = 8, 4, 5, 3


class Network(torch.nn.Module):
    """Reads the values and one covariate, the latter at every step and again at the head."""

    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(2, HIDDEN, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(HIDDEN + 1, HORIZON)

    def forward(self, values, known):
        channels = torch.stack([values, known.expand(-1, STEPS)], dim=2)
        last, _ = self.lstm(channels)
        return self.fc(torch.cat([last[:, -1], known], dim=1))


def main(folder):
    torch.manual_seed(1)
    network = Network()
    values, known = 2 * torch.randn(CASES, STEPS), torch.randn(CASES, 1)
    with torch.no_grad():
        outputs = network(values, known)
    arrays = {name: value.numpy() for name, value in network.state_dict().items()}
    numpy.savez(folder / "pytorch-weights.npz", **arrays)
    numpy.savez(
        folder / "pytorch-cases.npz",
        values=values.numpy(),
        known=known.numpy(),
        outputs=outputs.numpy(),
    )
    print("written by PyTorch", torch.__version__)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
