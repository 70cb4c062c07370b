#!/usr/bin/env python3
"""Writes phones.bin.gz and words.txt.gz from the CMU Sphinx model inside the Python package `pocketsphinx` 5.1.1.

    pip install pocketsphinx==5.1.1 numpy && python3 make.py

phones.bin, little endian: "PHN1", u32 phones, u32 Gaussians; per phone: u8 length and name, then for each of the three
streams (cepstra, their slopes, their curvature; 13 values each): f32 constants[G], f32 means[13][G],
f32 half inverse variances[13][G], f32 weights[3 states][G] (they sum to one over G).
words.txt: "word PHONE PHONE ..." a line, sorted by bytes, several lines for a word with several pronunciations.
"""
import gzip, re, struct
from pathlib import Path
import numpy as np
import pocketsphinx

KEPT = 32  # of 128 Gaussians a stream: the boundaries of the labelled set move by under 1 ms, in a quarter of the time
MODEL = Path(pocketsphinx.__file__).parent / "model" / "en-us"
HERE = Path(__file__).parent


def gaussians(path):
    data = path.read_bytes()
    at = data.index(b"endhdr\n") + 7
    magic, books, streams, density = struct.unpack_from("<I3i", data, at)
    assert magic == 0x11223344
    at += 16
    width = struct.unpack_from(f"<{streams}i", data, at)[0]
    at += 4 * streams
    (count,) = struct.unpack_from("<i", data, at)
    return np.frombuffer(data, "<f4", count, at + 4).reshape(books, streams, density, width)


def phone_names(path):
    data = path.read_bytes()
    (text,) = struct.unpack_from("<i", data, 8)
    at = 12 + text
    (count,) = struct.unpack_from("<i", data, at)
    at += 40
    names = []
    for _ in range(count):
        end = data.index(b"\0", at)
        names.append(data[at:end].decode())
        at = end + 1
    return names


def weights(path):
    """Probabilities, [stream][Gaussian][tied state]; the first 3 x phones states are those of phones without context."""
    data = path.read_bytes()
    at = 0

    def number():
        nonlocal at
        (value,) = struct.unpack_from("<i", data, at)
        at += 4
        return value

    length = number()
    at += length
    while (length := number()) != 0:
        at += length
    density, states = number(), number()
    logs = np.frombuffer(data, "u1", 3 * density * states, at).reshape(3, density, states)
    return np.exp(-logs.astype(np.float64) * 1024 * np.log(1.0001))


def squeeze(name, data):
    (HERE / name).write_bytes(gzip.compress(data, 9, mtime=0))


def phones():
    mean = gaussians(MODEL / "en-us" / "means").astype(np.float64)
    var = np.maximum(gaussians(MODEL / "en-us" / "variances").astype(np.float64), 1e-4)
    mix = weights(MODEL / "en-us" / "sendump")
    names = phone_names(MODEL / "en-us" / "mdef")
    out = [b"PHN1", struct.pack("<2I", len(names), KEPT)]
    for i, name in enumerate(names):
        out.append(bytes([len(name)]) + name.encode())
        for s in range(3):
            w = mix[s][:, 3 * i : 3 * i + 3]
            best = np.argsort(-w.max(axis=1), kind="stable")[:KEPT]
            m, v, w = mean[i, s, best], var[i, s, best], w[best]
            constant = -0.5 * (np.log(v).sum(axis=1) + m.shape[1] * np.log(2 * np.pi))
            for block in (constant, m.T, 0.5 / v.T, (w / w.sum(axis=0)).T):
                out.append(np.ascontiguousarray(block, "<f4").tobytes())
    squeeze("phones.bin.gz", b"".join(out))


def words():
    lines = set()
    for line in (MODEL / "cmudict-en-us.dict").read_text().splitlines():
        word, *sounds = line.split()
        lines.add(" ".join([re.sub(r"\(\d+\)$", "", word)] + sounds))
    squeeze("words.txt.gz", ("\n".join(sorted(lines)) + "\n").encode())


phones()
words()
