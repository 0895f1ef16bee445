"""Prints torchvision-logits.txt: what torchvision's networks give for weights and an image that
TorchvisionTest makes by the same formula. Needs torch and torchvision; made with Debian 12's
(python3 torchvision-logits.py > torchvision-logits.txt).
"""

import zlib

import numpy
import torch
import torchvision

CLASSES = 10


def uniform(name, count):
    """Numbers from 0 to 1 that depend on a name, by the finaliser of SplitMix64."""
    z = numpy.arange(1, count + 1, dtype=numpy.uint64)
    z += numpy.uint64(zlib.crc32(name.encode()) << 32)
    z *= numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    return (z >> numpy.uint64(40)).astype(numpy.float64) / 2**24


def values(name, shape):
    count = int(numpy.prod(shape))
    u = uniform(name, count)
    if name.endswith("running_var"):
        v = 0.5 + u
    elif len(shape) > 1:
        v = (2 * u - 1) * numpy.sqrt(6 / (count / shape[0]))
    elif name.endswith((".bn2.weight", ".bn3.weight")):
        v = 0.2 + 0.2 * u  # small, as blocks add up
    elif name.endswith(".weight"):
        v = 0.75 + 0.5 * u
    else:
        v = 0.2 * (2 * u - 1)
    return torch.from_numpy(v.reshape(shape).astype(numpy.float32))


def row(name, side):
    model = getattr(torchvision.models, name)(num_classes=CLASSES)
    if name.startswith("vgg"):  # as Fovea: no adaptive pooling, which repeats what is too small
        model.avgpool = torch.nn.Identity()
        model.classifier[0] = torch.nn.Linear(512 * (side // 32) ** 2, 4096)
    state = model.state_dict()
    for key in state:
        if not key.endswith("num_batches_tracked"):
            state[key] = values(key, tuple(state[key].shape))
    model.load_state_dict(state)
    model.double().eval()
    image = values("image", (1, 3, side, side)).double()
    with torch.no_grad():
        logits = model(image)[0]
    print(name, side, *("%.7g" % x for x in logits.tolist()))


for each in ("resnet18", "resnet34", "resnet50", "mobilenet_v2", "convnext_tiny"):
    row(each, 64)
    row(each, 224)
for each in ("vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn", "vgg11", "vgg13", "vgg19"):
    row(each, 32)
