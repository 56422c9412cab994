// Settling a dispute: the whole story of one, on every page of both sides; a proposal that the buyer accepts, an
// amount that needs a second pair of eyes, opening it again, and a payment that is short because something is wrong.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cents, person } from "../house.mjs";
import { customer } from "./customer.mjs";
import { enough, toPay } from "./disputing.mjs";
import { chooseInstrument, computeAgain, passDays } from "./paying.mjs";
import { assertAllSay, others } from "./surfaces.mjs";

/** Disputes an amount of an invoice, and says where the dispute is. */
export async function dispute(page, invoice, amount) {
  await page.goto(invoice);
  await page.getByRole("link", { name: "Something is wrong" }).click();
  await page.getByLabel(/^Dispute the whole of/).check();
  await page.getByLabel(/^What is wrong with the whole of/).selectOption({ label: "Something else" });
  await page.getByLabel(/that is wrong, with VAT$/).fill(amount);
  await page.getByLabel("What happened").fill("The freight was included.");
  await page.getByRole("button", { name: "Open the dispute" }).click();
  await page.waitForURL(/\/disputes\/[0-9a-f-]+/);
  return new URL(page.url()).pathname;
}

/** Fills in the decision of the first line. */
async function judge(page, dispute, outcome, amount, button, why = "We looked at it.") {
  await page.goto(`/staff${dispute}`);
  await page.getByLabel("Decision").first().selectOption(outcome);
  await page.getByLabel(/^Amount, of/).first().fill(amount);
  await page.getByLabel("Why, for the customer").fill(why);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** Disputes the second line, all of which did not come, and says where the dispute is. */
async function disputeSprockets(page, told, javaScript) {
  await page.goto(`/invoices/${told.id}`);
  await page.getByRole("link", { name: "Something is wrong" }).click();
  await page.getByLabel(`Dispute line 2 of ${told.number}`).check();
  await page.getByLabel(`What is wrong with line 2 of ${told.number}`).selectOption({ label: "Not received" });
  if (!javaScript) await page.getByRole("button", { name: "Compute again" }).click();
  const stays = page.locator('[data-slot="stays"]');
  await stays.filter({ hasText: "800.00" }).waitFor();
  await page.getByLabel("What happened").fill("The sprockets did not come.");
  await page.getByRole("button", { name: "Open the dispute" }).click();
  await page.waitForURL(/\/disputes\/[0-9a-f-]+/);
  return new URL(page.url()).pathname;
}

/** Pays by card what the page offers of an invoice. */
async function payRest(page, told, amount) {
  await page.goto(`/pay?invoice=${told.id}`);
  await page.locator('input[name="method"][value="card"]').check();
  await chooseInstrument(page, "card_pays");
  await computeAgain(page);
  await page.getByText("Open on 1 invoice").first().waitFor();
  await page.locator('button[name="do"][value="pay"]').click();
  await page.waitForURL(/\/payments\/[0-9a-f-]+/);
  await page.getByText("The money was there on").first().waitFor();
  await page.getByText(amount).first().waitFor();
}

/** What was decided about saying something to the customer, the last time first. */
async function decisions(page, told) {
  await page.goto(`/staff/decisions?account=${told.address.split("/").pop()}`);
  return page.getByRole("main").innerText();
}

/** Who has no business here finds nothing of it. */
async function assertNobodyElse(here, told, dispute) {
  const bas = await person(here.house, { email: told.bas, javaScript: false });
  await bas.page.goto(`/invoices/${told.id}`);
  assert.equal(await bas.page.getByRole("link", { name: "Something is wrong" }).count(), 0);
  await bas.page.goto(dispute);
  assert.equal(await bas.page.getByRole("button", { name: /Send|Take it back/ }).count(), 0, "may only look");
  const ruud = await person(here.house, { email: "ruud@maasland.example", javaScript: false });
  for (const address of [dispute, `/invoices/${told.id}`, `/pay?invoice=${told.id}`, `/staff${dispute}`]) {
    assert.equal((await ruud.page.goto(address)).status(), 404, address);
  }
  await bas.close();
  await ruud.close();
}

export function settling(here) {
  describe("settling", () => {
    for (const javaScript of [true, false]) {
      const how = javaScript ? "with" : "without";
      it(`of 1,000, 200 are disputed, 800 paid the same day, 150 credited, 50 rejected and paid, ${how} JavaScript`, async () => {
        const name = javaScript ? "Harbour Cranes B.V." : "Quay Hoists B.V.";
        const told = await customer(here, javaScript ? "20901" : "20902", name);
        const noor = await person(here.house, { email: told.noor, javaScript });
        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        let stands = { open: 100_000, disputed: 0, toPay: 100_000 };
        let rest = await others(lena.page, stands);
        const assertSays = (open, disputed, toPay) => {
          stands = { open, disputed, toPay };
          return assertAllSay(noor.page, lena.page, told, stands, rest);
        };
        await assertSays(100_000, 0, 100_000);
        const dispute = await disputeSprockets(noor.page, told, javaScript);
        await assertSays(100_000, 20_000, 80_000);
        await assertNobodyElse(here, told, dispute);
        await payRest(noor.page, told, "800.00");
        await assertSays(20_000, 20_000, 0);

        // It falls due, and nobody is asked for what is disputed.
        await passDays(here, 1);
        rest = await others(lena.page, stands);
        await assertSays(20_000, 20_000, 0);
        assert.match(await decisions(lena.page, told), /disputed/);

        await judge(lena.page, dispute, "credit", "150.00", "Decide", "Two of the boxes came back to us.");
        await lena.page.getByText("It has ended.").waitFor();
        await assertSays(5_000, 0, 5_000);
        await noor.page.goto(dispute);
        await noor.page.getByText("Two of the boxes came back to us.").first().waitFor();
        await noor.page.getByText(/DC-\d\d-\d{4}/).first().waitFor();
        await noor.page.goto(`/invoices/${told.id}`);
        await noor.page.getByText(/DC-\d\d-\d{4}/).first().waitFor();

        // A week later the reminder asks for the rest, and for nothing else.
        await passDays(here, 7);
        assert.match(await decisions(lena.page, told), /50\.00/);
        await lena.page.goto("/staff/messages");
        await lena.page.getByText(`€50.00 on invoice ${told.number}`).first().waitFor();

        rest = await others(lena.page, stands);
        await payRest(noor.page, told, "50.00");
        await assertSays(0, 0, 0);
        assert.deepEqual([...noor.complaints, ...lena.complaints], []);
        await lena.close();
        await noor.close();
      });

      it(`is proposed, accepted, and opened again, ${how} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        const { page } = joost;
        await page.goto("/invoices?show=open");
        const invoice = await enough(page);
        const before = await toPay(page, invoice);
        const address = await dispute(page, invoice, "30.00");
        await judge(lena.page, address, "credit", "20.00", "Propose it to the customer first");
        await lena.page.getByText("Proposed to the customer").waitFor();
        await page.goto(address);
        await page.getByText("We would take off").waitFor();
        await page.getByRole("button", { name: "Do not accept" }).click();
        await page.getByText("Write something first.").first().waitFor();
        await page.getByRole("button", { name: "Accept", exact: true }).click();
        await page.getByText("It is settled as proposed.").waitFor();
        assert.equal(await toPay(page, invoice), before - 2_000);
        await page.goto(address);
        await page.getByText("Open it again").first().click();
        await page.getByLabel("Why you do not agree").fill("It was all of the freight.");
        await page.getByRole("button", { name: "Open it again" }).click();
        await page.getByText("The dispute is open again.").waitFor();
        assert.equal(await toPay(page, invoice), before - 3_000);
        await judge(lena.page, address, "reject", "10.00", "Decide");
        await lena.page.getByText("It has ended.").waitFor();
        assert.equal(await toPay(page, invoice), before - 2_000);
        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });

      it(`pays short and says why, ${how} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const { page } = joost;
        await page.goto("/invoices?show=open");
        const invoice = await enough(page);
        const before = await toPay(page, invoice);
        await page.goto(`/pay?invoice=${invoice.split("/").pop()}`);
        await page.locator('input[name="method"][value="card"]').check();
        await page.getByText("Pay another amount").click();
        await page.getByLabel("An amount for each invoice").check();
        const pays = ((before - 2_500) / 100).toFixed(2);
        await page.locator('input[name^="part-"]').first().fill(pays);
        await chooseInstrument(page, "card_pays");
        await computeAgain(page);
        await page.locator('button[name="do"][value="pay"]').click();
        await page.getByText(/^Say why you pay/).first().waitFor();
        await page.locator('select[name^="why-"]').first().selectOption({ label: "Wrong price" });
        await page.getByLabel(/^What is wrong/).fill("25 less was agreed.");
        await page.locator('button[name="do"][value="pay"]').click();
        await page.waitForURL(/\/payments\/[0-9a-f-]+/);
        await page.getByText("The money was there on").first().waitFor();
        await page.goto(invoice);
        assert.equal(cents(await page.locator(".stub .display").first().innerText()), 0);
        await page.getByText(/D-26-\d+/).first().waitFor();
        assert.deepEqual(joost.complaints, []);
        await joost.close();
      });
    }

    it("needs a second pair of eyes above a limit", async () => {
      const joost = await person(here.house, { email: "joost@ferrow.example" });
      const lena = await person(here.house, { email: "lena@nordhaven.example" });
      const ada = await person(here.house, { email: "ada@nordhaven.example" });
      const { page } = joost;
      // One that was paid: what is credited of it is the account's.
      await page.goto("/invoices?show=paid");
      const invoice = await page.locator("main tbody tr").evaluateAll((rows) => {
        const amounts = (row) =>
          (row.innerText.match(/[\d,]+\.\d{2}/g) ?? []).map((text) => Number(text.replaceAll(",", "")));
        const large = rows.find((row) => amounts(row).some((amount) => amount > 1_200));
        return large?.querySelector('a[href^="/invoices/"]').getAttribute("href");
      });
      assert.ok(invoice, "one is large enough");
      const address = await dispute(page, invoice, "1100.00");
      await judge(lena.page, address, "credit", "1050.00", "Decide");
      await lena.page.getByRole("heading", { name: "Waits for an approver" }).waitFor();
      await page.goto(address);
      assert.equal(await page.getByText("1,050.00").count(), 0, "buyers see nothing of it");
      await ada.page.goto(`/staff${address}`);
      await ada.page.getByRole("button", { name: "Approve", exact: true }).click();
      await ada.page.getByText("It has ended.").waitFor();
      await page.goto(address);
      await page.getByText("1,050.00").first().waitFor();
      assert.deepEqual([...joost.complaints, ...lena.complaints, ...ada.complaints], []);
      await ada.close();
      await lena.close();
      await joost.close();
    });

    it("asks about an invoice, and is answered", async () => {
      const mirjam = await person(here.house, { email: "mirjam@ferrow.example", javaScript: false });
      const lena = await person(here.house, { email: "lena@nordhaven.example" });
      const { page } = mirjam;
      await page.goto("/conversations/new");
      await page.getByLabel("What it is about").fill("A new address");
      await page.getByLabel("Your question").fill("We move in May. Where do we tell you?");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("It is sent.").waitFor();
      const address = new URL(page.url()).pathname;
      await lena.page.goto("/staff/conversations");
      await lena.page.locator(`a[href="/staff${address}"]`).click();
      await lena.page.getByLabel("Write", { exact: true }).fill("On your account page.");
      await lena.page.getByRole("button", { name: "Send" }).click();
      await lena.page.getByText("On your account page.").waitFor();
      await page.goto("/");
      await page.getByText("Lena Okafor wrote: A new address").waitFor();
      await page.goto("/conversations");
      await page.locator(`a[href="${address}"]`).click();
      await page.getByText("On your account page.").waitFor();
      await page.goto("/");
      assert.equal(await page.getByText("Lena Okafor wrote: A new address").count(), 0, "it is read");
      assert.deepEqual([...mirjam.complaints, ...lena.complaints], []);
      await lena.close();
      await mirjam.close();
    });
  });
}
