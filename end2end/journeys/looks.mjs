// Every page of the route table as each kind of user: nothing is too wide, axe finds nothing, the
// browser complains of nothing. Screenshots go to shots/.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { person } from "../house.mjs";
import { chooseInstrument, computeAgain } from "./paying.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SHOTS = new URL("../shots/", import.meta.url).pathname;

/** Widths and colours in which each page is looked at, without loading it again, and what is asked of it there. What
 *  axe finds between the widest and the narrowest it finds in one of them. */
const VIEWS = [
  [1280, "light", [assertFits, assertAccessible]],
  [768, "light", [assertFits]],
  [360, "dark", [assertFits, assertAccessible]],
];

/** The invoice of the first row of a list. */
const INVOICE = 'main tbody a[href^="/invoices/"]';
const DISPUTE = 'main tbody a[href^="/disputes/"]';
const OF_STAFF = 'main tbody a[href^="/staff/disputes/"]';

/** Pages by who sees them. Those behind a link are found by following the first one like it; some are
 *  looked at with boxes ticked, and some after something was pressed. */
const PAGES = {
  nobody: ["/login"],
  "mirjam@ferrow.example": [
    "/", "/invoices", "/invoices?show=all", "/invoices?show=overdue", "/invoices?q=nothing-like-it",
    "/pay?due=today&currency=EUR", "/payments", "/statement?kind=open", "/statement?kind=forward", "/account",
    "/no-such-page",
    { from: "/invoices", tick: 1, name: "invoices-ticked" },
    { from: "/statement?kind=open", tick: 2, name: "statement-ticked" },
    { from: "/invoices", link: 'main a[href^="/invoices/"]:not([href*="?"])', name: "invoice" },
    { from: "/payments", link: 'main a[href^="/payments/"]', name: "payment" },
    "/disputes", "/conversations", "/conversations/new",
    { from: "/conversations", link: 'main tbody a[href^="/conversations/"]', name: "conversation" },
  ],
  "joost@ferrow.example": [
    { from: "/invoices", link: INVOICE, name: "dispute-new", then: "/dispute" },
    { from: "/invoices", tick: 2, press: "Something is wrong", name: "dispute-new-several" },
    { from: "/disputes", link: DISPUTE, name: "dispute" },
    { from: "/disputes?state=decided", link: DISPUTE, name: "dispute-decided" },
    { from: "/invoices", tick: 2, press: "Review and pay", name: "pay-several" },
    { from: "/invoices", tick: 1, press: "Review and pay", after: payShort, name: "pay-short" },
    { from: "/invoices", link: INVOICE, name: "help", then: "/help" },
    { from: "/invoices", link: INVOICE, name: "help-paid", then: "/help/paid" },
    { from: "/invoices", link: INVOICE, name: "help-order", then: "/help/order" },
    { from: "/invoices", link: INVOICE, name: "copy", then: "/copy" },
    "/help", "/account/contacts", "/account/contacts/new", "/account/address",
    "/settings/formats?format=ubl", "/settings/formats?kind=reminder", "/settings/formats/preview/invoice?format=ubl",
  ],
  // Somebody whom something is proposed.
  "payables@hanzefietsen-10084.example": [{ from: "/disputes", link: DISPUTE, name: "dispute-proposed" }],
  "ada@nordhaven.example": [
    "/staff", "/staff/accounts", "/staff/invoices", "/staff/payments", "/staff/webhooks", "/staff/messages",
    "/staff/decisions", "/staff/imports", "/staff/imports/new", "/staff/users", "/staff/clock", "/staff/sandbox",
    "/staff/search?q=NH", "/staff/changes", "/staff/self-help", "/staff/self-help/cases", "/staff/no-such-page",
    "/staff/disputes", "/staff/disputes?state=all", "/staff/disputes?customer=nothing-like-it", "/staff/disputes/analysis",
    "/staff/disputes/analysis/questions", "/staff/settings/disputes", "/staff/me", "/staff/inbound",
    "/staff/conversations", "/staff/settings/documents", "/staff/settings/brand", "/password",
    { from: "/staff/disputes", link: OF_STAFF, name: "staff-dispute" },
    { from: "/staff/disputes?state=asked", link: OF_STAFF, name: "staff-dispute-asked" },
    { from: "/staff/disputes?approve=yes", link: OF_STAFF, name: "staff-dispute-to-approve" },
    { from: "/staff/disputes?state=decided", link: OF_STAFF, name: "staff-dispute-decided" },
    { from: "/staff/conversations", link: 'main tbody a[href^="/staff/conversations/"]', name: "staff-conversation" },
    { from: "/staff/accounts", link: 'main tbody a[href^="/staff/accounts/"]', after: writeToThem, name: "staff-conversation-new" },
    { from: "/staff/settings/disputes", link: 'main a[href^="/staff/settings/disputes/teams/"]', name: "staff-team" },
    { from: "/staff/accounts", link: 'main a[href^="/staff/accounts/"]', name: "staff-account" },
    { from: "/staff/accounts", link: 'main tbody a[href^="/staff/accounts/"]', then: "/formats?format=ubl", name: "staff-formats" },
    { from: "/staff/invoices", link: 'main a[href^="/staff/invoices/"]', name: "staff-invoice" },
    { from: "/staff/payments", link: 'main a[href^="/staff/payments/"]', name: "staff-payment" },
  ],
};

/** Pays less than is open, and is asked why. */
async function payShort(page) {
  await page.locator('input[name="method"][value="card"]').check();
  await chooseInstrument(page, "card_pays");
  await page.getByText("Pay another amount").click();
  await page.getByLabel("An amount for each invoice").check();
  await page.locator('input[name^="part-"]').first().fill("1.00");
  await computeAgain(page);
  await page.locator('button[name="do"][value="pay"]').click();
  await page.getByText(/^Say why you pay/).first().waitFor();
}

/** Goes from an account to the form of a message. */
async function writeToThem(page) {
  await page.locator('main a[href^="/staff/conversations/new"]').first().click();
  await page.getByRole("button", { name: "Send" }).waitFor();
}

async function visit(page, target) {
  if (typeof target === "string") {
    await page.goto(target);
    return target.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  }
  await page.goto(target.from);
  for (let n = 0; n < (target.tick ?? 0); n += 1) await page.locator(".pick input:enabled").nth(n).check();
  if (target.press) {
    await page.getByRole("button", { name: target.press }).first().click();
    await page.waitForURL((url) => !target.from.startsWith(url.pathname));
  }
  if (target.link) {
    const href = await page.locator(target.link).first().getAttribute("href");
    await page.goto(href + (target.then ?? ""));
  }
  await target.after?.(page);
  return target.name;
}

/** Looks at a page in each view. */
async function look(page, name, shot, problems) {
  for (const [width, colorScheme, checks] of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: `${SHOTS}${shot}-${name}-${width}.png`, fullPage: true });
    for (const check of checks) {
      await check(page, `${name} at ${width} px, ${colorScheme}`).catch((error) => problems.push(error.message));
    }
  }
  await page.setViewportSize({ width: VIEWS[0][0], height: 900 });
  await page.emulateMedia({ colorScheme: VIEWS[0][1], reducedMotion: "reduce" });
}

export async function assertFits(page, what) {
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

export async function assertAccessible(page, what) {
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
      it(`of ${email}`, async () => {
        const who = await person(here.house, { email: email === "nobody" ? undefined : email });
        const problems = [];
        for (const target of pages) {
          const name = await visit(who.page, target);
          await look(who.page, name, email.split("@")[0], problems);
        }
        problems.push(...who.complaints);
        await who.close();
        assert.deepEqual(problems, []);
      });
    }
  });
}
