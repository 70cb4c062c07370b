// Opens pages from the disk in Chromium, and notes everything that a page must never do.

import { chromium } from "playwright-core";

export const PAGES = process.env.PAGES;

export async function launch() {
  return chromium.launch({
    executablePath: process.env.BROWSER,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// A page with `faults`: errors on its console, exceptions, and requests for anything but files of its own folder.
export async function open(browser, name, options = {}) {
  const { width = 1280, file = "report.html", ...context } = options;
  const page = await browser.newPage({ viewport: { width, height: 800 }, acceptDownloads: true, ...context });
  page.faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      page.faults.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => page.faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    const own = url.startsWith(`file://${PAGES}/${name}/`) || url.startsWith("data:") || url.startsWith("blob:");
    if (!own) {
      page.faults.push(`request: ${url}`);
    }
  });
  await page.goto(`file://${PAGES}/${name}/${file}`);
  return page;
}

export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
