#!/usr/bin/env python3
"""Measures PyTorch from Python as a peer. Takes the flags of the Java harness
(fovea.peers.harness.Setting) and --layout contiguous|channels_last. Prints a line of JSON."""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--variant", default="plain", help="plain, bn-dropout, or torchvision's name")
parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
parser.add_argument("--layout", choices=["contiguous", "channels_last"], default="channels_last")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--warm-up", type=int, default=10)
parser.add_argument("--steps", type=int, default=40)
parser.add_argument("--seconds", type=float, default=60)
parser.add_argument("--inference", choices=["true", "false"], default="true")
parser.add_argument("--started", type=int, default=int(time.time() * 1000))
setting = parser.parse_args()

import numpy as np
import torch
from torch import nn

threads = int(os.environ["OMP_NUM_THREADS"])
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)
torch.manual_seed(0)
PHOTOGRAPHS = setting.variant not in ("plain", "bn-dropout")
SIDE = 224 if PHOTOGRAPHS else 32


class Clamp(nn.Module):
    """ReLU6, whose gradient PyTorch 1.13 does not have in bf16."""

    def forward(self, values):
        return values.clamp(0, 6)


def photographs():
    import torchvision

    net = getattr(torchvision.models, setting.variant)()
    if setting.precision == "bf16":
        for module in net.modules():
            for name, child in module.named_children():
                if isinstance(child, nn.ReLU6):
                    setattr(module, name, Clamp())
    return net


def network():
    if PHOTOGRAPHS:
        return photographs()
    normalized = setting.variant == "bn-dropout"
    layers, inputs = [], 3
    for channels in (32, 64, 64):
        layers.append(nn.Conv2d(inputs, channels, 5, padding=2))
        if normalized:
            layers.append(nn.BatchNorm2d(channels))
        layers += [nn.ReLU(inplace=True), nn.MaxPool2d(2)]
        inputs = channels
    layers += [nn.Flatten(), nn.Linear(1024, 1000), nn.ReLU(inplace=True)]
    if normalized:
        layers.append(nn.Dropout(0.5))
    return nn.Sequential(*layers, nn.Linear(1000, 10))


def batch():
    """The same images as fovea.peers.harness.Setting."""
    index = np.arange(setting.batch * 3 * SIDE * SIDE, dtype=np.uint32)
    bits = index * np.uint32(0x9E3779B1)
    bits = (bits ^ bits >> np.uint32(15)) * np.uint32(0x85EBCA77)
    bits ^= bits >> np.uint32(13)
    noise = (bits >> np.uint32(8)) / np.float32(1 << 24) - np.float32(0.5)
    labels = np.arange(setting.batch) % 10
    colour = 2 * (labels[:, None] // np.array([1, 3, 9]) % 3 - 1)
    images = noise.reshape(setting.batch, 3, SIDE, SIDE) + colour[:, :, None, None]
    images = images.astype(np.float32)
    return torch.from_numpy(images), torch.from_numpy(labels)


def times(work, count, seconds):
    milliseconds, begin = [], time.perf_counter()
    while len(milliseconds) < count and (
        len(milliseconds) < 5 or time.perf_counter() - begin < seconds
    ):
        start = time.perf_counter()
        work()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return milliseconds


def median(work):
    times(work, setting.warm_up, setting.seconds / 2)
    return statistics.median(times(work, setting.steps, setting.seconds))


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def installed():
    """Size of Debian's packages with their compute libraries, or else of the package's folder."""
    if torch.__file__.startswith("/usr/lib/python3"):
        packages = ["python3-torch", "libtorch1.13", "libdnnl2", "libopenblas0-openmp"]
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Installed-Size}\n", *packages],
            capture_output=True, text=True, check=False)
        return sum(int(line) for line in asked.stdout.split()) * 1024
    folder = os.path.dirname(torch.__file__)
    return sum(
        os.path.getsize(os.path.join(path, name))
        for path, _, names in os.walk(folder) for name in names)


def warn_of_slow_library():
    with open("/proc/self/maps") as maps:
        text = maps.read()
        if "/libblas.so" in text and "openblas" not in text:
            print("PyTorch uses the reference BLAS, which is three times slower:"
                  " apt-get install libopenblas0-openmp", file=sys.stderr)


model = network()
images, labels = batch()
if setting.layout == "channels_last":
    model = model.to(memory_format=torch.channels_last)
    images = images.contiguous(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=0.005, momentum=0.9, foreach=True)
criterion = nn.CrossEntropyLoss()


def mixed():
    if setting.precision == "bf16":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def train():
    optimizer.zero_grad(set_to_none=True)
    with mixed():
        loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss


def classify(classifier, batch):
    with torch.inference_mode():
        return median(lambda: classifier(batch))


def inference_time():
    """Time of a batch, with the network optimised as PyTorch recommends; in bf16, which tracing does not
    support, the shorter one of mixed precision and of weights and images in bf16."""
    model.eval()
    if setting.precision == "f32":
        return classify(torch.jit.optimize_for_inference(torch.jit.trace(model, images)), images)
    with mixed():
        milliseconds = classify(model, images)
    return min(milliseconds, classify(model.bfloat16(), images.bfloat16()))


first_loss = train().item()
startup = time.time() - setting.started / 1000
train_step = median(train)
peak = peak_memory()
warn_of_slow_library()
last_loss = train().item()
inference = inference_time() if setting.inference == "true" else 0
print(json.dumps({
    "name": "PyTorch, " + setting.layout.replace("_", " "),
    "version": torch.__version__,
    "precision": setting.precision,
    "variant": setting.variant,
    "batch": setting.batch,
    "threads": threads,
    "train_step_ms": train_step,
    "inference_ms": inference,
    "first_loss": first_loss,
    "last_loss": last_loss,
    "startup_seconds": startup,
    "peak_rss_mb": peak / 1e6,
    "installed_mb": installed() / 1e6,
}))
