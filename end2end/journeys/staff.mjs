// The other side: figures that open their rows, and a look at the portal that both sides see.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

export function staff(here) {
  describe("staff", () => {
    it("look at the portal as a customer sees it, change nothing, and both sides know", async () => {
      const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript: false });
      const { page } = lena;
      await page.goto("/staff/accounts?q=Ferrow");
      await page.locator('main a[href^="/staff/accounts/"]').first().click();
      await page.getByRole("button", { name: /portal/i }).first().click();
      await page.getByText("is looking at this as you would see it").first().waitFor();
      assert.equal((await page.goto("/invoices")).status(), 200);
      const pay = await page.goto("/pay?due=today&currency=EUR");
      assert.ok([200, 403].includes(pay.status()));
      assert.equal(await page.locator('button[name="do"][value="pay"]').count(), 0);
      await page.locator('form[action="/stop-viewing"] button').first().click();
      await page.waitForURL(/\/staff/);
      await lena.close();

      const joost = await person(here.house, { email: "joost@ferrow.example" });
      await joost.page.goto("/account");
      await joost.page.getByRole("main").getByText("Lena Okafor").first().waitFor();
      await joost.close();
    });

    it("find an invoice by its number from the search box", async () => {
      const lena = await person(here.house, { email: "lena@nordhaven.example" });
      const { page } = lena;
      await page.goto("/staff/invoices");
      const number = await page.locator('main a[href^="/staff/invoices/"] .ref').first().innerText();
      await page.goto(`/staff/search?q=${encodeURIComponent(number)}`);
      await page.getByText(number).first().waitFor();
      assert.deepEqual(lena.complaints, []);
      await lena.close();
    });
  });
}
