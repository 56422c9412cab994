// Settling a dispute: a proposal that the buyer accepts, an amount that needs a second pair of eyes, opening
// it again, and a payment that is short because something is wrong.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cents, person } from "../house.mjs";
import { enough, toPay } from "./disputing.mjs";
import { chooseInstrument, computeAgain } from "./paying.mjs";

/** Disputes an amount of an invoice, and says where the dispute is. */
async function dispute(page, invoice, amount) {
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
async function judge(page, dispute, outcome, amount, button) {
  await page.goto(`/staff${dispute}`);
  await page.getByLabel("Decision").first().selectOption(outcome);
  await page.getByLabel(/^Amount, of/).first().fill(amount);
  await page.getByLabel("Why, for the customer").fill("We looked at it.");
  await page.getByRole("button", { name: button, exact: true }).click();
}

export function settling(here) {
  describe("settling", () => {
    for (const javaScript of [true, false]) {
      const how = javaScript ? "with" : "without";
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
