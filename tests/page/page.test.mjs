// The claims about the page of a take. tests/page.rs makes the pages and runs this file.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PAGES, launch, open, wait } from "./browser.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = [
  "strong",
  "partial",
  "weak",
  "corrected",
  "interrupted",
  "unheard",
  "hostile",
  "follow-ups",
  "one-recording",
  "half-hour",
  "single-file",
  "history",
  "no-history",
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

// Runs `claim` on the page `name`, which must not have done anything forbidden by then.
async function on(name, claim, options = {}) {
  const page = await open(browser, name, options);
  try {
    await claim(page);
    assert.deepEqual(page.faults.filter((fault) => !options.allowed?.test(fault)), []);
  } finally {
    await page.close({ runBeforeUnload: false });
  }
}

const data = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
const time = (page, section) => page.locator(`[data-sound="${section}"]`).evaluate((sound) => sound.currentTime);
const plays = (page, section) => page.locator(`[data-sound="${section}"]`).evaluate((sound) => !sound.paused);
const word = (page, section, index) => page.locator(`[data-words="${section}"] .w`).nth(index);

// From now on notes where each seek of the section's sound ended.
async function noteSeeks(page, section) {
  await page.locator(`[data-sound="${section}"]`).evaluate((sound) => {
    window.seeks = [];
    sound.addEventListener("seeking", () => window.seeks.push(sound.currentTime));
  });
}

test("a click on a word plays from that word, within 50 ms", () =>
  on("strong", async (page) => {
    const { sections } = await data(page);
    for (const [section, index] of [[0, 5], [2, 40], [4, 0]]) {
      await noteSeeks(page, section);
      await word(page, section, index).click();
      await page.waitForFunction(() => window.seeks.length > 0);
      const [seek] = await page.evaluate(() => window.seeks);
      const start = sections[section].words[index][0];
      assert.ok(Math.abs(seek - start) < 0.05, `${seek} is not ${start}`);
      await wait(300);
      assert.ok(await plays(page, section), "it plays");
      const now = await time(page, section);
      assert.ok(now > start + 0.05 && now < start + 2, `it plays on from there: ${start} became ${now}`);
      for (const other of [0, 2, 4].filter((one) => one !== section)) {
        assert.ok(!(await plays(page, other)), "only one section is heard at a time");
      }
    }
  }));

test("the word being spoken is lit, and no other", () =>
  on("strong", async (page) => {
    const { sections } = await data(page);
    await word(page, 2, 3).click();
    const seen = new Set();
    for (let sample = 0; sample < 25; sample += 1) {
      await wait(80);
      const now = await page.evaluate(() => {
        const lit = [...document.querySelectorAll(".lit")];
        const words = [...document.querySelectorAll('[data-words="2"] .w')];
        return { at: document.querySelector('[data-sound="2"]').currentTime, lit: lit.map((one) => words.indexOf(one)) };
      });
      assert.ok(now.lit.length <= 1, `${now.lit.length} words are lit`);
      if (now.lit.length === 1) {
        const [start, end] = sections[2].words[now.lit[0]];
        assert.ok(now.at > start - 0.15 && now.at < end + 0.4, `${now.at} is not in the lit word, ${start} to ${end}`);
        seen.add(now.lit[0]);
      }
    }
    assert.ok(seen.size >= 4, `only ${seen.size} words were lit in two seconds`);
  }));

test("space plays and stops, the arrows move by two seconds", () =>
  on("strong", async (page) => {
    await page.keyboard.press("Space");
    await wait(300);
    assert.ok(await plays(page, 0), "space plays");
    await page.keyboard.press("Space");
    await wait(100);
    assert.ok(!(await plays(page, 0)), "space stops");
    const before = await time(page, 0);
    await page.keyboard.press("ArrowRight");
    assert.ok(Math.abs((await time(page, 0)) - before - 2) < 0.05);
    await page.keyboard.press("ArrowLeft");
    assert.ok(Math.abs((await time(page, 0)) - before) < 0.05);
  }));

test("the arrows go over the border of a section", () =>
  on("strong", async (page) => {
    const { sections } = await data(page);
    await word(page, 1, 0).click();
    await page.keyboard.press("Space");
    const before = await time(page, 1);
    await page.keyboard.press("ArrowLeft");
    const expected = sections[0].length + before - 2;
    assert.ok(Math.abs((await time(page, 0)) - expected) < 0.1, "it is heard in the section before");
  }));

test("j and k go to the next and the previous finding, two seconds before it", () =>
  on("partial", async (page) => {
    const { sections, findings } = await data(page);
    for (const [key, expected] of [["j", 0], ["j", 1], ["j", 2], ["k", 1]]) {
      await page.keyboard.press(key);
      const [name, section, at] = findings[expected];
      const from = Math.max(0, at - 2);
      assert.ok(Math.abs((await time(page, section)) - from) < 0.05, `finding ${expected} of ${sections[section].id}`);
      const chosen = await page.locator("mark.chosen").first().getAttribute("data-f");
      assert.ok(chosen.split(" ").includes(name), `${chosen} holds ${name}`);
      assert.match(await page.locator("#status").textContent(), new RegExp(`Finding ${expected + 1} of`));
    }
  }));

test("keys are left to whatever has the focus", () =>
  on("strong", async (page) => {
    await page.locator(".author summary").first().focus();
    await page.keyboard.press("Space");
    assert.equal(await page.locator(".author").first().evaluate((one) => one.open), true, "the summary opened");
    assert.ok(!(await plays(page, 0)), "and nothing plays");
    await page.locator("#toggle").focus();
    await page.keyboard.press("Space");
    await wait(200);
    assert.ok(await plays(page, 0), "the button was pressed once, not twice");
    await page.keyboard.press("Control+j");
    assert.equal(await page.locator("mark.chosen").count(), 0, "shortcuts of the browser are its own");
  }));

test("a click on the timeline plays from there", () =>
  on("strong", async (page) => {
    const { sections, axis } = await data(page);
    // Away from the player, which covers the lower edge of the window.
    await page.locator("#track > svg").evaluate((track) => track.scrollIntoView({ block: "center" }));
    const box = await page.locator("#track > svg").boundingBox();
    const whole = sections[2].start + 5;
    await noteSeeks(page, 2);
    await page.mouse.click(box.x + (box.width * whole) / axis, box.y + 90);
    await page.waitForFunction(() => window.seeks.length > 0);
    const [seek] = await page.evaluate(() => window.seeks);
    assert.ok(Math.abs(seek - 5) < 0.1, `${seek} is not 5`);
    const head = await page.locator("#playhead").getAttribute("x1");
    assert.ok(Math.abs(parseFloat(head) - (whole / axis) * 100) < 2, "the line stands there, too");
  }));

test("a signal is played from two seconds before it", () =>
  on("strong", async (page) => {
    const { findings } = await data(page);
    const [name, section, at] = findings.find(([, , at]) => at > 3);
    await noteSeeks(page, section);
    await page.locator(`[data-row="${name}"] button[data-at]`).click();
    await page.waitForFunction(() => window.seeks.length > 0);
    const [seek] = await page.evaluate(() => window.seeks);
    assert.ok(Math.abs(seek - (at - 2)) < 0.05, `${seek} is not two seconds before ${at}`);
  }));

test("sections follow each other without a hand", () =>
  on("weak", async (page) => {
    const { sections } = await data(page);
    await word(page, 1, 0).click();
    await page.locator('[data-sound="1"]').evaluate((sound, at) => {
      sound.currentTime = at;
    }, sections[1].length - 0.3);
    await page.waitForFunction(() => !document.querySelector('[data-sound="2"]').paused, null, { timeout: 5000 });
  }));

test("a section that is part of a longer recording is heard at its own place", () =>
  on("one-recording", async (page) => {
    const { sections } = await data(page);
    assert.ok(sections[2].begins > 20, "the third section begins late in the recording");
    await noteSeeks(page, 2);
    await word(page, 2, 10).click();
    await page.waitForFunction(() => window.seeks.length > 0);
    const [seek] = await page.evaluate(() => window.seeks);
    assert.ok(Math.abs(seek - sections[2].begins - sections[2].words[10][0]) < 0.05);
    assert.match(await page.locator("#now-title").textContent(), /Action/);
    await page.keyboard.press("End");
    await page.locator('[data-sound="2"]').evaluate((sound, at) => {
      sound.currentTime = at;
    }, sections[2].begins + sections[2].length - 0.2);
    await page.waitForFunction(() => !document.querySelector('[data-sound="3"]').paused, null, { timeout: 5000 });
  }));

test("a reply to a follow-up question is heard by itself", () =>
  on("follow-ups", async (page) => {
    const { sections } = await data(page);
    assert.deepEqual(sections.slice(5).map((one) => one.id), ["reply-1", "reply-2"]);
    await word(page, 5, 4).click();
    await wait(300);
    assert.ok(await plays(page, 5));
    assert.equal(await word(page, 5, 4).evaluate((one) => one.closest("section").id), "replies");
    assert.ok(await page.locator("#playhead").isHidden(), "it has no place on the timeline");
    const before = await time(page, 5);
    await page.keyboard.press("ArrowRight");
    assert.ok((await time(page, 5)) > before + 1.5, "the arrows stay in it");
    await page.keyboard.press("Space");
    assert.match(await page.locator("#replies").innerText(), /No words/);
    await word(page, 4, 0).click();
    await page.locator('[data-sound="4"]').evaluate((sound, at) => {
      sound.currentTime = at;
    }, sections[4].length - 0.2);
    await page.waitForFunction(() => document.querySelector('[data-sound="4"]').ended, null, { timeout: 5000 });
    await wait(200);
    assert.ok(!(await plays(page, 5)), "the answer ends without its follow-ups");
  }));

test("sound inside the page plays, and the page needs no other file", () =>
  on("single-file", async (page) => {
    await word(page, 0, 8).click();
    await wait(400);
    assert.ok((await time(page, 0)) > 0.5);
    const sources = await page.locator("audio").evaluateAll((all) => all.map((one) => one.src.slice(0, 15)));
    assert.deepEqual([...new Set(sources)], ["data:audio/wav;"]);
  }));

test("a correction is shown as the user's, counted, and offered as a file", () =>
  on("partial", async (page) => {
    const { take } = await data(page);
    const row = page.locator('[data-row="s0-0"]');
    const count = () => page.locator("#said-count").textContent().then(Number);
    const before = await count();
    assert.ok(await page.locator("#unsaved").isHidden());
    await row.getByRole("button", { name: "I did not say it" }).click();
    assert.equal(await count(), before - 1);
    assert.match(await row.locator(".state").innerText(), /Not heard[^]*your word/);
    assert.ok(await page.locator('[data-open="s0-0"]').isVisible(), "it is still to say, in the margin");
    assert.ok(!(await page.locator('mark[data-f~="s0-0"]').getAttribute("class")).includes("said"));
    const missing = page.locator('tr.missing[data-owner="task"]').first();
    const say = await missing.getAttribute("data-say");
    await missing.getByRole("button", { name: "I did say it" }).click();
    assert.equal(await count(), before);
    assert.match(await page.locator("#unsaved").innerText(), /2 corrections are not saved yet/);
    const coming = page.waitForEvent("download");
    await page.locator("#save").click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), "corrections.json");
    assert.deepEqual(JSON.parse(await readFile(await download.path(), "utf8")), {
      schema: 1,
      take,
      corrections: [
        { section: "situation", say: "I noticed", state: "missing" },
        { section: "task", say, state: "said" },
      ],
    });
    assert.ok(await page.locator("#unsaved").isHidden(), "nothing is left to save");
  }));

test("a correction can be undone", () =>
  on("partial", async (page) => {
    const row = page.locator('[data-row="s0-0"]');
    const button = row.locator("[data-correct]");
    const before = await row.innerText();
    await button.click();
    await row.getByRole("button", { name: "Undo" }).click();
    assert.equal(await row.innerText(), before);
    assert.ok(await page.locator("#unsaved").isHidden());
    assert.equal(await page.locator('mark[data-f~="s0-0"]').getAttribute("class"), "said");
  }));

test("kept corrections are shown, and undoing one brings its mark back", () =>
  on("corrected", async (page) => {
    const row = page.locator('[data-row="s0-0"]');
    assert.match(await row.locator(".state").innerText(), /Not heard[^]*your word/);
    assert.match(await page.locator('[data-row="s0-1"] .state').innerText(), /Said[^]*your word/);
    const mark = page.locator('mark[data-f~="s0-0"]');
    assert.equal(await mark.getAttribute("class"), "retracted");
    await row.getByRole("button", { name: "Undo" }).click();
    assert.equal(await mark.getAttribute("class"), "said");
    assert.match(await page.locator("#unsaved").innerText(), /1 correction is not saved yet/);
  }));

test("markup in a scenario, a transcript or a name is shown as text", () =>
  on("hostile", async (page) => {
    await page.keyboard.press("j");
    await page.locator("[data-correct]").first().click();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("img").count(), 0);
    assert.match(await page.locator("h1").innerText(), /^<\/script><script>window\.hacked/);
    assert.match(await word(page, 0, 0).innerText(), /^<\/script>/);
    assert.match(await page.locator(".author blockquote").first().evaluate((one) => one.textContent), /<img src=x/);
  }));

test("what is not part of the page cannot run in it, nor reach out", () =>
  on(
    "strong",
    async (page) => {
      const tried = await page.evaluate(async () => {
        document.body.setAttribute("onclick", "window.hacked = true");
        document.body.click();
        const script = document.createElement("script");
        script.textContent = "window.hacked = true";
        document.body.append(script);
        const reached = await fetch("http://127.0.0.1:9/").then(() => true, () => false);
        return { hacked: window.hacked, reached };
      });
      assert.deepEqual(tried, { hacked: undefined, reached: false });
    },
    { allowed: /Content Security Policy|violates/ },
  ));

test("a take that was cut off says so, and says which sound is gone", () =>
  on(
    "interrupted",
    async (page) => {
      assert.match(await page.locator("#section-action").innerText(), /Cut off/);
      assert.match(await page.locator("#section-result").innerText(), /Not told/);
      await page.waitForFunction(() => document.getElementById("status").textContent !== "");
      assert.match(await page.locator("#status").textContent(), /sound of Task/);
    },
    { allowed: /ERR_FILE_NOT_FOUND/ },
  ));

test("speech that was not understood is told at its place, in the timeline and beside the length", () =>
  on(
    "interrupted",
    async (page) => {
      const section = page.locator("#section-situation");
      const mark = section.locator(".speech .unclear");
      assert.match(await mark.innerText(), /3\.1 s of speech not understood/);
      // Words before it and words after it.
      const around = await mark.evaluate((element) => {
        const all = [...element.closest(".said-here").querySelectorAll(".w, .unclear")];
        const at = all.indexOf(element);
        return [at, all.length - at - 1];
      });
      assert.ok(around[0] > 3 && around[1] > 3, around.join(" "));
      assert.match(await section.locator(".measure").innerText(), /3\.1 s not understood, so what is missing may/);
      assert.equal(await page.locator("#track rect.unclear").count(), 1);
      assert.match(await page.locator(".time .legend").innerText(), /not understood/);
    },
    { allowed: /ERR_FILE_NOT_FOUND/ },
  ));

test("a take without speech says that nothing was heard and draws no pace", () =>
  on("unheard", async (page) => {
    assert.match(await page.locator("#section-situation").innerText(), /Nothing was heard/);
    assert.match(await page.locator(".pace").innerText(), /Too little was said/);
    assert.equal(await page.locator("mark[data-f]").count(), 0);
    await page.keyboard.press("j");
    assert.match(await page.locator("#status").textContent(), /no finding/);
  }));

test("thirty minutes are whole and quick to move in", () =>
  on("half-hour", async (page) => {
    assert.equal(await page.locator(".speech .w").count(), 4500);
    await word(page, 4, 899).click();
    await page.waitForFunction(() => document.querySelectorAll(".lit").length === 1, null, { timeout: 2000 });
    assert.ok((await time(page, 4)) > 359);
  }));

for (const name of ALL) {
  test(`${name}: no error, no request, and nothing wider than a phone or a desk`, async () => {
    const allowed = name === "interrupted" ? /ERR_FILE_NOT_FOUND/ : undefined;
    for (const width of [390, 1280]) {
      await on(
        name,
        async (page) => {
          await wait(150);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        },
        { width, allowed },
      );
    }
  });
}

const LOOKS = [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]];
for (const [name, looks] of [["partial", LOOKS], ["corrected", LOOKS.slice(3)], ["unheard", LOOKS.slice(0, 1)], ["interrupted", LOOKS.slice(2, 3)], ["follow-ups", LOOKS.slice(0, 1)], ["history", LOOKS]]) {
  for (const [colorScheme, width] of looks) {
    test(`${name}: axe finds nothing serious, ${colorScheme}, ${width} wide`, () =>
      on(
        name,
        async (page) => {
          await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
          await page.evaluate(AXE);
          const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
          const told = violations.map((one) => `${one.impact} ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 4).join("\n  ")}`);
          assert.deepEqual(told.filter((one) => /^(serious|critical)/.test(one)), []);
          assert.ok(passes.length > 20, "axe looked at the page");
        },
        { colorScheme, width, allowed: name === "interrupted" ? /ERR_FILE_NOT_FOUND/ : undefined },
      ));
  }
}

test("the history tells in words what it draws", () =>
  on("history", async (page) => {
    const drawings = await page.locator("figure").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    assert.equal(drawings.length, 14, "five sections, pace and fillers, for two stories");
    assert.ok(drawings.every((one) => /over \d+ takes: first .*, last .*, between/.test(one)), drawings.join("\n"));
    const row = page.locator(".grid-table tr.never").first();
    assert.match(await row.innerText(), /0 of 14/);
    assert.equal(await page.locator("script").count(), 0);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator(".takes a").first().getAttribute("href"), "2026-11-22T2104-slow-checkout/report.html");
  }));

test("headings go down one level at a time and landmarks are there", () =>
  on("partial", async (page) => {
    const levels = await page.locator("h1, h2, h3, h4").evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
    levels.reduce((before, level) => (assert.ok(level <= before + 1, `h${level} after h${before}`), level), 0);
    for (const role of ["banner", "main", "contentinfo"]) {
      assert.equal(await page.getByRole(role).count(), 1, role);
    }
    assert.equal(await page.getByRole("region", { name: "Player" }).count(), 1);
  }));

test("the keyboard alone reaches everything, in the order of reading", () =>
  on("weak", async (page) => {
    const seen = [];
    for (let press = 0; press < 200; press += 1) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(() => {
        const here = document.activeElement;
        const all = [...document.querySelectorAll("*")];
        return here === document.body ? null : { at: all.indexOf(here), id: here.id, text: here.textContent.trim().slice(0, 30) };
      });
      if (place === null) {
        break;
      }
      seen.push(place);
    }
    assert.deepEqual(seen.map((one) => one.at), seen.map((one) => one.at).toSorted((left, right) => left - right));
    assert.equal(seen[0].text, "To the transcript");
    const ids = seen.map((one) => one.id);
    assert.ok(ids.includes("track") && ids.includes("toggle") && ids.includes("following"));
  }));

test("the timeline is a slider for those who cannot see it", () =>
  on("strong", async (page) => {
    const slider = page.getByRole("slider", { name: "Place in the answer" });
    await slider.focus();
    await page.keyboard.press("PageDown");
    assert.match(await slider.getAttribute("aria-valuetext"), /Situation, 0:10 of 0:21/);
    await page.keyboard.press("Home");
    assert.equal(await slider.getAttribute("aria-valuenow"), "0");
  }));

test("on paper there are no buttons, and the coaching is open", () =>
  on("strong", async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".player").isHidden());
    assert.equal(await page.locator("button:visible").count(), 0);
    assert.ok(await page.locator(".author blockquote").first().isVisible());
    assert.ok(await page.locator("#transcript").isVisible());
  }));

test("without a script the page still reads, and its sound plays", async () => {
  const page = await open(browser, "strong", { javaScriptEnabled: false });
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.equal(await page.locator("audio:visible").count(), 5);
  assert.ok(await page.locator("[data-row=s0-0]").isVisible());
  await page.close();
});

test("the page lies where it was made", () => assert.ok(PAGES));
