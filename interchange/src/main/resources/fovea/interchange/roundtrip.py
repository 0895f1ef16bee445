"""Loads the network in a folder into PyTorch, computes scores of images, and saves its weights.

The safetensors format is read and written here, so that PyTorch alone is needed.
"""

import json
import struct
import sys
from pathlib import Path

import torch

folder = Path(sys.argv[1])
shape = [int(size) for size in sys.argv[2:]]
sys.path.insert(0, str(folder))
import modeling  # noqa: E402

TYPES = {"F32": torch.float32, "I64": torch.int64}


def load(file):
    data = bytearray(file.read_bytes())
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            values = torch.frombuffer(data[start:end], dtype=TYPES[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"])
    return tensors


def save(file, tensors):
    header, parts, offset = {}, [], 0
    for name, tensor in tensors.items():
        part = tensor.contiguous().numpy().tobytes()
        dtype = next(key for key, value in TYPES.items() if value == tensor.dtype)
        header[name] = {
            "dtype": dtype,
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(part)],
        }
        parts.append(part)
        offset += len(part)
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


network = modeling.Network()
network.load_state_dict(load(folder / "model.safetensors"), strict=True)
network.eval()
images = torch.frombuffer(bytearray((folder / "images.f32").read_bytes()), dtype=torch.float32)
with torch.no_grad():
    scores = network(images.reshape(shape))
(folder / "scores.f32").write_bytes(scores.contiguous().numpy().tobytes())
save(folder / "back.safetensors", network.state_dict())
print(torch.__version__)
