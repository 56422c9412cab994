// A customer of one's own, made the way the seller makes one: files from the ERP, and people to sign in.
import assert from "node:assert/strict";
import { PASSWORD, person } from "../house.mjs";

/** The day so many days from a day, both as 2026-11-18. */
export function after(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Today, as the demonstration's clock says. */
export async function today(staff) {
  await staff.goto("/staff/clock");
  return (await staff.locator("time").first().getAttribute("datetime")).slice(0, 10);
}

/** Loads a file whose headers are our own names. */
async function load(staff, kind, rows) {
  await staff.goto("/staff/imports/new");
  await staff.getByLabel("What it holds").selectOption(`plain:${kind}`);
  await staff.getByLabel("Look first").uncheck();
  const buffer = Buffer.from(`${rows.join("\n")}\n`);
  await staff.locator("#upload").setInputFiles({ name: `${kind}.csv`, mimeType: "text/csv", buffer });
  await staff.getByRole("button", { name: "Upload" }).click();
  await staff.waitForURL(/\/staff\/imports\/[0-9a-f-]{36}/);
  await staff.getByText("Every row could be read, and none was refused.").waitFor({ timeout: 60_000 });
}

async function addUser(staff, { name, email, role, account }) {
  await staff.goto("/staff/users");
  await staff.getByLabel("Name", { exact: true }).fill(name);
  await staff.getByLabel("E-mail", { exact: true }).fill(email);
  await staff.getByLabel("Role").selectOption(`buyer:${role}`);
  await staff.getByLabel("Account number").fill(account);
  await staff.getByLabel("First password").fill(PASSWORD);
  await staff.getByRole("button", { name: "Add", exact: true }).click();
  await staff.getByRole("cell", { name: email }).or(staff.getByText(email)).first().waitFor();
}

/**
 * A company that buys for 1,000.00: chain for 800.00 and sprockets for 200.00, without tax, due tomorrow. It has
 * somebody who runs its account and somebody who may only look. Says where everything is.
 */
export async function customer(here, account, name) {
  const ada = await person(here.house, { email: "ada@nordhaven.example", javaScript: false });
  const staff = ada.page;
  const day = await today(staff);
  const mail = (who) => `${who}@customer-${account}.example`;
  await load(staff, "accounts", ["number,name,terms_days", `${account},${name},14`]);
  await load(staff, "contacts", ["account,email,name", `${account},${mail("noor")},Noor Vos`]);
  const head = "number,account,issued_on,due_on,description,article,quantity,unit,unit_price,tax_percent";
  const invoice = `${account}-1,${account},${after(day, -13)},${after(day, 1)}`;
  await load(staff, "invoices", [
    head,
    `${invoice},"Roller chain 12B-2, 5 m",40 1202 05,8,box,100.00,0`,
    `${invoice},"Sprocket 08B, 19 teeth",41 0819 01,10,pcs,20.00,0`,
  ]);
  await addUser(staff, { name: "Noor Vos", email: mail("noor"), role: "admin", account });
  await addUser(staff, { name: "Bas Kok", email: mail("bas"), role: "view", account });
  await staff.goto(`/staff/accounts?q=${account}`);
  const address = await staff.locator('main a[href^="/staff/accounts/"]').first().getAttribute("href");
  await staff.goto(`/staff/invoices?q=${account}-1`);
  const ofInvoice = await staff.locator('main a[href^="/staff/invoices/"]').first().getAttribute("href");
  assert.deepEqual(ada.complaints, []);
  await ada.close();
  const id = ofInvoice.split("/").pop();
  return { account, name, number: `${account}-1`, address, id, noor: mail("noor"), bas: mail("bas") };
}
