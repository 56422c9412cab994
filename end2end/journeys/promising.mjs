// A promise holds its amount back; both sides read it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cents, person } from "../house.mjs";

export function promising(here) {
  describe("promising", () => {
    for (const javaScript of [true, false]) {
      it(`holds the amount back and can be withdrawn ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const who = await person(here.house, { email: "mirjam@ferrow.example", javaScript, width: 360 });
        const { page } = who;
        await page.goto("/invoices?show=overdue");
        await page.locator('main a[href^="/invoices/"]').first().click();
        const invoice = new URL(page.url()).pathname;
        const before = cents(await page.locator(".display").first().innerText());
        assert.ok(before > 100);

        await page.goto(`${invoice}/promise`);
        await page.getByLabel("Amount").fill("1e3");
        await page.getByRole("button", { name: /promise/i }).last().click();
        await page.getByText("is not an amount").first().waitFor();
        assert.equal(await page.getByLabel("Amount").inputValue(), "1e3");

        await page.getByLabel("Amount").fill("1.00");
        await page.getByRole("button", { name: /promise/i }).last().click();
        await page.waitForURL((url) => url.pathname === invoice);
        const promised = cents(await page.locator(".display").first().innerText());
        assert.equal(promised, before - 100);

        const withdraw = page.getByText(/withdraw/i);
        await withdraw.first().click();
        const button = page.getByRole("button", { name: /withdraw/i }).first();
        if (await button.isVisible()) await button.click();
        await page.waitForURL((url) => url.pathname === invoice);
        assert.equal(cents(await page.locator(".display").first().innerText()), before);
        assert.deepEqual(who.complaints, []);
        await who.close();
      });
    }
  });
}
