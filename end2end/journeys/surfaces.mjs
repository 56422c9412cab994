// Every page that names what is open of an invoice, what of it is disputed and what is to pay: what each says,
// in cents. The customer has this one invoice, so that the sums of the account are its own.
import assert from "node:assert/strict";
import { cents } from "../house.mjs";

/** The amount beside a label in a list of sums or figures; nothing where there is no such label. */
async function beside(page, label, within = "main") {
  const found = await page.locator(`${within} dl > div`).evaluateAll(
    (lines, label) =>
      lines
        .filter((line) => line.querySelector("dt").textContent.trim().startsWith(label))
        .map((line) => line.querySelector("dd").textContent),
    label,
  );
  return found.length ? Math.abs(cents(found.at(-1))) : 0;
}

/** What the row with a text says in the columns whose heads begin so. */
async function inRow(page, text, heads, rows = "main tr") {
  const row = page.locator(rows).filter({ hasText: text }).first();
  const said = await row.evaluate((row, heads) => {
    const names = [...row.closest("table").querySelectorAll("thead th")].map((th) => th.textContent.trim());
    return heads.map((head) => row.cells[names.findIndex((name) => name.startsWith(head))].textContent);
  }, heads);
  return said.map((text) => (/\d/.test(text) ? cents(text) : 0));
}

const PORTAL = {
  async invoice(page, told) {
    await page.goto(`/invoices/${told.id}`);
    const toPay = cents(await page.locator(".stub .display").first().innerText());
    assert.equal(await beside(page, "To pay", ".stub"), toPay, "the card ends on its own amount");
    return { open: await beside(page, "Open", ".stub"), disputed: await beside(page, "Disputed", ".stub"), toPay };
  },
  async list(page, told) {
    await page.goto("/invoices?show=all");
    const [open, toPay] = await inRow(page, told.number, ["Open", "To pay"]);
    return { open, toPay };
  },
  async home(page) {
    await page.goto("/");
    if (await page.getByText("All your invoices are settled.").count()) return { open: 0, disputed: 0, toPay: 0 };
    const open = await beside(page, "Open,");
    const disputed = await beside(page, "On hold: disputed");
    let toPay = 0;
    for (const when of ["Overdue", "Due today", "Due within 7 days", "Due later"]) {
      toPay += await beside(page, when, "[aria-labelledby=open-1]");
    }
    return { open, disputed, toPay };
  },
  async pay(page, told) {
    await page.goto(`/pay?invoice=${told.id}`);
    if (await page.getByText("What you chose is settled or on hold").count()) return { toPay: 0 };
    const [open, disputed, toPay] = await inRow(page, told.number, ["Open", "Stays on hold", "This payment"]);
    return { open, disputed: Math.abs(disputed), toPay };
  },
  async statement(page, told) {
    await page.goto("/statement?kind=forward");
    const closing = cents(await page.locator("main tfoot tr").first().locator(".key").innerText());
    await page.goto("/statement?kind=open");
    if (await page.getByText("Nothing was open").count()) return { open: closing, disputed: 0 };
    const [disputed, open] = await inRow(page, told.number, ["Of it disputed", "Open"]);
    assert.equal(closing, open, "both statements close on the same figure");
    return { open, disputed };
  },
};

const STAFF = {
  async account(page, told) {
    await page.goto(told.address);
    const open = await beside(page, "Open,");
    const toPay = await beside(page, "Collectable");
    return { open, disputed: await beside(page, "Disputed", "[aria-labelledby=balance]"), toPay };
  },
  async accounts(page, told) {
    await page.goto(`/staff/accounts?q=${told.account}`);
    const [disputed, open] = await inRow(page, told.account, ["Disputed", "Open"]);
    return { open, disputed };
  },
  async invoices(page, told) {
    await page.goto(`/staff/invoices?show=all&q=${told.number}`);
    const [open, disputed, toPay] = await inRow(page, told.number, ["Open", "Disputed", "Collectable"]);
    return { open, disputed, toPay };
  },
  async invoice(page, told) {
    await page.goto(`/staff/invoices/${told.id}`);
    return { disputed: await beside(page, "Disputed"), toPay: await beside(page, "Collectable") };
  },
  async queue(page, told) {
    await page.goto(`/staff/disputes?customer=${encodeURIComponent(told.name)}`);
    const rows = page.locator("main tbody tr").filter({ hasText: told.name });
    if (!(await rows.count())) return { disputed: 0 };
    const [disputed] = await inRow(page, told.name, ["Disputed"], "main tbody tr");
    return { disputed };
  },
};

/** What the overview says of all customers, as figures and by age. */
async function overview(page) {
  await page.goto("/staff");
  const said = { open: await beside(page, "Receivables"), disputed: await beside(page, "of that disputed") };
  const sums = await inRow(page, "Open", ["Open", "Of it disputed"], "[aria-labelledby=age] tfoot tr");
  assert.deepEqual(sums, [said.open, said.disputed], "the ages sum to the figures");
  return said;
}

/** What the overview says of all other customers while this one stands so. */
export async function others(staff, stands) {
  const all = await overview(staff);
  return { open: all.open - stands.open, disputed: all.disputed - stands.disputed };
}

/** Asserts that every page of both sides says the same. */
export async function assertAllSay(buyer, staff, told, stands, rest) {
  for (const [pages, page] of [[PORTAL, buyer], [STAFF, staff]]) {
    for (const [name, read] of Object.entries(pages)) {
      const said = await read(page, told);
      const meant = Object.fromEntries(Object.keys(said).map((key) => [key, stands[key]]));
      assert.deepEqual(said, meant, `${pages === PORTAL ? "the buyer's" : "the seller's"} ${name}`);
    }
  }
  assert.deepEqual(await others(staff, stands), rest, "the overview, less all others");
}
