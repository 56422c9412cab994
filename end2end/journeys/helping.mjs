// What a buyer needs of an invoice and has at once, on a phone, and what the seller sees of it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

async function goThrough(page, invoice, name) {
  await page.goto(invoice);
  await page.getByRole("link", { name: "Ask about it" }).click();
  await page.getByRole("heading", { name: "What do you need?" }).waitFor();
  await page.getByRole("link", { name }).click();
}

async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide`);
}

export function helping(here) {
  describe("helping oneself", () => {
    for (const javaScript of [true, false]) {
      it(`gives an order number, takes a copy and tells of a payment, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript, width: 360 });
        const { page } = joost;
        await page.goto("/invoices?show=open");
        const link = page.locator('main tbody a[href^="/invoices/"]').first();
        const invoice = await link.getAttribute("href");
        const number = (await link.innerText()).trim();

        const order = javaScript ? "4500-JS" : "4500-PLAIN";
        await goThrough(page, invoice, "The order number is missing or wrong");
        await assertFits(page);
        await page.getByLabel("Your order number").fill("--");
        await page.getByRole("button", { name: "Keep it" }).click();
        await page.getByText("Type the number of your order.").first().waitFor();
        await page.getByLabel("Your order number").fill(order);
        await page.getByRole("button", { name: "Keep it" }).click();
        await page.getByText(`order number you gave ${order}`).waitFor();

        await goThrough(page, invoice, "A copy");
        await page.getByRole("heading", { name: `Copy of invoice ${number}` }).waitFor();
        await page.getByText(order).first().waitFor();
        await assertFits(page);
        const download = page.waitForEvent("download");
        await page.getByRole("button", { name: "Download" }).click();
        assert.equal((await download).suggestedFilename(), `invoice-${number}-copy.pdf`);
        const data = page.waitForEvent("download");
        await page.getByLabel("Take it as").selectOption({ label: "UBL 2.1" });
        await page.getByRole("button", { name: "Download" }).click();
        assert.equal((await data).suggestedFilename(), `invoice-${number}-copy-ubl.xml`);

        await goThrough(page, invoice, "It is paid already");
        await assertFits(page);
        const none = page.getByRole("link", { name: "None of these: tell the seller" });
        if (await none.count()) await none.click();
        await page.getByLabel("When it was paid").fill("2026-11-12");
        await page.getByLabel("How much").first().fill("1.000,00");
        await page.getByLabel("From which account, or with which reference").fill(order);
        await page.getByRole("button", { name: "Tell the seller" }).click();
        await page.getByText("is not an amount").first().waitFor();
        await page.getByLabel("How much").first().fill("1000.00");
        await page.getByRole("button", { name: "Tell the seller" }).click();
        await page.waitForURL(/\/conversations\/[0-9a-f-]+/);
        await page.getByText(`From, or reference: ${order}`).waitFor();

        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        await lena.page.goto("/staff/conversations");
        await lena.page.getByRole("link", { name: "Helped themselves" }).click();
        await lena.page.getByText("Needed nobody").first().waitFor();
        await lena.page.goto("/staff/self-help/cases?kind=order");
        await lena.page.getByRole("link", { name: number }).first().click();
        await lena.page.getByText(order).first().waitFor();
        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });

      it(`asks for another address, which the seller confirms, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript, width: 360 });
        const { page } = joost;
        await page.goto("/account");
        await page.getByRole("link", { name: "Address and contacts" }).click();
        await page.getByRole("link", { name: "Change the address" }).click();
        const street = javaScript ? "Dock 4" : "Dock 5";
        await page.getByLabel("Street and number").fill(street);
        await page.getByLabel("Postcode and city").fill("3011 Rotterdam");
        await page.getByRole("button", { name: "Ask for it" }).click();
        await page.getByText("It waits for the seller to confirm it.").first().waitFor();
        await assertFits(page);

        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        await lena.page.goto("/staff/changes");
        await lena.page.getByRole("link", { name: new RegExp(street) }).first().click();
        await lena.page.getByRole("button", { name: "Confirm" }).click();
        await lena.page.waitForURL(/\/staff\/accounts\/[0-9a-f-]+/);
        await page.goto("/account");
        await page.getByText(street).first().waitFor();
        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });
    }
  });
}
