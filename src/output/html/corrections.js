// Corrections: where the user says that a judgement was wrong. They live in this page until they are saved as the
// same file that `rehearse correct` writes.

function makeCorrections(data, announce) {
  const words = { said: "Said", missing: "Not heard" };
  const list = data.corrections.map((correction) => ({ ...correction }));
  const saved = new Set(list.map(keyOf));
  const rows = [...document.querySelectorAll("[data-row]")];

  function keyOf({ section, say, state }) {
    return JSON.stringify([section, say, state]);
  }

  function indexFor(row) {
    return list.findIndex((one) => one.section === row.dataset.owner && one.say === row.dataset.say);
  }

  function unsaved() {
    const now = new Set(list.map(keyOf));
    return [...now].filter((key) => !saved.has(key)).length + [...saved].filter((key) => !now.has(key)).length;
  }

  function change(row) {
    const { owner, say, found } = row.dataset;
    const index = indexFor(row);
    if (index >= 0) {
      list.splice(index, 1);
    } else {
      list.push({ section: owner, say, state: found === "said" ? "missing" : "said" });
    }
    show();
    announce(`${say}: ${row.querySelector(".state-text").textContent}${index >= 0 ? "" : ", your word"}`);
  }

  function showRow(row) {
    const correction = list[indexFor(row)];
    const state = correction ? correction.state : row.dataset.found;
    row.className = state;
    row.querySelector(".state-text").textContent = correction ? words[state] : row.dataset.foundLabel;
    row.querySelector(".yours").hidden = !correction;
    const wrong = row.dataset.found === "said" ? "I did not say it" : "I did say it";
    row.querySelector("[data-correct]").textContent = correction ? "Undo" : wrong;
    showMarks(row, state);
    return state;
  }

  // The same signal in the margin of its section and in the transcript.
  function showMarks(row, state) {
    const name = row.dataset.row;
    for (const open of document.querySelectorAll(`[data-open="${name}"]`)) {
      open.hidden = state === "said";
    }
    for (const mark of document.querySelectorAll(`mark[data-f~="${name}"]`)) {
      mark.classList.remove("said", "near", "elsewhere", "denied", "retracted");
      mark.classList.add(state === "missing" ? "retracted" : state);
    }
  }

  function show() {
    const states = rows.map(showRow);
    document.getElementById("said-count").textContent = states.filter((state) => state === "said").length;
    const count = unsaved();
    document.getElementById("unsaved").hidden = count === 0;
    document.getElementById("unsaved-count").textContent =
      count === 1 ? "1 correction is not saved yet." : `${count} corrections are not saved yet.`;
  }

  function save() {
    const file = { schema: 1, take: data.take, corrections: list };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2) + "\n"], { type: "application/json" }));
    link.download = "corrections.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved.clear();
    list.forEach((one) => saved.add(keyOf(one)));
    show();
    announce("corrections.json was handed to your browser for saving.");
  }

  for (const row of rows) {
    row.querySelector("[data-correct]").addEventListener("click", () => change(row));
  }
  document.getElementById("save").addEventListener("click", save);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved() > 0) {
      event.preventDefault();
    }
  });
  show();
}
