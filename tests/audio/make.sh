#!/bin/sh
# Makes the sound files of this folder anew from tests/fixtures/voices/weak/task.wav. Needs sox, ffmpeg, lame and python3.
# Not run by the tests: what it makes is kept with the source.
set -eu
cd "$(dirname "$0")"
voice=../fixtures/voices/weak/task.wav
out=files
mkdir -p "$out" broken
find "$out" broken -type f ! -name 'he*' -delete
quiet="-hide_banner -loglevel error -y -bitexact"

# What every other file is compared with: 1.2 s of the voice, 16 bit, mono, 16 kHz.
sox -D "$voice" -r 16000 -b 16 -c 1 original.wav trim 0.3 1.2
o=original.wav

sox -D $o -b 8 -e unsigned-integer "$out/int8.wav"
sox -D $o -b 16 "$out/int16.wav"
sox -D $o -b 24 "$out/int24.wav"
sox -D $o -b 32 "$out/int32.wav"
sox -D $o -b 32 -e floating-point "$out/float32.wav"
sox -D $o -b 64 -e floating-point "$out/float64.wav"
sox -D $o -e a-law "$out/a-law.wav"
sox -D $o -e mu-law "$out/mu-law.wav"
ffmpeg $quiet -i $o -c:a pcm_s24le -ac 2 "$out/extensible-stereo.wav"
ffmpeg $quiet -i $o -metadata title="A voice" -metadata comment="chunks before and behind the sound" "$out/with-metadata.wav"

# One voice among other channels: silent ones, and a hum 26 dB below it. A pair in anti-phase cancels in the average.
sox -D $o "$out/right-only.wav" remix 0 1
sox -D $o "$out/anti-phase.wav" remix 1 1i
sox -D $o "$out/six-channels.wav" remix 0 0 1v0.05 1 0 1v0.02 trim 0 0.5
sox -D $o "$out/eight-channels.wav" remix 0 0 0 0 0 0 0 1 trim 0 0.5

sox -D $o -r 8000 "$out/rate-8000.wav"
sox -D $o -r 11025 "$out/rate-11025.wav"
sox -D $o -r 22050 "$out/rate-22050.wav"
sox -D $o -r 44100 "$out/rate-44100.wav"
sox -D $o -r 48000 "$out/rate-48000.wav"
sox -D $o -r 96000 "$out/rate-96000.wav" trim 0 0.5
sox -D $o -r 192000 "$out/rate-192000.wav" trim 0 0.25

ffmpeg $quiet -i $o "$out/voice.flac"
ffmpeg $quiet -i $o -ar 44100 -c:a libmp3lame -b:a 64k "$out/voice.mp3"
ffmpeg $quiet -i $o -ar 16000 -c:a libmp3lame -b:a 32k "$out/voice-16k.mp3"
ffmpeg $quiet -i $o -ar 44100 -c:a libmp3lame -q:a 4 "$out/voice-vbr.mp3"
ffmpeg $quiet -i $o -ar 48000 -c:a aac -b:a 64k "$out/voice.m4a"
ffmpeg $quiet -i $o -ar 48000 -ac 2 -c:a aac -b:a 64k -movflags +faststart "$out/voice-stereo.m4a"
ffmpeg $quiet -i $o -c:a alac "$out/voice-lossless.m4a"
ffmpeg $quiet -i $o -ar 44100 -c:a aac -b:a 64k -f adts "$out/voice.aac"
ffmpeg $quiet -i $o -ar 44100 -c:a libvorbis -q:a 3 "$out/voice.ogg"

# What messengers, browsers, phones and other recorders write.
ffmpeg $quiet -i $o -c:a libopus -b:a 24k "$out/voice.opus"
ffmpeg $quiet -i $o -c:a libopus -b:a 24k "$out/voice.webm"
ffmpeg $quiet -i $o -c:a libopus -b:a 24k "$out/voice-opus.mp4"
ffmpeg $quiet -i $o -c:a libopus -b:a 24k "$out/voice-opus.caf"
sox -D $o six.wav remix 0 0 1 0 0 1v0.02
ffmpeg $quiet -i six.wav -c:a libopus -b:a 96k -mapping_family 1 "$out/six-channels.opus" && rm six.wav
ffmpeg $quiet -i $o -ar 44100 -c:a libvorbis -q:a 3 "$out/voice-vorbis.mkv"
ffmpeg $quiet -i $o -c:a pcm_s16be -f aiff "$out/voice.aiff"
ffmpeg $quiet -i $o -c:a pcm_s16le -f aiff "$out/voice.aifc"
ffmpeg $quiet -i $o -c:a pcm_s16le "$out/voice.caf"
ffmpeg $quiet -i $o -rf64 always "$out/voice-rf64.wav"
ffmpeg $quiet -i $o -f w64 "$out/voice.w64"
lame --quiet -V 5 -t --resample 44.1 $o "$out/no-xing.mp3"
ffmpeg $quiet -i $o -ar 44100 -c:a libmp3lame -b:a 32k -f wav "$out/mp3-in.wav"
ffmpeg $quiet -f lavfi -i "sine=f=200:r=48000:d=1.2" -i $o -map 0 -map 1 -ac 1 -ar 48000 -c:a aac -b:a 48k "$out/second-track.m4a"
ffmpeg $quiet -f lavfi -i "anoisesrc=a=0.2:seed=1:r=48000:d=1.2" -i $o -map 0 -map 1 -ac 1 -c:a libopus -b:a 24k "$out/second-track.mkv"

# AAC of high efficiency. No Debian package writes it: he.aac (48 kHz), he-44.aac and he-v2.aac (48 kHz, stereo) come from
# libfdk-aac at 32 kbit/s, with object types 5, 5 and 29. They are kept.
# From them `ffmpeg -c copy` made he-implicit.m4a, and two others whose audio configuration was then replaced by one that
# names the extension first: he-explicit.m4a (2b 8a 08 00) and he-v2.m4a (eb 09 88 00).

# What bad transfers leave, and what is not read. (Headers that a crash left wrong are made by the test itself.)
python3 - <<'PY'
def write(name, data):
    open("broken/" + name, "wb").write(data)
flac = bytearray(open("files/voice.flac", "rb").read())
for at in range(len(flac) // 3, len(flac) - 100, 211):
    flac[at] ^= 0xFF
write("damaged.flac", bytes(flac))
write("cut-off.flac", open("files/voice.flac", "rb").read()[:12000])
ogg = bytearray(open("files/voice.ogg", "rb").read())
for at in range(len(ogg) // 2, len(ogg) - 10, 37):
    ogg[at] ^= 0x55
write("damaged.ogg", bytes(ogg))
write("cut-off.m4a", open("files/voice.m4a", "rb").read()[:6000])
PY
ffmpeg $quiet -i $o -c:a adpcm_ms broken/adpcm.wav
ffmpeg $quiet -i $o -ar 48000 -c:a ac3 broken/dolby.mp4
sox -D $o -r 8000 -e gsm-full-rate broken/gsm.wav
