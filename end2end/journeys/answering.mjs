// What staff write often is put into their text and read as it is sent, and what is delivered again is followed until
// it has come, on both sides.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";
import { today } from "./customer.mjs";
import { dispute } from "./settling.mjs";
import { enough, toPay } from "./disputing.mjs";

/** Chooses the first answer that fits, and puts it in. */
async function putIn(page, list) {
  const answers = page.locator(`select[name="${list}"]`);
  const title = await answers.locator("optgroup").first().locator("option").first().innerText();
  await answers.selectOption({ label: title });
  await page.locator("form").filter({ has: answers }).getByRole("button", { name: "Put it in" }).click();
}

export function answering(here) {
  describe("answering", () => {
    for (const javaScript of [true, false]) {
      it(`puts an answer in, and delivers again, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        const { page } = joost;
        await page.goto("/invoices?show=open");
        const invoice = await enough(page);
        const before = await toPay(page, invoice);
        const address = await dispute(page, invoice, "30.00");
        const number = (await page.locator("h1 .ref").first().innerText()).trim();

        await lena.page.goto(`/staff${address}`);
        const text = lena.page.getByLabel("Write", { exact: true });
        await text.fill("Dear Joost,");
        await putIn(lena.page, "canned_message");
        const filled = await text.inputValue();
        assert.match(filled, /^Dear Joost,\s+\S/);
        assert.ok(filled.includes(number) && filled.includes("30.00") && !filled.includes("{"), filled);
        await lena.page.getByRole("button", { name: "Send", exact: true }).click();
        await page.goto(address);
        await page.getByText("Dear Joost,").waitFor();
        await page.getByText("€30.00").first().waitFor();

        const day = await today(lena.page);
        await lena.page.goto(`/staff${address}`);
        await lena.page.getByLabel("Decision").first().selectOption("replace");
        await lena.page.getByLabel("Why, for the customer").fill("New ones leave us today.");
        await lena.page.getByRole("button", { name: "Decide", exact: true }).click();
        await lena.page.getByText("Say by when it is delivered.").first().waitFor();
        await lena.page.getByLabel("Delivered by", { exact: false }).first().fill(day);
        await lena.page.getByRole("button", { name: "Decide", exact: true }).click();
        await lena.page.getByText("It has ended.").waitFor();
        assert.equal(await toPay(page, invoice), before, "what is delivered again is to pay");
        await page.goto(address);
        await page.getByText("Will be delivered by").first().waitFor();

        await lena.page.goto(`/staff${address}`);
        await lena.page.getByText("It has come", { exact: true }).click();
        await lena.page.getByLabel("Delivery note").fill("DN-90001");
        await lena.page.getByRole("button", { name: "Tell the customer" }).click();
        await lena.page.getByText("Delivered again").first().waitFor();
        await page.goto(address);
        await page.getByText("Delivered on").first().waitFor();
        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });
    }
  });
}
