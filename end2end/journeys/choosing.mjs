// A customer chooses how invoices reach them, and sees it with their own latest one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

const PATH = "/settings/formats";

/** The address of the preview that goes with the form. */
const shown = (page) => page.locator("iframe[data-reframe]").getAttribute("src");

async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide`);
}

export function choosing(here) {
  describe("choosing formats", () => {
    for (const javaScript of [true, false]) {
      it(`tries formats, chooses one and goes back, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript, width: 360 });
        const { page } = joost;
        await page.goto("/account");
        await page.getByRole("link", { name: "Documents" }).click();
        await page.getByRole("heading", { name: "How documents reach you" }).waitFor();
        await assertFits(page);

        await page.getByRole("radio", { name: /^UBL 2\.1/ }).check();
        await page.getByLabel("Layout").selectOption("compact");
        if (!javaScript) await page.getByRole("button", { name: "Show again" }).click();
        await page.waitForFunction(() => document.querySelector("iframe[data-reframe]").src.includes("format=ubl"));
        assert.match(await shown(page), /look=compact/);
        const frame = page.frameLocator("iframe[data-reframe]");
        await frame.getByText("is valid in this format").waitFor();
        await frame.getByText("cbc:ID").first().waitFor();

        await page.getByRole("radio", { name: /^CSV/ }).check();
        await page.getByLabel("Rows", { exact: true }).selectOption("document");
        await page.getByLabel("Place of To pay").fill("0");
        await page.getByRole("button", { name: "Show again" }).click();
        await page.waitForURL(/rows=document/);
        await assertFits(page);
        // On a narrow screen the table is folded, and its heads are there but not seen.
        await frame.locator("th").first().and(frame.getByText("due", { exact: true })).waitFor({ state: "attached" });
        await page.getByRole("radio", { name: /^UBL 2\.1/ }).check();

        await page.getByRole("radio", { name: /^Over the Peppol network/ }).check();
        await page.getByLabel("Where to").fill("0106:59110276");
        await page.getByRole("button", { name: "Use from now on" }).click();
        await page.getByText("The Peppol network carries Peppol BIS Billing and XRechnung only.").first().waitFor();
        await page.getByRole("radio", { name: /^Peppol BIS Billing 3/ }).check();
        await page.getByRole("button", { name: "Use from now on" }).click();
        await page.getByText("It holds from the next document on.").waitFor();
        await page.getByText("Chosen by Joost Hartman").waitFor();

        await page.getByRole("radio", { name: /^CII|^UN\/CEFACT CII/ }).check();
        await page.getByRole("button", { name: "Put beside the next" }).click();
        await page.waitForURL(/pin=yes/);
        assert.equal(await page.locator("iframe").count(), 2);
        await assertFits(page);

        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        await lena.page.goto("/staff/accounts?q=Ferrow%20Cycles%20B.V.");
        await lena.page.locator('main tbody a[href^="/staff/accounts/"]').first().click();
        await lena.page.getByRole("link", { name: "Documents", exact: true }).click();
        await lena.page.getByRole("heading", { name: "How documents reach them" }).waitFor();
        await lena.page.getByText("Chosen by Joost Hartman").waitFor();

        await page.goto(PATH);
        await page.getByRole("button", { name: /^Back to what/ }).click();
        await page.getByText("Saved.").waitFor();
        await page.getByText(/^Earlier settings/).click();
        await page.getByText("took back what was chosen for invoices").first().waitFor();
        assert.deepEqual([...joost.complaints, ...lena.complaints], []);
        await lena.close();
        await joost.close();
      });
    }
  });
}
