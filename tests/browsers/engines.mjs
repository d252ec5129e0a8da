// Browsers besides Chromium, each by the protocol that it speaks of its own accord: Firefox by WebDriver
// BiDi, WebKit (of GTK, the engine that Safari has) by classic WebDriver. One small page of words for
// both, so that every test is written once.
//
// Environment: FIREFOX and WEBKIT_DRIVER, the programs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { env, kill } from "node:process";
import puppeteer from "puppeteer-core";
import { Builder, Key } from "selenium-webdriver";

const LIMIT_MS = 60_000;

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
};

const later = (ms) => new Promise((done) => setTimeout(done, ms));

/** Asks until there is an answer. */
async function until(what, ask) {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not in ${LIMIT_MS / 1_000} s: ${what}`);
    await later(50);
  }
}

/** What a test says to a page. Functions run in the page and get what follows them. */
const words = ({ open, run, click, press, size, picture, close }) => {
  const own = {
    open,
    run,
    press,
    size,
    picture,
    close,
    /** Waits until a function gives something, and gives that; of an element, that there is one. */
    until: (ask, ...given) => until(`${ask} ${given}`, () => run(`(...given) => ((found) => found instanceof Node || found)((${ask})(...given))`, ...given)),
    /** Clicks, as a mouse does, the element that a function gives; it is waited for. */
    click: async (find, ...given) => {
      await own.until(find, ...given);
      await click(find, ...given);
    },
  };
  return own;
};

async function firefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    timeout: LIMIT_MS,
    extraPrefsFirefox: { "ui.prefersReducedMotion": 1 },
  });
  const page = await browser.newPage();
  const run = (ask, ...given) => page.evaluate(`(${ask})(...${JSON.stringify(given)})`);
  return words({
    open: (url) => page.goto(url),
    run,
    click: async (find, ...given) => {
      const handle = await page.evaluateHandle(`(${find})(...${JSON.stringify(given)})`);
      await handle.asElement().click();
    },
    press: (key) => page.keyboard.press(key === "Space" ? " " : key),
    size: (width, height) => page.setViewport({ width, height }),
    picture: (path) => page.screenshot({ path }),
    close: () => browser.close(),
  });
}

async function webkit() {
  const port = await freePort();
  // With a screen of its own, for it has no mode without; a group of its own, to end it whole.
  const screen = ["-a", "-s", "-screen 0 1600x1200x24", env.WEBKIT_DRIVER ?? "WebKitWebDriver"];
  const driver = spawn("xvfb-run", [...screen, `--port=${port}`, "--host=127.0.0.1"], { detached: true, stdio: "ignore" });
  const server = `http://127.0.0.1:${port}`;
  await until("WebKitWebDriver", () => fetch(`${server}/status`).then(({ ok }) => ok, () => false));
  const session = await new Builder().usingServer(server).withCapabilities({ browserName: "MiniBrowser" }).build();
  const run = (ask, ...given) => session.executeScript(`return (${ask})(...arguments)`, ...given);
  return words({
    open: (url) => session.get(url),
    run,
    click: async (find, ...given) => (await run(find, ...given)).click(),
    press: (key) => session.actions().sendKeys(Key[key.toUpperCase()] ?? key).perform(),
    size: async (width, height) => {
      const around = await run(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
      await session.manage().window().setRect({ width: width + around[0], height: height + around[1] });
    },
    picture: async (path) => writeFile(path, await session.takeScreenshot(), "base64"),
    close: async () => {
      await session.quit().catch(() => {});
      kill(-driver.pid);
    },
  });
}

export const ENGINES = { firefox, webkit };
