// Every page of the route table as each kind of user: nothing is too wide, axe finds nothing, the
// browser complains of nothing. Screenshots go to shots/.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SHOTS = new URL("../shots/", import.meta.url).pathname;

/** Pages by who sees them. Those behind a link are found by following the first one like it; some are
 *  looked at with a box ticked. */
const PAGES = {
  nobody: ["/login"],
  "mirjam@ferrow.example": [
    "/", "/invoices", "/invoices?show=all", "/invoices?show=overdue", "/invoices?q=nothing-like-it",
    "/pay?due=today&currency=EUR", "/payments", "/statement?kind=open", "/statement?kind=forward", "/account",
    "/no-such-page",
    { from: "/invoices", tick: ".pick input:enabled", name: "invoices-ticked" },
    { from: "/invoices", link: 'main a[href^="/invoices/"]:not([href*="?"])', name: "invoice" },
    { from: "/payments", link: 'main a[href^="/payments/"]', name: "payment" },
    "/disputes", "/conversations", "/conversations/new",
  ],
  "joost@ferrow.example": [
    { from: "/invoices", link: 'main tbody a[href^="/invoices/"]', name: "dispute-new", then: "/dispute" },
    { from: "/invoices", link: 'main tbody a[href^="/invoices/"]', name: "help", then: "/help" },
    { from: "/invoices", link: 'main tbody a[href^="/invoices/"]', name: "help-paid", then: "/help/paid" },
    { from: "/invoices", link: 'main tbody a[href^="/invoices/"]', name: "help-order", then: "/help/order" },
    { from: "/invoices", link: 'main tbody a[href^="/invoices/"]', name: "copy", then: "/copy" },
    "/help", "/account/contacts", "/account/contacts/new", "/account/address",
  ],
  "ada@nordhaven.example": [
    "/staff", "/staff/accounts", "/staff/invoices", "/staff/payments", "/staff/disputes", "/staff/conversations", "/staff/webhooks", "/staff/messages",
    "/staff/decisions", "/staff/imports", "/staff/imports/new", "/staff/users", "/staff/clock", "/staff/sandbox",
    "/staff/search?q=NH", "/staff/changes", "/staff/self-help", "/staff/self-help/cases", "/staff/no-such-page",
    { from: "/staff/accounts", link: 'main a[href^="/staff/accounts/"]', name: "staff-account" },
    { from: "/staff/invoices", link: 'main a[href^="/staff/invoices/"]', name: "staff-invoice" },
    { from: "/staff/payments", link: 'main a[href^="/staff/payments/"]', name: "staff-payment" },
  ],
};

async function visit(page, target) {
  if (typeof target === "string") {
    await page.goto(target);
    return target.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  }
  await page.goto(target.from);
  if (target.tick) {
    await page.locator(target.tick).first().check();
    return target.name;
  }
  const href = await page.locator(target.link).first().getAttribute("href");
  await page.goto(href + (target.then ?? ""));
  return target.name;
}

async function assertFits(page, what) {
  const { scroll, inner, wide } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    inner: window.innerWidth,
    wide: [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
      .map((element) => `${element.tagName}.${element.className}`)
      .slice(0, 8),
  }));
  assert.ok(scroll <= inner, `${what} is ${scroll}px wide in a window of ${inner}px: ${wide.join(", ")}`);
}

async function assertAccessible(page, what) {
  // The page's policy allows no script of ours, so axe runs in the page's isolated world.
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const told = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")})`);
  assert.deepEqual(told, [], `${what}: axe`);
}

let axe;
async function axeSource() {
  axe ??= await import("node:fs/promises").then((fs) => fs.readFile(AXE, "utf8"));
  return axe;
}

export function looks(here) {
  describe("looks", () => {
    mkdirSync(SHOTS, { recursive: true });
    for (const [email, pages] of Object.entries(PAGES)) {
      for (const [width, dark] of [[360, false], [768, true], [1280, false]]) {
        it(`${email} at ${width} px${dark ? ", dark" : ""}`, async () => {
          const who = await person(here.house, { email: email === "nobody" ? undefined : email, width, dark });
          const problems = [];
          for (const target of pages) {
            const name = await visit(who.page, target);
            const file = `${SHOTS}${email.split("@")[0]}-${name}-${width}.png`;
            await who.page.screenshot({ path: file, fullPage: true });
            for (const check of [assertFits, assertAccessible]) {
              await check(who.page, `${name} at ${width}px`).catch((error) => problems.push(error.message));
            }
          }
          problems.push(...who.complaints);
          await who.close();
          assert.deepEqual(problems, []);
        });
      }
    }
  });
}
