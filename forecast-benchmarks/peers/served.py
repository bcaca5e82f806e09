"""The peer of the served forecast: FastAPI, PyTorch and NumPy.

The same games and the same network as the shipped bundle, from the folder that PeerData wrote (PEER_DATA). The
weighted mean of the K nearest games and an LSTM make an ensemble; its interval is split conformal. Written as
somebody who knows the tools would: no work in a request that can be done before, matrices in float32 through BLAS,
one thread an operator, answers encoded without a detour, uvloop and httptools where they are installed.
"""

import math
import os
from pathlib import Path
from typing import List

import numpy as np
import torch
from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel

DATA = Path(os.environ["PEER_DATA"])
WEIGHTS = {"dejavu": 0.4, "lstm": 0.6}
ANALOGS = 5

# PEER_SHIPPED=1: as the shipped model, which does not search unless it is asked to explain.
SEARCHES_ALWAYS = os.environ.get("PEER_SHIPPED") != "1"

torch.set_num_threads(1)


def load(name):
    return np.load(DATA / f"{name}.npy")


class Dejavu:
    """What followed the K nearest games, relative to their last value."""

    def __init__(self):
        patterns = load("past-patterns")
        outcomes = load("past-outcomes")
        self.k = int(load("k")[0, 0])
        self.points = patterns.astype(np.float32)
        self.squares = np.einsum("ij,ij->i", self.points, self.points)
        self.changes = (outcomes - patterns[:, -1:]).astype(np.float32)
        games = [line.split(",") for line in (DATA / "past-games.csv").read_text().splitlines()]
        self.games = [
            {
                "game_id": game[0],
                "date": game[1],
                "home": game[2],
                "away": game[3],
                "halftime_differential": outcome[-1],
                "pattern": pattern,
                "outcome": outcome,
            }
            for game, pattern, outcome in zip(games, patterns.tolist(), outcomes.tolist())
        ]

    def forecast(self, pattern):
        """The path, and the nearest games with their distances and weights."""
        query = pattern.astype(np.float32)
        squared = self.squares - 2 * (self.points @ query) + query @ query
        nearest = np.argpartition(squared, self.k)[: self.k]
        near = np.maximum(squared[nearest], 0)
        weights = np.exp(near / (-2 * max(float(near.mean()), 1e-9)))
        weights /= weights.sum()
        return pattern[-1] + weights @ self.changes[nearest], nearest, near, weights

    def similar(self, nearest, near, weights):
        first = np.argsort(near)[:ANALOGS]
        return [
            dict(
                self.games[int(nearest[i])],
                distance=math.sqrt(float(near[i])),
                weight=float(weights[i]),
            )
            for i in first
        ]


class Lstm(torch.nn.Module):
    """The shipped network, with what it puts in the place of the covariate."""

    def __init__(self):
        super().__init__()
        recurrent = load("lstm0-recurrent")
        hidden = recurrent.shape[0]
        head = load("head")
        self.lstm = torch.nn.LSTM(1, hidden, batch_first=True)
        self.head = torch.nn.Linear(head.shape[0], head.shape[1])
        with torch.no_grad():
            self.lstm.weight_ih_l0.copy_(torch.from_numpy(load("lstm0-input").T))
            self.lstm.weight_hh_l0.copy_(torch.from_numpy(recurrent.T))
            self.lstm.bias_ih_l0.copy_(torch.from_numpy(load("lstm0-bias")[0]))
            self.lstm.bias_hh_l0.zero_()
            self.head.weight.copy_(torch.from_numpy(head.T))
            self.head.bias.copy_(torch.from_numpy(load("head-bias")[0]))
        self.inputs = load("inputs")
        self.changes = load("changes")
        self.covariate = load("covariate")[0]
        self.imputation = load("imputation")[0]

    def forecast(self, patterns):
        standard = (patterns - self.inputs[0]) / self.inputs[1]
        covariate = self.imputation[0] + patterns @ self.imputation[1:]
        known = (covariate - self.covariate[0]) / self.covariate[1]
        with torch.inference_mode():
            states, _ = self.lstm(torch.from_numpy(standard[:, :, None].astype(np.float32)))
            head = torch.from_numpy(known[:, None].astype(np.float32))
            outputs = self.head(torch.cat((states[:, -1], head), 1)).numpy()
        return patterns[:, -1:] + self.changes[0] + outputs * self.changes[1]


dejavu = Dejavu()
lstm = Lstm()


def calibrate():
    """Sorted absolute errors at half-time of games that neither member has seen."""
    patterns, outcomes = load("calibration-patterns"), load("calibration-outcomes")
    network = lstm.forecast(patterns)[:, -1]
    if SEARCHES_ALWAYS:
        analogs = np.array([dejavu.forecast(pattern)[0][-1] for pattern in patterns])
        network = WEIGHTS["dejavu"] * analogs + WEIGHTS["lstm"] * network
    return np.sort(np.abs(network - outcomes[:, -1]))


errors = calibrate()
app = FastAPI()


class Request(BaseModel):
    pattern: List[float]
    alpha: float = 0.05
    return_explanation: bool = True


@app.post("/predict")
async def predict(request: Request):
    if len(request.pattern) != 18:
        raise HTTPException(400, f"pattern has {len(request.pattern)} values; expected 18")
    if not 0 < request.alpha < 1:
        raise HTTPException(400, f"alpha is {request.alpha}; expected 0 to 1")
    rank = math.ceil((1 - request.alpha) * (len(errors) + 1))
    if rank > len(errors):
        raise HTTPException(422, f"{len(errors)} errors do not support alpha {request.alpha}")
    pattern = np.array(request.pattern)
    path = lstm.forecast(pattern[None])[0]
    parts = {"lstm": float(path[-1])}
    if SEARCHES_ALWAYS or request.return_explanation:
        analogs, *found = dejavu.forecast(pattern)
        parts["dejavu"] = float(analogs[-1])
        if SEARCHES_ALWAYS:
            path = WEIGHTS["dejavu"] * analogs + WEIGHTS["lstm"] * path
    point = float(path[-1])
    width = float(errors[rank - 1])
    answer = {
        "point_forecast": point,
        "interval_lower": point - width,
        "interval_upper": point + width,
        "coverage_probability": 1 - request.alpha,
        "path": path.tolist(),
    }
    if request.return_explanation:
        answer["explanation"] = {
            "dejavu_prediction": parts["dejavu"],
            "lstm_prediction": parts["lstm"],
            "ensemble_forecast": point,
            "dejavu_weight": WEIGHTS["dejavu"],
            "lstm_weight": WEIGHTS["lstm"],
            "similar_games": dejavu.similar(*found),
        }
    return JSONResponse(answer)


@app.get("/readyz")
async def ready():
    return {"ready": True}
