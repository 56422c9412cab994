// A server of this build on a database of its own, and browsers to visit it with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const PASSWORD = "nine brown bearings";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run this through "cargo xtask test browser"`);
  return value;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Makes a database, fills it with the demonstration's data and serves it. */
export async function open() {
  const binary = needed("QUITTANCE_BIN");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const data = mkdtempSync(path.join(tmpdir(), "quittance-end2end-"));
  const database = new URL(needed("QUITTANCE_TEST_DATABASE_URL"));
  database.pathname = `/end2end_${process.pid}_${port}`;
  const env = {
    ...process.env,
    DATABASE_URL: database.href,
    QUITTANCE_ADDR: `127.0.0.1:${port}`,
    QUITTANCE_PUBLIC_URL: url,
    QUITTANCE_DATA_DIR: data,
    QUITTANCE_DEMO: "true",
    QUITTANCE_LOG: process.env.QUITTANCE_LOG ?? "warn",
  };
  for (const command of ["migrate", "seed"]) await run(binary, [command], env);
  const child = spawn(binary, ["serve"], { env, stdio: ["ignore", "inherit", "inherit"] });
  await untilReady(`${url}/readyz`, child);
  const browser = await chromium.launch({ executablePath: needed("CHROMIUM"), args: FLAGS });
  return {
    url,
    browser,
    async close() {
      await browser.close();
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function run(binary, args, env) {
  const child = spawn(binary, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`quittance ${args.join(" ")} ended with ${code}`);
}

async function untilReady(url, child) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the server did not become ready");
}

/** A person with a browser of their own. What the browser complains about is an error. */
export async function person(house, { email, javaScript = true, width = 1280, dark = false } = {}) {
  const context = await house.browser.newContext({
    baseURL: house.url,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused form is a 422, which browsers log as a failed load.
    const expected = /status of (403|404|409|422)/.test(message.text());
    if (message.type() === "error" && !expected) complaints.push(message.text());
  });
  if (email) await logIn(page, email);
  return { page, context, complaints, close: () => context.close() };
}

export async function logIn(page, email) {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("main").waitFor();
}

/** Cents of what a page says: "€1,240.00" → 124000; U+2212 is minus. */
export function cents(text) {
  const match = text.replaceAll(",", "").match(/(\u2212?)[^\d\u2212]*(\d+)\.(\d\d)/);
  if (!match) throw new Error(`no amount in "${text}"`);
  return (match[1] ? -1 : 1) * (Number(match[2]) * 100 + Number(match[3]));
}
