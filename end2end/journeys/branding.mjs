// What is the seller's own: an admin chooses it, customers see it, and everybody can still read.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";
import { assertAccessible, assertFits } from "./looks.mjs";

const MARK = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 26"><rect width="90" height="26" rx="4" fill="#1f6f5c"/></svg>',
);
/** So light that white words would be lost on it. */
const COLOUR = "#ffcc00";

const colourOf = (page, name) =>
  page.getByRole("button", { name }).first().evaluate((button) => getComputedStyle(button).backgroundColor);

export function branding(here) {
  describe("the seller's own", () => {
    for (const javaScript of [true, false]) {
      it(`is on customers' pages, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const ada = await person(here.house, { email: "ada@nordhaven.example", javaScript, width: 360 });
        const joost = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const { page } = joost;
        await page.goto("/password");
        const before = await colourOf(page, "Change password");

        await ada.page.goto("/staff/settings/brand");
        await ada.page.getByLabel("Your colour").fill("yellow");
        await ada.page.getByRole("button", { name: "Save colour" }).click();
        await ada.page.getByText("six digits").first().waitFor();
        assert.equal(await ada.page.getByLabel("Your colour").inputValue(), "yellow");
        await ada.page.getByLabel("Your colour").fill(COLOUR);
        await ada.page.getByRole("button", { name: "Save colour" }).click();
        await ada.page.getByText("Saved.").waitFor();
        await ada.page.locator("#logo").setInputFiles([{ name: "mark.svg", mimeType: "image/svg+xml", buffer: MARK }]);
        await ada.page.getByRole("button", { name: "Put it there" }).click();
        await ada.page.getByAltText("The logo, as letterheads show it").waitFor();
        await assertFits(ada.page, "the brand");

        await page.goto("/password");
        const mark = page.getByRole("link", { name: "Nordhaven" }).getByRole("img");
        await mark.waitFor();
        assert.ok(await mark.evaluate((img) => img.complete && img.naturalWidth > 0), "the mark is shown");
        assert.notEqual(await colourOf(page, "Change password"), before);
        if (javaScript) {
          for (const path of ["/password", "/invoices", "/settings/formats"]) {
            await page.goto(path);
            for (const colorScheme of ["light", "dark"]) {
              await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
              await assertAccessible(page, `${path} in ${COLOUR}, ${colorScheme}`);
            }
          }
          await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
        }

        await ada.page.getByRole("button", { name: "Take it off" }).click();
        await ada.page.getByAltText("The logo, as letterheads show it").waitFor({ state: "detached" });
        await ada.page.getByLabel("Your colour").fill("");
        const saved = ada.page.waitForResponse((response) => response.request().method() === "POST");
        await ada.page.getByRole("button", { name: "Save colour" }).click();
        await saved;
        await page.goto("/password");
        assert.equal(await colourOf(page, "Change password"), before);
        assert.deepEqual([...ada.complaints, ...joost.complaints], []);
        await joost.close();
        await ada.close();
      });
    }

    it("is out of reach in every browser, once somebody signs out everywhere", async () => {
      const one = await person(here.house, { email: "mirjam@ferrow.example" });
      const two = await person(here.house, { email: "mirjam@ferrow.example", width: 360 });
      await two.page.goto("/password");
      await assertFits(two.page, "the password");
      await one.page.goto("/password");
      await one.page.getByRole("button", { name: "Sign out everywhere" }).click();
      await one.page.getByText("You are signed out everywhere").waitFor();
      await two.page.goto("/invoices");
      await two.page.getByLabel("Password").waitFor();
      await one.close();
      await two.close();
    });
  });
}
