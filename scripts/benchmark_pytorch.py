#!/usr/bin/env python3
"""The peer of `make bench`: the same decoder-only transformer in PyTorch, at its eager best.

It reads one JSON command a line from standard input and answers each with one line of
JSON, so that the Swift side can take turns with it, round by round, on one machine:

    {"command": "hello"}             {"torch": version, "threads": n, "blas": what computes}
    {"command": "prepare", "configuration": {...}, "batch": 8, "time": 256,
     "threads": 2, "seed": 1}        {"parameters": n, "optimizer": ..., "crossEntropy": ...}
    {"command": "train", "steps": 1} {"seconds": [a step each], "loss": of the last step}
    {"command": "decode", "prompt": 128, "tokens": 64}
                                     {"prefillSeconds": s, "secondsPerToken": mean, "threads": n}
    {"command": "memory"}            {"peakMebibytes": of this process since it started}
    {"command": "stop"}              no answer; it ends, as it does when the input ends

A failure answers {"error": what}, and the next command may follow. Nothing is warmed up
here: drop the first round. Try it by hand:

    echo '{"command": "hello"}' | python3 scripts/benchmark_pytorch.py

What is timed. A training step: gradients to None, forward, cross-entropy over the full
vocabulary, backward, AdamW; float32, no gradient clipping, no dropout. Decoding: batch 1,
greedy, with a key-value cache, the head at the last position only.

What PyTorch is given. Fused attention and fused AdamW; the head and its loss in chunks
where this version of PyTorch can (`"chunksLoss": false` turns that off); a cache allocated
ahead, which was as fast as concatenation for short contexts and copies less in long ones;
in `decode` its own `"threads": n`, since one thread can be faster there than two;
and `"compile": true` in `prepare`, which puts the training step through torch.compile.
"""

import argparse
import json
import math
import os
import re
import resource
import signal
import sys
import time

if __name__ == "__main__":
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()

try:
    import torch
    import torch.nn.functional as F
    from torch import nn
except (ImportError, OSError) as error:
    sys.stdin.readline()
    print(json.dumps({"error": f"PyTorch is not installed: {error}"}), flush=True)
    sys.exit(0)


class Refusal(Exception):
    """A command that cannot be carried out; its message is the answer."""


# The model: GPT-2's shape, with the names of our Swift configuration.

SUPPORTED = {"norm": "layerNorm", "normPlacement": "pre", "positions": "learned",
             "activation": "gelu", "isCausal": True, "tiesEmbeddings": True,
             "normalizesEmbeddings": False}


class Cache:
    """One layer's keys and values, [1, heads, context, head width], allocated ahead."""

    def __init__(self, c):
        shape = (1, c["headCount"], c["contextLength"], c["headWidth"])
        self.keys, self.values, self.count = torch.empty(shape), torch.empty(shape), 0

    def extended(self, key, value):
        first, self.count = self.count, self.count + key.shape[2]
        self.keys[:, :, first:self.count] = key
        self.values[:, :, first:self.count] = value
        return self.keys[:, :, :self.count], self.values[:, :, :self.count]


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, inner = c["headCount"], c["headCount"] * c["headWidth"]
        self.input = nn.Linear(c["width"], 3 * inner, bias=c["hasBias"])
        self.output = nn.Linear(inner, c["width"], bias=c["hasBias"])

    def forward(self, x, cache):
        batch, count, _ = x.shape
        packed = self.input(x).view(batch, count, 3, self.heads, -1)
        query, key, value = packed.permute(2, 0, 3, 1, 4).unbind(0)
        if cache is not None:
            key, value = cache.extended(key, value)
        # One query sees the whole cache; several are a prompt into an empty one.
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=count > 1)
        return self.output(mixed.transpose(1, 2).reshape(batch, count, -1))


class FeedForward(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.up = nn.Linear(c["width"], c["feedForwardWidth"], bias=c["hasBias"])
        self.down = nn.Linear(c["feedForwardWidth"], c["width"], bias=c["hasBias"])

    def forward(self, x):
        return self.down(F.gelu(self.up(x)))


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.attention_norm = nn.LayerNorm(c["width"], eps=c["normEpsilon"])
        self.attention = Attention(c)
        self.feed_forward_norm = nn.LayerNorm(c["width"], eps=c["normEpsilon"])
        self.feed_forward = FeedForward(c)

    def forward(self, x, cache):
        x = x + self.attention(self.attention_norm(x), cache)
        return x + self.feed_forward(self.feed_forward_norm(x))


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.tokens = nn.Embedding(c["vocabularySize"], c["width"])
        self.positions = nn.Embedding(c["contextLength"], c["width"])
        self.blocks = nn.ModuleList(Block(c) for _ in range(c["layerCount"]))
        self.final_norm = nn.LayerNorm(c["width"], eps=c["normEpsilon"])
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                into_residual = name.endswith(("output.weight", "down.weight"))
                scale = 1 / math.sqrt(2 * c["layerCount"]) if into_residual else 1
                nn.init.normal_(parameter, std=0.02 * scale)
            elif name.endswith(".bias"):
                nn.init.zeros_(parameter)

    def forward(self, tokens, caches=None):
        """The states that the head reads, [batch, time, width]."""
        first = caches[0].count if caches else 0
        x = self.tokens(tokens) + self.positions.weight[first:first + tokens.shape[1]]
        for index, block in enumerate(self.blocks):
            x = block(x, caches[index] if caches else None)
        return self.final_norm(x)

    def loss(self, tokens, labels, **options):
        hidden, head = self(tokens).flatten(0, 1), self.tokens.weight
        if options:
            return F.linear_cross_entropy(hidden, head, labels.flatten(), **options)
        return F.cross_entropy(F.linear(hidden, head), labels.flatten())

    def next_token(self, tokens, caches):
        last = self(tokens, caches)[:, -1]
        return F.linear(last, self.tokens.weight).argmax(-1, keepdim=True)


# The commands.

def positive(fields, name, default=None):
    """A positive whole number out of a command."""
    value = fields.get(name, default)
    if type(value) is not int or value < 1:
        raise Refusal(f"{name} is {json.dumps(value)}; it must be a whole number from 1")
    return value


def checked(configuration):
    if not isinstance(configuration, dict):
        raise Refusal("prepare needs a configuration, a JSON object")
    c = {"normEpsilon": 1e-5, "hasBias": True} | configuration
    for name, value in SUPPORTED.items():
        if c.get(name, value) != value:
            raise Refusal(f"{name} is {json.dumps(c[name])}; "
                          f"this peer is written for {json.dumps(value)} only")
    for name in ("vocabularySize", "contextLength", "layerCount", "width", "headCount",
                 "headWidth", "feedForwardWidth"):
        positive(c, name)
    if type(c["normEpsilon"]) not in (int, float) or type(c["hasBias"]) is not bool:
        raise Refusal("normEpsilon must be a number and hasBias true or false")
    if c.get("keyValueHeadCount", c["headCount"]) != c["headCount"]:
        raise Refusal("keyValueHeadCount must equal headCount in this peer")
    return c


class Bench:
    """What one process holds between commands."""

    def __init__(self):
        self.model = None

    def hello(self, _):
        built, parallel = torch.__config__.show(), torch.__config__.parallel_info()
        patterns = [(r"BLAS_INFO=(\w+)", built), (r"Kernel Library Version ([\d.]+)", built),
                    (r"MKL-DNN (v[\d.]+)", built), (r"CPU capability usage: (\w+)", built),
                    (r"parallel backend: (.+)", parallel)]
        labels = ["{}", "{}", "oneDNN {}", "{}", "{}"]
        found = [re.search(pattern, text) for pattern, text in patterns]
        blas = " ".join(label.format(match[1]) for label, match in zip(labels, found) if match)
        return {"torch": torch.__version__, "threads": torch.get_num_threads(), "blas": blas}

    def prepare(self, fields):
        self.model = self.optimizer = self.training_loss = None
        c = checked(fields.get("configuration"))
        batch, context = positive(fields, "batch", 8), positive(fields, "time", c["contextLength"])
        if context > c["contextLength"]:
            raise Refusal(f"time is {context}; the contextLength is {c['contextLength']}")
        self.threads = positive(fields, "threads", torch.get_num_threads())
        torch.set_num_threads(self.threads)
        torch.manual_seed(positive(fields, "seed", 1))
        model = Decoder(c)
        try:
            optimizer, kind = torch.optim.AdamW(model.parameters(), lr=3e-4, fused=True), "fused"
        except RuntimeError:
            optimizer, kind = torch.optim.AdamW(model.parameters(), lr=3e-4), "not fused"

        self.shape = (batch, context + 1)
        if fields.get("compile"):
            way, self.training_loss = "compiled", torch.compile(model.loss)
            self.training_loss(*self.sample(c)).backward()  # Compiles now, or fails now.
        elif fields.get("chunksLoss", True) and hasattr(nn, "LinearCrossEntropyOptions"):
            way, options = "chunked", nn.LinearCrossEntropyOptions()
            self.training_loss = lambda *sample: model.loss(*sample, options=options)
        else:
            way, self.training_loss = "whole", model.loss
        self.configuration, self.optimizer, self.model = c, optimizer, model
        return {"parameters": sum(p.numel() for p in model.parameters()),
                "optimizer": f"AdamW, {kind}", "crossEntropy": way}

    def sample(self, c):
        drawn = torch.randint(c["vocabularySize"], self.shape)
        return drawn[:, :-1].contiguous(), drawn[:, 1:].contiguous()

    def train(self, fields):
        seconds = []
        self.model.train()
        for _ in range(positive(fields, "steps", 1)):
            tokens, labels = self.sample(self.configuration)
            start = time.perf_counter()
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.training_loss(tokens, labels)
            loss.backward()
            self.optimizer.step()
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds, "loss": loss.item()}

    def decode(self, fields):
        c = self.configuration
        prompt, count = positive(fields, "prompt"), positive(fields, "tokens")
        if prompt + count > c["contextLength"]:
            raise Refusal(f"prompt + tokens is {prompt + count}; "
                          f"the contextLength is {c['contextLength']}")
        threads = positive(fields, "threads", self.threads)
        torch.set_num_threads(threads)
        try:
            with torch.inference_mode():
                self.model.eval()
                caches = [Cache(c) for _ in range(c["layerCount"])]
                tokens = torch.randint(c["vocabularySize"], (1, prompt))
                start = time.perf_counter()
                token = self.model.next_token(tokens, caches)
                filled = time.perf_counter()
                for _ in range(count):
                    token = self.model.next_token(token, caches)
                end = time.perf_counter()
        finally:
            torch.set_num_threads(self.threads)
        return {"prefillSeconds": filled - start, "secondsPerToken": (end - filled) / count,
                "threads": threads}

    def memory(self, _):
        try:
            with open("/proc/self/status") as status:
                peak = re.search(r"VmHWM:\s+(\d+) kB", status.read())
                return {"peakMebibytes": int(peak[1]) / 1024}
        except (OSError, TypeError):  # Not Linux: kilobytes on BSD, bytes on macOS.
            unit = 1024 ** 2 if sys.platform == "darwin" else 1024
            return {"peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit}

    def answer(self, fields):
        known = ("hello", "prepare", "train", "decode", "memory")
        name = fields.get("command") if isinstance(fields, dict) else None
        if name not in known:
            raise Refusal(f"command is {json.dumps(name)}; known are {', '.join(known)}, stop")
        if name in ("train", "decode") and self.model is None:
            raise Refusal(f"{name} needs a model; send prepare first")
        return getattr(self, name)(fields)


def main():
    # Answers keep standard output to themselves; what libraries print goes to stderr.
    # Ctrl-C is for the Swift side, which ends this process by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    bench = Bench()
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            if isinstance(fields, dict) and fields.get("command") == "stop":
                break
            answer = bench.answer(fields)
        except Refusal as refusal:
            answer = {"error": str(refusal)}
        except json.JSONDecodeError as error:
            answer = {"error": f"not a line of JSON: {error}"}
        except Exception as error:  # The other side waits for one line, whatever happened.
            first = (str(error).splitlines() or [""])[0]
            answer = {"error": f"{type(error).__name__}: {first}"[:300]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
