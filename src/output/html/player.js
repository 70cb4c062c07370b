"use strict";

// The player: one audio element for each section, heard as one answer. Places are a section's number and the seconds
// from its start, as everywhere in the report.

function makePlayer(sections, sounds, onChange) {
  const player = { section: firstWithSound(), playing: false };
  let frame = 0;

  function firstWithSound() {
    const first = sections.findIndex((_, index) => sounds.has(index));
    return first < 0 ? 0 : first;
  }

  // On to the next section that can be heard; replies to follow-up questions are heard one by one.
  function goOn() {
    const next = [...sounds.keys()].find((other) => other > player.section && sections[other].length > 0);
    if (player.playing && next !== undefined && !sections[next].apart) {
      player.playFrom(next, 0);
    } else {
      player.stop();
    }
  }

  function audio() {
    return sounds.get(player.section);
  }

  function report() {
    onChange(player.section, player.at(), player.playing);
  }

  function follow() {
    cancelAnimationFrame(frame);
    report();
    if (player.playing && player.at() > sections[player.section].length + 0.1) {
      goOn();
    }
    if (player.playing) {
      frame = requestAnimationFrame(follow);
    }
  }

  // A section may be a part of a longer recording; then its own time begins later in the sound.
  player.at = () => (audio() ? audio().currentTime - sections[player.section].begins : 0);

  player.seek = (section, at) => {
    if (!sounds.has(section)) {
      return false;
    }
    if (section !== player.section) {
      audio().pause();
      player.section = section;
    }
    const { begins, length } = sections[section];
    audio().currentTime = begins + Math.max(0, Math.min(at, length));
    report();
    return true;
  };

  player.play = () => {
    if (!audio()) {
      return;
    }
    player.playing = true;
    audio().play().catch(() => {
      player.playing = false;
      report();
    });
    follow();
  };

  player.stop = () => {
    player.playing = false;
    audio()?.pause();
    follow();
  };

  player.toggle = () => (player.playing ? player.stop() : player.play());

  player.playFrom = (section, at) => {
    if (player.seek(section, at)) {
      player.play();
    }
  };

  // Moves along the whole answer, over the borders of sections.
  player.step = (seconds) => {
    const playing = player.playing;
    const { start, apart } = sections[player.section];
    const there = player.at() + seconds;
    const [section, at] = apart ? [player.section, there] : player.placeOf(start + there);
    if (player.seek(section, at) && playing) {
      player.play();
    }
  };

  // The place that lies `whole` seconds from the start of the answer; the nearest one that can be heard.
  player.placeOf = (whole) => {
    let best = [player.section, 0];
    let nearest = Infinity;
    for (const index of sounds.keys()) {
      const { start, length, apart: elsewhere } = sections[index];
      if (elsewhere) {
        continue;
      }
      const at = Math.max(0, Math.min(whole - start, length));
      const apart = Math.abs(start + at - whole);
      if (apart < nearest) {
        nearest = apart;
        best = [index, at];
      }
    }
    return best;
  };

  for (const [index, sound] of sounds) {
    sound.addEventListener("seeked", report);
    sound.addEventListener("ended", () => index === player.section && goOn());
  }
  return player;
}
