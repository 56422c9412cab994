// A list as its reader wants it: the columns, groups and filters are their own, and are there the next time.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

export function viewing(here) {
  describe("lists", () => {
    for (const javaScript of [true, false]) {
      it(`stay as they were chosen, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const mirjam = await person(here.house, { email: "mirjam@ferrow.example", javaScript });
        const { page } = mirjam;
        const issued = page.getByRole("columnheader", { name: "Issued" });
        await page.goto("/invoices?show=all");
        await issued.waitFor();
        await page.getByText("Columns and view").click();
        await page.getByLabel("Issued", { exact: true }).uncheck();
        await page.getByLabel("Group", { exact: true }).selectOption("due-month");
        await page.getByRole("button", { name: "Keep these filters as my default" }).click();
        await page.goto("/invoices");
        await page.getByRole("link", { name: "All", exact: true }).and(page.locator("[aria-current]")).waitFor();
        assert.equal(await issued.count(), 0);

        // It is theirs alone.
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        await joost.page.goto("/invoices");
        await joost.page.getByRole("columnheader", { name: "Issued" }).waitFor();

        await page.getByText("Columns and view").click();
        await page.getByRole("button", { name: "Back to the usual" }).click();
        await page.goto("/invoices");
        await issued.waitFor();
        assert.deepEqual([...mirjam.complaints, ...joost.complaints], []);
        await joost.close();
        await mirjam.close();
      });
    }
  });
}
