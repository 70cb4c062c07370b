#!/usr/bin/env python3
"""Makes the labelled set of word times in this folder: sentences spoken by synthesizers that say where each word is.

Needs libespeak-ng1, festival with festvox-us-slt-hts and festvox-kallpc16k, libflite1, flac, and numpy. Run here:
`python3 make.py`. It writes the same words.json every time; the samples depend on the synthesizers' versions.
"""
import ctypes as c
import json
import random
import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
RATE = 16_000
NOISE_DBFS = -55

SENTENCES = [
    "I noticed that the nightly report was missing every third order.",
    "Nobody on the team had looked at that dashboard for months.",
    "My manager was on leave, so I made the call myself.",
    "The first thing I did was write down what we actually knew.",
    "We were losing customers at the last step of the checkout.",
    "I asked for one week and a copy of the production data.",
    "The database was fine, but the cache in front of it was not.",
    "I wrote a small script that replayed the failed requests.",
    "It took me two days to reproduce the error on my laptop.",
    "That was when I understood why the retries made it worse.",
    "There was no owner for the service, which was half of the problem.",
    "I talked to the support team before I touched any code.",
    "They showed me a list of complaints that went back to spring.",
    "I chose the smallest change that would stop the damage.",
    "The review took longer than the fix, and that was all right.",
    "I added an alarm so that we would hear about it next time.",
    "After the release the error rate dropped to almost nothing.",
    "We saved about four hours of manual work every week.",
    "Two other teams copied the pattern within a month.",
    "Looking back, I should have shared my findings earlier.",
    "I learned to ask what would happen if we did nothing at all.",
    "The hardest part was saying no to a feature that people wanted.",
    "I explained the risk in plain words and offered an alternative.",
    "She disagreed at first, and her questions made the plan better.",
    "We agreed to test it with a tenth of the users.",
    "The numbers were clear after only three days.",
    "I was responsible for the design, the rollout and the follow up.",
    "A junior colleague paired with me, and now he runs it alone.",
    "The deadline was fixed because of a change in the law.",
    "I split the work into pieces that could ship on their own.",
    "Every morning I sent a short note about what had changed.",
    "On the second day we found a bug that nobody had expected.",
    "I rolled the change back within ten minutes and told everyone.",
    "Then I wrote a test that would have caught it.",
    "Our partner in another time zone needed the results by Friday.",
    "I kept the old system running until the new one was proven.",
    "The customer called me directly, which I took as a good sign.",
    "What surprised me was how little documentation there was.",
    "I drew the whole flow on a whiteboard and asked people to correct it.",
    "The mistake was mine, and I said so in the meeting.",
    "We had enough time to do it once, but not to do it twice.",
    "I measured before and after, with the same load and the same data.",
    "Memory use went down by a third, and nobody noticed the switch.",
    "I would rather ask a stupid question than guess.",
    "The team wanted to rewrite everything, and I thought that was too much.",
    "So I proposed to replace only the part that hurt.",
    "It was a bet, but a cheap one, and we could undo it.",
    "My goal was to make the next incident boring.",
    "I visited the warehouse and watched people use the scanner.",
    "They pressed the button twice because the light came on too late.",
    "The fix was a single line, and finding it took a week.",
    "I trained six people, and each of them trained two more.",
    "The budget was small, so we used what we already had.",
    "I compared three vendors and recommended the one that we could leave.",
    "Security asked for an audit, and I prepared the evidence.",
    "In the end we launched a week early.",
    "I still use that checklist for every migration.",
    "The graph was flat for a year and then it jumped.",
    "Who owns this was the question that changed the discussion.",
    "I do not enjoy conflict, but silence would have cost more.",
    "The interviewers were kind, and the whiteboard was very small.",
    "Please give me a moment to think about a good example.",
    "Our tests were green while the product was on fire.",
    "I trusted the logs more than my memory.",
    "We shipped on Thursday, slept on Friday, and measured on Monday.",
    "That is the story, and I am happy to go deeper.",
]


def plain(text):
    return re.findall(r"[a-z']+", text.lower())


class Espeak:
    """Word starts are word events; a word ends where the next begins, or where a pause phoneme follows it.

    Some pairs ("that the") are one word to espeak: the boundary inside is unknown and written as null.
    """

    class Event(c.Structure):
        class Id(c.Union):
            _fields_ = [("number", c.c_int), ("name", c.c_char_p), ("string", c.c_char * 8)]

        _fields_ = [
            ("type", c.c_int), ("unique", c.c_uint), ("text_position", c.c_int), ("length", c.c_int),
            ("audio_position", c.c_int), ("sample", c.c_int), ("user_data", c.c_void_p), ("id", Id),
        ]

    def __init__(self):
        self.lib = c.CDLL("libespeak-ng.so.1")
        # AUDIO_OUTPUT_SYNCHRONOUS, with phoneme events.
        self.rate = self.lib.espeak_Initialize(2, 0, None, 1)
        self.samples, self.events = [], []
        kind = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.POINTER(self.Event))

        def collect(samples, count, events):
            if samples and count > 0:
                self.samples.append(np.ctypeslib.as_array(samples, (count,)).copy())
            at = 0
            while events and events[at].type != 0:
                event = events[at]
                name = event.id.string.decode(errors="replace") if event.type == 7 else ""
                self.events.append((event.type, event.sample, event.text_position, name))
                at += 1
            return 0

        self.callback = kind(collect)
        self.lib.espeak_SetSynthCallback(self.callback)

    def say(self, text, voice, rate):
        self.samples, self.events = [], []
        self.lib.espeak_SetVoiceByName(voice.encode())
        self.lib.espeak_SetParameter(1, rate, 0)
        data = text.encode()
        self.lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None)
        self.lib.espeak_Synchronize()
        sound = np.concatenate(self.samples).astype(float) / 32768
        starts = [(sample, position) for kind, sample, position, _ in self.events if kind == 1]
        pauses = [sample for kind, sample, _, name in self.events if kind == 7 and name.startswith("_")]
        finish = max(sample for _, sample, _, _ in self.events)
        known = {}
        for at, (start, position) in enumerate(starts):
            following = starts[at + 1][0] if at + 1 < len(starts) else finish
            end = min([pause for pause in pauses if start < pause <= following] + [following])
            known[position - 1] = (start / self.rate, end / self.rate)
        spans = [known.get(word.start(), (None, None)) for word in re.finditer(r"[A-Za-z']+", text)]
        for at in range(1, len(spans)):
            if spans[at][0] is None:
                before = spans[at - 1]
                spans[at - 1], spans[at] = (before[0], None), (None, before[1])
        return resample(sound, self.rate), spans


def festival(text, voice):
    with tempfile.TemporaryDirectory() as folder:
        script = f"""
({voice})
(set! utt (utt.synth (Utterance Text "{text}")))
(utt.save.wave utt "{folder}/out.wav" 'riff)
(mapcar (lambda (w) (if (not (string-equal "0" (item.feat w "R:SylStructure.daughter1.name")))
  (format t "WORD %s %f %f\\n" (item.name w) (item.feat w "word_start") (item.feat w "word_end"))))
  (utt.relation.items utt 'Word))
"""
        path = Path(folder) / "say.scm"
        path.write_text(script)
        out = subprocess.run(["festival", "-b", str(path)], capture_output=True, text=True, check=True).stdout
        sound, rate = read(f"{folder}/out.wav")
    spans = [(float(a), float(b)) for a, b in re.findall(r"WORD \S+ ([\d.]+) ([\d.]+)", out)]
    return resample(sound, rate), spans


class Flite:
    class Wave(c.Structure):
        _fields_ = [("type", c.c_char_p), ("rate", c.c_int), ("count", c.c_int), ("channels", c.c_int),
                    ("samples", c.POINTER(c.c_short))]

    def __init__(self):
        load = lambda name: c.CDLL(f"lib{name}.so.1", mode=c.RTLD_GLOBAL)
        self.lib = load("flite")
        load("flite_usenglish"), load("flite_cmulex")
        self.voices = {}
        for name in ("cmu_us_slt", "cmu_us_rms", "cmu_us_awb", "cmu_us_kal16"):
            register = getattr(load(f"flite_{name}"), f"register_{name}")
            register.restype = c.c_void_p
            self.voices[name] = register(None)
        for name, result in (("flite_synth_text", c.c_void_p), ("utt_relation", c.c_void_p),
                             ("relation_head", c.c_void_p), ("item_next", c.c_void_p),
                             ("ffeature_float", c.c_float), ("utt_wave", c.POINTER(self.Wave))):
            getattr(self.lib, name).restype = result

    def say(self, text, voice):
        utt = c.c_void_p(self.lib.flite_synth_text(text.encode(), c.c_void_p(self.voices[voice])))
        sound = self.lib.utt_wave(utt).contents
        samples = np.ctypeslib.as_array(sound.samples, (sound.count,)).astype(float) / 32768
        item = self.lib.relation_head(c.c_void_p(self.lib.utt_relation(utt, b"Word")))
        spans = []
        while item:
            feature = lambda path: float(self.lib.ffeature_float(c.c_void_p(item), path))
            syllable = b"R:SylStructure.daughter"
            spans.append((feature(syllable + b".R:SylStructure.daughter.R:Segment.p.end"),
                          feature(syllable + b"n.R:SylStructure.daughtern.R:Segment.end")))
            item = self.lib.item_next(c.c_void_p(item))
        return resample(samples, sound.rate), spans


def read(path):
    with wave.open(path) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return data.astype(float) / 32768, file.getframerate()


def resample(sound, rate):
    if rate == RATE:
        return sound
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/in.wav", sound, rate)
        subprocess.run(["sox", f"{folder}/in.wav", "-r", str(RATE), f"{folder}/out.wav"], check=True)
        return read(f"{folder}/out.wav")[0]


def write(path, sound, rate=RATE):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def room(count, noise):
    """Noise that falls with frequency, as a room's does."""
    spectrum = np.fft.rfft(noise.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 20))
    sound = np.fft.irfft(spectrum, count)
    return sound / np.sqrt((sound**2).mean()) * 10 ** (NOISE_DBFS / 20)


def main():
    espeak, flite = Espeak(), Flite()
    speakers = [
        ("espeak-us-150", lambda text: espeak.say(text, "en-us", 150)),
        ("espeak-us-185", lambda text: espeak.say(text, "en-us", 185)),
        ("espeak-gb-165", lambda text: espeak.say(text, "en-gb", 165)),
        ("espeak-us-f3-170", lambda text: espeak.say(text, "en-us+f3", 170)),
        ("festival-slt", lambda text: festival(text, "voice_cmu_us_slt_arctic_hts")),
        ("festival-kal", lambda text: festival(text, "voice_kal_diphone")),
        ("festival-slt-2", lambda text: festival(text, "voice_cmu_us_slt_arctic_hts")),
        ("flite-rms", lambda text: flite.say(text, "cmu_us_rms")),
        ("flite-slt", lambda text: flite.say(text, "cmu_us_slt")),
        ("flite-awb", lambda text: flite.say(text, "cmu_us_awb")),
        ("flite-rms-2", lambda text: flite.say(text, "cmu_us_rms")),
    ]
    chance, noise = random.Random(7), np.random.default_rng(7)
    share = len(SENTENCES) // len(speakers)
    clips = []
    for index, (name, say) in enumerate(speakers):
        pieces, words, at = [], [], 0
        for text in SENTENCES[index * share : (index + 1) * share]:
            gap = np.zeros(int(RATE * chance.uniform(0.3, 1.4)))
            sound, spans = say(text)
            names = plain(text)
            assert len(names) == len(spans), (name, text, names, spans)
            sound = sound / np.abs(sound).max() * 10 ** (chance.uniform(-9, -3) / 20)
            at += len(gap)
            place = lambda t: None if t is None else round(at / RATE + t, 4)
            words += [{"w": w, "start_s": place(a), "end_s": place(b)} for w, (a, b) in zip(names, spans)]
            pieces += [gap, sound]
            at += len(sound)
        pieces.append(np.zeros(int(RATE * 0.5)))
        whole = np.concatenate(pieces)
        write("/tmp/words.wav", whole + room(len(whole), noise))
        subprocess.run(["flac", "-s", "-f", "-8", "/tmp/words.wav", "-o", str(HERE / f"{name}.flac")], check=True)
        clips.append({"file": f"{name}.flac", "speaker": name, "words": words})
    (HERE / "words.json").write_text(json.dumps({"clips": clips}, indent=1) + "\n")


main()
