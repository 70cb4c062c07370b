// The page: joins the player to the words, the timeline, the findings and the keys.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const status = document.getElementById("status");
  const sounds = new Map();
  for (const sound of document.querySelectorAll("[data-sound]")) {
    sounds.set(Number(sound.dataset.sound), sound);
    sound.addEventListener("error", () => {
      announce(`The sound of ${data.sections[sound.dataset.sound].title} is not beside this page.`, true);
    });
  }
  root.classList.add("js");
  root.classList.toggle("with-sound", sounds.size > 0);

  // A table that is wider than the screen must be reachable by keys, too.
  for (const wide of document.querySelectorAll(".wide")) {
    if (wide.scrollWidth > wide.clientWidth) {
      wide.tabIndex = 0;
    }
  }

  function announce(text, visible = false) {
    status.textContent = text;
    status.classList.toggle("vh", !visible);
    status.classList.toggle("toast", visible);
  }

  makeCorrections(data, announce);
  if (sounds.size === 0) {
    return;
  }

  // Words: their elements by section, and their places by element.
  const words = data.sections.map(() => []);
  const placeOfWord = new Map();
  for (const speech of document.querySelectorAll("[data-words]")) {
    const section = Number(speech.dataset.words);
    for (const word of speech.querySelectorAll(".w")) {
      placeOfWord.set(word, [section, words[section].length]);
      words[section].push(word);
    }
  }

  const track = document.getElementById("track");
  const playhead = document.getElementById("playhead");
  const nowTitle = document.getElementById("now-title");
  const nowClock = document.getElementById("now-clock");
  const toggle = document.getElementById("toggle");
  let lit = null;
  let shownSecond = "";

  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  // The word being spoken at a place: the last that has begun, until the next begins or half a second has passed.
  function wordAt(section, at) {
    const spans = data.sections[section].words;
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle][0] <= at + 0.001) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && at < spans[low - 1][1] + 0.25 ? words[section][low - 1] : null;
  }

  function light(word) {
    if (word === lit) {
      return;
    }
    lit?.classList.remove("lit");
    word?.classList.add("lit");
    lit = word;
  }

  const player = makePlayer(data.sections, sounds, (section, at, playing) => {
    const { title, start, length, apart } = data.sections[section];
    light(playing || at > 0 ? wordAt(section, at) : null);
    const x = `${((start + at) / data.axis) * 100}%`;
    playhead.setAttribute("x1", x);
    playhead.setAttribute("x2", x);
    playhead.classList.toggle("away", Boolean(apart));
    root.classList.toggle("playing", playing);
    const second = `${clock(at)} of ${clock(length)}`;
    if (shownSecond !== title + second) {
      shownSecond = title + second;
      nowTitle.textContent = title;
      nowClock.textContent = second;
      track.setAttribute("aria-valuenow", Math.floor(start + at));
      track.setAttribute("aria-valuetext", `${title}, ${second}`);
    }
    toggle.setAttribute("aria-label", playing ? "Stop" : "Play");
  });

  // The timeline is a picture for those without a script, and a slider with one.
  track.setAttribute("role", "slider");
  track.setAttribute("tabindex", "0");
  track.setAttribute("aria-label", "Place in the answer");
  track.removeAttribute("aria-labelledby");
  track.removeAttribute("aria-describedby");
  track.setAttribute("aria-valuemin", "0");
  track.setAttribute("aria-valuemax", Math.ceil(data.axis));
  track.addEventListener("click", (event) => {
    const box = track.querySelector("svg").getBoundingClientRect();
    const whole = ((event.clientX - box.left) / box.width) * data.axis;
    player.playFrom(...player.placeOf(whole));
  });
  track.addEventListener("keydown", (event) => {
    const whole = data.sections[player.section].start + player.at();
    const target = { Home: 0, End: data.axis, PageUp: whole - 10, PageDown: whole + 10 }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      player.seek(...player.placeOf(target));
    }
  });

  document.addEventListener("click", (event) => {
    const word = event.target.closest(".w");
    if (word && placeOfWord.has(word) && String(getSelection()) === "") {
      const [section, index] = placeOfWord.get(word);
      player.playFrom(section, data.sections[section].words[index][0]);
      return;
    }
    const button = event.target.closest("button[data-at]");
    if (button) {
      const { section, saidIn, at } = button.dataset;
      const number = section ?? data.sections.findIndex((one) => one.id === saidIn);
      player.playFrom(Number(number), Number(at));
    }
  });

  // Findings, one after the other in the order of speaking.
  let chosen = -1;
  function choose(step) {
    if (data.findings.length === 0) {
      announce("There is no finding to go to.");
      return;
    }
    chosen = chosen < 0 ? nearestFinding(step) : chosen + step;
    chosen = Math.max(0, Math.min(chosen, data.findings.length - 1));
    const [name, section, at] = data.findings[chosen];
    document.querySelectorAll(".chosen").forEach((old) => old.classList.remove("chosen"));
    const marks = document.querySelectorAll(`mark[data-f~="${name}"]`);
    marks.forEach((mark) => mark.classList.add("chosen"));
    marks[0]?.scrollIntoView({ block: "center" });
    player.seek(section, at - data.leadIn) && player.playing && player.play();
    const label = marks[0]?.title ?? "";
    announce(`Finding ${chosen + 1} of ${data.findings.length}. ${label}. ${data.sections[section].title}, ${clock(at)}.`);
  }

  // Where to begin: at the finding after (or before) the place that is being heard.
  function nearestFinding(step) {
    const here = data.sections[player.section].start + player.at();
    const after = data.findings.findIndex(([, section, at]) => data.sections[section].start + at >= here);
    const next = after < 0 ? data.findings.length - 1 : after;
    return step > 0 ? next : Math.max(0, next - 1);
  }

  const ownKeys = "input, textarea, select, audio, [contenteditable]";
  const takesSpace = `${ownKeys}, button, summary, a[href]`;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
      return;
    }
    const inside = (selector) => event.target instanceof Element && event.target.closest(selector) !== null;
    const actions = {
      " ": () => player.toggle(),
      ArrowLeft: () => player.step(-2),
      ArrowRight: () => player.step(2),
      j: () => choose(1),
      k: () => choose(-1),
    };
    const action = actions[event.key];
    if (action && !inside(event.key === " " ? takesSpace : ownKeys)) {
      event.preventDefault();
      action();
    }
  });

  toggle.addEventListener("click", player.toggle);
  document.getElementById("back").addEventListener("click", () => player.step(-2));
  document.getElementById("forth").addEventListener("click", () => player.step(2));
  document.getElementById("previous").addEventListener("click", () => choose(-1));
  document.getElementById("following").addEventListener("click", () => choose(1));
  player.seek(player.section, 0);
})();
