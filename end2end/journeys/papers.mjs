// Papers that go with an invoice, and the invoice as it came in: staff bring them along, the customer has them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide`);
}

export function papers(here) {
  describe("papers", () => {
    for (const javaScript of [true, false]) {
      it(`go with the invoices, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript, width: 360 });
        const mirjam = await person(here.house, { email: "mirjam@ferrow.example", javaScript, width: 360 });
        await lena.page.goto("/staff/accounts?q=Ferrow%20Cycles%20B.V.");
        await lena.page.locator('main tbody a[href^="/staff/accounts/"]').first().click();
        await lena.page.getByText("Attach a paper…").click();
        if (javaScript) await lena.page.waitForLoadState("networkidle");
        await lena.page.getByLabel("What it is").selectOption("w9");
        const name = `form w9 ${javaScript}.png`;
        await lena.page.locator("#files").setInputFiles([{ name, mimeType: "image/png", buffer: PIXEL }]);
        await lena.page.getByRole("button", { name: "Attach", exact: true }).click();
        await lena.page.getByRole("link", { name }).waitFor();
        await assertFits(lena.page);

        await mirjam.page.goto("/invoices?show=all");
        await mirjam.page.locator('main tbody a[href^="/invoices/"]').first().click();
        await mirjam.page.getByRole("heading", { name: "Papers" }).waitFor();
        await mirjam.page.getByText("for all your invoices").first().waitFor();
        await assertFits(mirjam.page);
        const link = mirjam.page.getByRole("link", { name });
        const file = await mirjam.page.request.get(await link.getAttribute("href"));
        assert.equal(file.status(), 200);
        assert.equal(file.headers()["content-type"], "image/png");

        const row = lena.page.getByRole("row").filter({ hasText: name });
        await row.getByText("Remove…").click();
        await row.getByRole("button", { name: "Take it from the customer" }).click();
        await row.getByText("Removed").waitFor();
        await mirjam.page.reload();
        await mirjam.page.getByRole("heading", { level: 1 }).waitFor();
        assert.equal(await mirjam.page.getByRole("link", { name }).count(), 0);
        assert.deepEqual([...lena.complaints, ...mirjam.complaints], []);
        await mirjam.close();
        await lena.close();
      });
    }

    it("loads an e-invoice, whose original both sides have", async () => {
      const mirjam = await person(here.house, { email: "mirjam@ferrow.example", width: 360 });
      const ada = await person(here.house, { email: "ada@nordhaven.example", width: 360 });
      await mirjam.page.goto("/invoices?show=all");
      const invoice = await mirjam.page.locator('main tbody a[href^="/invoices/"]').first().getAttribute("href");
      const copy = await mirjam.page.request.get(`${invoice}/copy/ubl`);
      assert.equal(copy.status(), 200);
      const number = "ERP-4711";
      const xml = (await copy.text()).replace(/<cbc:ID>[^<]*<\/cbc:ID>/, `<cbc:ID>${number}</cbc:ID>`);
      assert.ok(xml.includes(number));

      const { page } = ada;
      await page.goto("/staff/imports/new");
      await page.getByLabel("What it holds").selectOption("plain:invoices");
      await page.getByLabel("Look first").uncheck();
      await page.locator("#upload").setInputFiles([{ name: "erp.xml", mimeType: "application/xml", buffer: Buffer.from(xml) }]);
      await page.getByRole("button", { name: "Upload" }).click();
      await page.waitForURL(/imports\/[0-9a-f-]{36}/);
      await page.getByText("Loaded").first().waitFor({ timeout: 30_000 });
      await assertFits(page);

      await page.goto(`/staff/invoices?q=${number}`);
      await page.getByRole("link", { name: number }).first().click();
      const theirs = page.locator('a[href^="/staff/originals/"]');
      const original = await page.request.get(await theirs.getAttribute("href"));
      assert.equal(await original.text(), xml);
      await assertFits(page);

      await mirjam.page.goto(`/invoices?show=all&q=${number}`);
      await mirjam.page.locator('main tbody a[href^="/invoices/"]').first().click();
      await mirjam.page.goto(`${new URL(mirjam.page.url()).pathname}/copy`);
      const own = mirjam.page.locator('a[href^="/originals/"]');
      assert.equal(await (await mirjam.page.request.get(await own.getAttribute("href"))).text(), xml);
      await assertFits(mirjam.page);
      assert.deepEqual([...ada.complaints, ...mirjam.complaints], []);
      await ada.close();
      await mirjam.close();
    });
  });
}
