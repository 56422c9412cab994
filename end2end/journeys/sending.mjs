// What was issued of late has gone out: a clerk sees how, sends one once more on paper, prints and posts it;
// the customer has it as it was issued, and anybody who holds the paper can check it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide`);
}

export function sending(here) {
  describe("sending documents", () => {
    for (const javaScript of [true, false]) {
      it(`sends, prints and posts, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript, width: 360 });
        const { page } = lena;
        await page.goto("/staff/dispatches");
        await page.getByRole("heading", { name: "Deliveries", exact: true }).waitFor();
        await assertFits(page);
        await page.getByRole("link", { name: "E-mail", exact: true }).click();
        await page.locator('main tbody a.id[href^="/staff/dispatches/"]').first().click();
        await page.getByRole("heading", { name: "Its way" }).waitFor();
        await assertFits(page);
        await page.getByRole("combobox", { name: "Way", exact: true }).selectOption("print");
        await page.getByRole("button", { name: "Send once more" }).click();
        await page.getByText("It goes once more.").waitFor();

        const run = page.getByRole("button", { name: "Start a print run" });
        for (let tries = 0; tries < 40; tries += 1) {
          await page.goto("/staff/print-runs");
          if (await run.count()) break;
          await page.waitForTimeout(500);
        }
        await assertFits(page);
        await run.click();
        await page.waitForURL(/print-runs\/[0-9a-f-]{36}/);
        await page.getByRole("link", { name: /^PDF/ }).waitFor({ timeout: 60_000 });
        await assertFits(page);
        const [file] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: /^PDF/ }).click(),
        ]);
        assert.match(file.suggestedFilename(), /^print-run-.*\.pdf$/);
        await page.getByRole("button", { name: "It is in the post" }).click();
        await page.getByText("Its documents count as sent.").first().waitFor();
        assert.deepEqual(lena.complaints, []);
        await lena.close();
      });
    }

    it("checks a paper that nobody has issued", async () => {
      const anybody = await person(here.house, { email: null, width: 360 });
      const { page } = anybody;
      await page.goto("/check");
      await assertFits(page);
      await page.getByLabel("Number of the document").fill("NH-26-0001");
      await page.getByLabel("Code").fill("K7QN4-1XMZP");
      await page.getByRole("button", { name: "Check it" }).click();
      await page.getByText("We know no such document").waitFor();
      assert.deepEqual(anybody.complaints, []);
      await anybody.close();
    });
  });
}
