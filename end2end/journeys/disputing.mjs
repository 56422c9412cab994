// A dispute is opened and talked about: only the disputed amount waits. How it ends is told in settling.mjs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cents, person } from "../house.mjs";

/** What is to pay on an invoice, in cents. */
export async function toPay(page, invoice) {
  await page.goto(invoice);
  return cents(await page.locator(".stub .display").first().innerText());
}

/** The address of the last listed invoice on which more than 100 is to pay. */
export async function enough(page) {
  const addresses = await page.locator("main tbody tr").evaluateAll((rows) =>
    rows
      .filter((row) => Number(row.querySelector("[data-pay]")?.dataset.pay ?? 0) > 10_000)
      .map((row) => row.querySelector('a[href^="/invoices/"]').getAttribute("href")),
  );
  return addresses.at(-1);
}

export function disputing(here) {
  describe("disputing", () => {
    for (const javaScript of [true, false]) {
      it(`holds an amount, and both sides write about it, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const { page } = joost;
        await page.goto("/invoices?show=open");
        const invoice = await enough(page);
        const before = await toPay(page, invoice);
        assert.ok(before > 10_000, `${before} is enough to dispute a part of`);

        await page.getByRole("link", { name: "Something is wrong" }).click();
        await page.getByLabel(/^Dispute the whole of/).check();
        await page.getByLabel(/^What is wrong with the whole of/).selectOption({ label: "Something else" });
        const amount = page.getByLabel(/that is wrong, with VAT$/);
        await amount.fill("1.000,00");
        await page.getByRole("button", { name: "Open the dispute" }).click();
        await page.getByText("is not an amount").first().waitFor();
        assert.equal(await amount.inputValue(), "1.000,00");
        await amount.fill("20.00");
        if (!javaScript) await page.getByRole("button", { name: "Compute again" }).click();
        const stays = page.locator('[data-slot="stays"]');
        await page.waitForFunction(
          ([slot, text]) => document.querySelector(slot)?.textContent === text,
          ['[data-slot="held"]', "\u221220.00"],
        );
        assert.equal(cents(await stays.innerText()), before - 2_000);
        await page.getByLabel("What happened").fill("The freight was included.");
        await page.getByRole("button", { name: "Open the dispute" }).click();
        await page.waitForURL(/\/disputes\/[0-9a-f-]+/);
        const dispute = new URL(page.url()).pathname;
        assert.equal(await toPay(page, invoice), before - 2_000);

        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        await lena.page.goto("/staff/disputes");
        await lena.page.locator(`a[href="/staff${dispute}"]`).click();
        await lena.page.getByLabel("Write", { exact: true }).fill("Which agreement do you mean?");
        await lena.page.getByRole("button", { name: "Send" }).click();
        await lena.page.getByText("Which agreement do you mean?").first().waitFor();
        await page.goto(dispute);
        await page.getByText("Waiting for an answer").first().waitFor();
        await page.getByLabel("Write to the seller").fill("That of March.");
        await page.getByRole("button", { name: "Send" }).click();
        await page.getByText("That of March.").first().waitFor();

        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });
    }

    it("computes what was typed before the page was awake", async () => {
      const joost = await person(here.house, { email: "joost@ferrow.example" });
      const { page } = joost;
      await page.goto("/invoices?show=open");
      await page.goto(await enough(page));
      let wake;
      const awake = new Promise((resolve) => (wake = resolve));
      await page.route(/\.wasm$/, (route) => awake.then(() => route.continue()));
      await page.getByRole("link", { name: "Something is wrong" }).click();
      await page.getByLabel(/^Dispute the whole of/).check();
      await page.getByLabel(/that is wrong, with VAT$/).fill("20.00");
      const held = page.locator('[data-slot="held"]');
      assert.notEqual(await held.innerText(), "\u221220.00");
      wake();
      await page.getByText("\u221220.00", { exact: true }).waitFor();
      assert.equal(await held.innerText(), "\u221220.00");
      assert.deepEqual(joost.complaints, []);
      await joost.close();
    });
  });
}
