"""The network {name} for PyTorch, with the names that its parameters have in model.safetensors.

Its input is N x C x H x W, images of {input}, normalised as preprocessor_config.json says;
its output is logits.
"""

from pathlib import Path

import torch
from torch import nn


def add(parent, name, layer):
    """Adds a layer, whose name may have dots, to a module."""
    *path, last = name.split(".")
    for part in path:
        if not hasattr(parent, part):
            parent.add_module(part, nn.Module())
        parent = getattr(parent, part)
    if isinstance(layer, LayerScale):
        parent.register_parameter(last, layer.factor)
    else:
        parent.add_module(last, layer)
    return layer


class Residual(nn.Module):
    """The sum of two paths."""

    def __init__(self, body, shortcut):
        super().__init__()
        self.body = [add(self, name, layer) for name, layer in body]
        self.shortcut = [add(self, name, layer) for name, layer in shortcut]

    def forward(self, x):
        y = x
        for layer in self.body:
            y = layer(y)
        for layer in self.shortcut:
            x = layer(x)
        return y + x


class Scale(nn.Module):
    """Multiplication by a constant."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


class LayerScale:
    """Multiplication of each channel by a factor, which is a parameter of the module around it."""

    def __init__(self, channels):
        self.factor = nn.Parameter(1e-6 * torch.ones(channels, 1, 1))

    def __call__(self, x):
        return self.factor * x


class LayerNorm2d(nn.LayerNorm):
    """Layer normalisation over channels."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Pointwise(nn.Linear):
    """A linear layer at each position."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Network(nn.Module):
    """The layers one after the other."""

    def __init__(self):
        super().__init__()
        self.steps = [add(self, name, layer) for name, layer in layers()]

    def forward(self, x):
        for layer in self.steps:
            x = layer(x)
        return x


def layers():
    return {layers}


def load(folder=Path(__file__).parent):
    """The network with its trained weights, for inference."""
    from safetensors.torch import load_file

    network = Network()
    network.load_state_dict(load_file(Path(folder) / "model.safetensors"), strict=True)
    return network.eval()
