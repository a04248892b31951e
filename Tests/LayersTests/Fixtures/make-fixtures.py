#!/usr/bin/env python3
"""Write the fixtures that hold the Swift transformer to float64 truth.

Each fixture is one small model with its inputs, its loss and all its gradients.
The parameters are drawn as float32, so both sides start from the same numbers;
everything after that is computed here in float64, and rounded once, when stored.

    python3 make-fixtures.py            write the *.safetensors beside this script
    python3 make-fixtures.py --check    recompute, compare with the files beside it,
                                        and test the gradients by central differences

Needs NumPy and PyTorch. In a file, all tensors float32:

    NAME             a parameter
    gradient.NAME    the derivative of the loss by that parameter
    output.hidden    [batch, time, width], the states that the head reads

and in the metadata, all strings: `configuration`, `tokens`, `labels` (-100 is ignored)
and `lengths` (only where sequences are padded) as JSON, `batch`, `time`, and `loss`,
the mean cross-entropy over the labels that are not ignored, in float64.

`hasBias` speaks of the linear layers; a layerNorm always has a bias, an rmsNorm never.
"""

import argparse
import json
import math
import struct
import sys
from pathlib import Path

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
except (ImportError, OSError) as error:
    sys.exit(f"make-fixtures.py needs NumPy and PyTorch: {error}")

FOLDER = Path(__file__).resolve().parent
IGNORED = -100

# The cases. Odd sizes on purpose: they fill no vector, no block and no cache line evenly.

GPT = dict(norm="layerNorm", normEpsilon=1e-5, normPlacement="pre", positions="learned",
           rotaryBase=10000.0, activation="gelu", hasBias=True, isCausal=True,
           tiesEmbeddings=True, normalizesEmbeddings=False, dropout=0.0)
LLAMA = dict(GPT, norm="rmsNorm", positions="rotary", activation="swiGLU", hasBias=False,
             tiesEmbeddings=False)
BERT = dict(GPT, normEpsilon=1e-12, normPlacement="post", isCausal=False,
            normalizesEmbeddings=True)


def sizes(vocabulary, context, layers, width, heads, shared, head_width, feed_forward):
    return dict(vocabularySize=vocabulary, contextLength=context, layerCount=layers,
                width=width, headCount=heads, keyValueHeadCount=shared,
                headWidth=head_width, feedForwardWidth=feed_forward)


# `labelled` is the share of positions that keep their label.
CASES = {
    "decoder-gpt": dict(
        configuration=GPT | sizes(47, 11, 2, 24, 1, 1, 24, 37), batch=2, time=7),
    "decoder-llama": dict(
        configuration=LLAMA | sizes(53, 16, 2, 30, 6, 2, 6, 29), batch=3, time=5,
        labelled=0.8),
    "encoder-bert": dict(
        configuration=BERT | sizes(43, 12, 2, 20, 4, 4, 5, 39), batch=3, time=9,
        lengths=[9, 4, 1], labelled=0.5),
    "encoder-pre": dict(
        configuration=GPT | sizes(31, 16, 2, 18, 3, 3, 8, 29) | dict(
            positions="rotary", hasBias=False, isCausal=False, tiesEmbeddings=False),
        batch=2, time=6),
    "decoder-length-one": dict(
        configuration=GPT | sizes(23, 5, 1, 15, 3, 3, 5, 21) | dict(norm="rmsNorm"),
        batch=1, time=1),
    # Longer than two of the 64-query blocks that the Swift attention works in.
    "decoder-long": dict(
        configuration=LLAMA | sizes(37, 140, 1, 16, 2, 1, 8, 27) | dict(
            norm="layerNorm", rotaryBase=500.0, hasBias=True),
        batch=1, time=133),
}


def shapes(c):
    """The parameters' names and shapes, in the order in which they are drawn."""
    width, heads = c["width"], c["headCount"] * c["headWidth"]
    shared, inner = c["keyValueHeadCount"] * c["headWidth"], c["feedForwardWidth"]
    result = {"tokens.weight": (c["vocabularySize"], width)}

    def norm(name):
        result[f"{name}.weight"] = (width,)
        if c["norm"] == "layerNorm":
            result[f"{name}.bias"] = (width,)

    def linear(name, outputs, inputs):
        result[f"{name}.weight"] = (outputs, inputs)
        if c["hasBias"]:
            result[f"{name}.bias"] = (outputs,)

    if c["positions"] == "learned":
        result["positions.weight"] = (c["contextLength"], width)
    if c["normalizesEmbeddings"]:
        norm("embeddingNorm")
    for index in range(c["layerCount"]):
        block = f"blocks.{index}"
        norm(f"{block}.attentionNorm")
        linear(f"{block}.attention.input", heads + 2 * shared, width)
        linear(f"{block}.attention.output", width, heads)
        norm(f"{block}.feedForwardNorm")
        linear(f"{block}.feedForward.up", inner, width)
        if c["activation"] == "swiGLU":
            linear(f"{block}.feedForward.gate", inner, width)
        linear(f"{block}.feedForward.down", width, inner)
    if c["normPlacement"] == "pre":
        norm("finalNorm")
    if not c["tiesEmbeddings"]:
        result["head.weight"] = (c["vocabularySize"], width)
    return result


def drawn_parameters(c, random):
    """Float32 draws: no norm weight is one and no bias zero, so that each gradient counts."""
    parameters = {}
    for name, shape in shapes(c).items():
        draw = random.standard_normal(shape)
        if "orm.weight" in name:
            draw = 1 + 0.2 * draw
        elif name.endswith(".bias"):
            draw = 0.2 * draw
        elif name in ("tokens.weight", "positions.weight", "head.weight"):
            draw = 0.25 * draw
        else:
            draw = draw / math.sqrt(shape[1])
        parameters[name] = draw.astype(np.float32)
    return parameters


class Transformer:
    """The model, written as its formulas and for no speed at all."""

    def __init__(self, configuration, parameters):
        self.c, self.p = configuration, parameters

    def norm(self, x, name):
        weight, epsilon = self.p[f"{name}.weight"], self.c["normEpsilon"]
        if self.c["norm"] == "rmsNorm":
            return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * weight
        centred = x - x.mean(-1, keepdim=True)
        variance = (centred * centred).mean(-1, keepdim=True)
        return centred / torch.sqrt(variance + epsilon) * weight + self.p[f"{name}.bias"]

    def linear(self, x, name):
        return F.linear(x, self.p[f"{name}.weight"], self.p.get(f"{name}.bias"))

    def rotated(self, x):
        """Turns each pair (i, i + D/2) by position * base^(-2i/D); x is [.., time, D]."""
        half = x.shape[-1] // 2
        rates = self.c["rotaryBase"] ** (-torch.arange(half, dtype=x.dtype) / half)
        angles = torch.arange(x.shape[-2], dtype=x.dtype)[:, None] * rates
        a, b = x[..., :half], x[..., half:]
        return torch.cat([a * angles.cos() - b * angles.sin(),
                          b * angles.cos() + a * angles.sin()], dim=-1)

    def attention(self, x, name, allowed):
        heads, shared = self.c["headCount"], self.c["keyValueHeadCount"]
        batch, time, _ = x.shape
        packed = self.linear(x, f"{name}.input")
        packed = packed.view(batch, time, heads + 2 * shared, -1).transpose(1, 2)
        query, key, value = packed.split([heads, shared, shared], dim=1)
        if self.c["positions"] == "rotary":
            query, key = self.rotated(query), self.rotated(key)
        # Query head h reads key and value head h // (heads / shared).
        key = key.repeat_interleave(heads // shared, dim=1)
        value = value.repeat_interleave(heads // shared, dim=1)
        scores = query @ key.transpose(2, 3) / math.sqrt(self.c["headWidth"])
        weights = scores.masked_fill(~allowed, -math.inf).softmax(-1)
        mixed = (weights @ value).transpose(1, 2).reshape(batch, time, -1)
        return self.linear(mixed, f"{name}.output")

    def feed_forward(self, x, name):
        up = self.linear(x, f"{name}.up")
        if self.c["activation"] == "swiGLU":
            inner = F.silu(self.linear(x, f"{name}.gate")) * up
        else:
            inner = 0.5 * up * (1 + torch.erf(up / math.sqrt(2)))
        return self.linear(inner, f"{name}.down")

    def hidden(self, tokens, lengths=None):
        """The states that the head reads, [batch, time, width]."""
        batch, time = tokens.shape
        x = self.p["tokens.weight"][tokens]
        if self.c["positions"] == "learned":
            x = x + self.p["positions.weight"][:time]
        if self.c["normalizesEmbeddings"]:
            x = self.norm(x, "embeddingNorm")

        allowed = torch.ones(batch, 1, time, time, dtype=torch.bool)
        if self.c["isCausal"]:
            allowed = allowed.tril()
        if lengths is not None:
            valid = torch.arange(time) < torch.tensor(lengths)[:, None]
            allowed = allowed & valid[:, None, None, :]

        for index in range(self.c["layerCount"]):
            block = f"blocks.{index}"
            first, second = f"{block}.attentionNorm", f"{block}.feedForwardNorm"
            if self.c["normPlacement"] == "pre":
                x = x + self.attention(self.norm(x, first), f"{block}.attention", allowed)
                x = x + self.feed_forward(self.norm(x, second), f"{block}.feedForward")
            else:
                x = self.norm(x + self.attention(x, f"{block}.attention", allowed), first)
                x = self.norm(x + self.feed_forward(x, f"{block}.feedForward"), second)
        return self.norm(x, "finalNorm") if self.c["normPlacement"] == "pre" else x

    def loss(self, hidden, labels):
        logits = hidden @ self.p.get("head.weight", self.p["tokens.weight"]).T
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)


class Fixture:
    """One case: its drawn inputs and, once computed, its tensors and metadata."""

    def __init__(self, name):
        case = CASES[name]
        self.name, self.configuration = name, case["configuration"]
        self.lengths = case.get("lengths")
        # RandomState, not default_rng: NumPy promises never to change its stream.
        random = np.random.RandomState(1 + list(CASES).index(name))
        shape = (case["batch"], case["time"])
        self.tokens = random.randint(self.configuration["vocabularySize"], size=shape)
        self.labels = random.randint(self.configuration["vocabularySize"], size=shape)
        ignored = random.uniform(size=shape) >= case.get("labelled", 1)
        ignored[:, 0] = False
        if self.lengths:
            ignored |= np.arange(shape[1]) >= np.array(self.lengths)[:, None]
        self.labels[ignored] = IGNORED
        self.drawn = drawn_parameters(self.configuration, random)

    def evaluated(self, parameters):
        model = Transformer(self.configuration, parameters)
        hidden = model.hidden(torch.from_numpy(self.tokens), self.lengths)
        return hidden, model.loss(hidden, torch.from_numpy(self.labels))

    def computed(self):
        """The fixture's tensors in float64, and its metadata."""
        parameters = {name: torch.from_numpy(value.astype(np.float64)).requires_grad_()
                      for name, value in self.drawn.items()}
        hidden, loss = self.evaluated(parameters)
        loss.backward()
        tensors = {name: value.detach().numpy() for name, value in parameters.items()}
        tensors |= {f"gradient.{name}": value.grad.numpy()
                    for name, value in parameters.items()}
        tensors["output.hidden"] = hidden.detach().numpy()
        metadata = {
            "configuration": json.dumps(self.configuration),
            "tokens": json.dumps(self.tokens.flatten().tolist()),
            "labels": json.dumps(self.labels.flatten().tolist()),
            "batch": str(self.tokens.shape[0]), "time": str(self.tokens.shape[1]),
            "loss": repr(loss.item()),
        }
        if self.lengths:
            metadata["lengths"] = json.dumps(self.lengths)
        return tensors, metadata

    def worst_difference(self, tensors, step=1e-5):
        """How far the slope along a random direction, by central differences, is off.

        One direction a parameter; relative to the gradient's length.
        """
        random, worst = np.random.RandomState(0), 0.0
        values = {name: torch.from_numpy(tensors[name]) for name in self.drawn}
        for name, value in values.items():
            direction = torch.from_numpy(random.standard_normal(value.shape))
            gradient = torch.from_numpy(tensors[f"gradient.{name}"])
            ahead, behind = (self.evaluated(values | {name: value + s * direction})[1].item()
                             for s in (step, -step))
            error = abs((ahead - behind) / (2 * step) - (gradient * direction).sum().item())
            worst = max(worst, error / max(gradient.norm().item(), 1e-3))
        return worst


# The safetensors container: header length, JSON header, data.

def write_safetensors(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, value in tensors.items():
        content = np.ascontiguousarray(value, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape),
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    content = path.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    metadata, tensors = header.pop("__metadata__"), {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        tensors[name] = np.frombuffer(content[start + first:start + last], dtype="<f4")
        tensors[name] = tensors[name].reshape(entry["shape"])
    return tensors, metadata


def disagreement(stored, computed):
    """Says where a stored fixture differs from the computed one, or None."""
    (tensors, metadata), (expected, facts) = stored, computed
    if list(tensors) != list(expected):
        return "the tensors' names differ"
    for key in facts.keys() | metadata.keys():
        if key != "loss" and metadata.get(key) != facts.get(key):
            return f"metadata {key} differs"
    if not math.isclose(float(metadata["loss"]), float(facts["loss"]), rel_tol=1e-12):
        return f"loss is {metadata['loss']}, computed {facts['loss']}"
    for name, value in expected.items():
        if tensors[name].shape != value.shape:
            return f"{name} is {tensors[name].shape}, computed {value.shape}"
        # Half a unit in float32's last place, with room for another BLAS's order of sums.
        error, scale = np.abs(tensors[name] - value).max(), np.abs(value).max()
        if error > 1e-7 * scale + 1e-15:
            return f"{name} is off by {error:.1e}, its largest value is {scale:.1e}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true",
                        help="compare with the files that are there; write nothing")
    check = parser.parse_args().check
    torch.set_num_threads(1)

    for name in CASES:
        path, fixture = FOLDER / f"{name}.safetensors", Fixture(name)
        computed = tensors, metadata = fixture.computed()
        if not check:
            try:
                write_safetensors(path, tensors, metadata)
            except OSError as error:
                sys.exit(f"{path.name} cannot be written: {error}")
            print(f"{path.name}: {path.stat().st_size} bytes, loss {metadata['loss']}")
            continue
        try:
            problem = disagreement(read_safetensors(path), computed)
        except (OSError, ValueError, LookupError, TypeError, struct.error) as error:
            problem = f"cannot be read; run this script without --check ({error})"
        difference = fixture.worst_difference(tensors)
        if problem is None and difference > 1e-6:
            problem = f"a gradient differs from central differences by {difference:.1e}"
        if problem:
            sys.exit(f"{path.name}: {problem}")
        print(f"{path.name}: as computed; central differences agree to {difference:.0e}")


if __name__ == "__main__":
    main()
