// A photo goes with a dispute and comes back; what is refused is named, and nothing has to be sent twice.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const PHOTO = { name: "gate photo.png", mimeType: "image/png", buffer: PIXEL };
const PROGRAM = { name: "run.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") };

/** What the address of a file answers. */
function fetched(page, link) {
  return link.getAttribute("href").then((address) => page.request.get(address));
}

export function files(here) {
  describe("files", () => {
    for (const javaScript of [true, false]) {
      it(`sends a photo with a question, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const mirjam = await person(here.house, { email: "mirjam@ferrow.example", javaScript });
        const { page } = mirjam;
        await page.goto("/conversations/new");
        if (javaScript) await page.waitForLoadState("networkidle");
        await page.getByLabel("What it is about").fill("A photo of our gate");
        await page.getByLabel("Your question").fill("Does your lorry fit?");
        const chooser = page.locator("#files");
        await chooser.setInputFiles([PHOTO, PROGRAM]);
        await page.getByRole("button", { name: "Send", exact: true }).click();
        await page.getByText("“run.exe” is of a kind that we do not take").first().waitFor();
        assert.equal(await page.getByLabel("Your question").inputValue(), "Does your lorry fit?");
        await page.getByLabel("gate photo.png", { exact: false }).waitFor();
        await page.getByRole("button", { name: "Send", exact: true }).click();
        await page.waitForURL(/\/conversations\/[0-9a-f-]+/);
        const conversation = new URL(page.url()).pathname;
        const link = page.getByRole("link", { name: "gate photo.png" });
        await link.waitFor();
        assert.equal(await page.getByRole("link", { name: "run.exe" }).count(), 0);
        const answer = await fetched(page, link);
        assert.equal(answer.status(), 200);
        assert.equal(answer.headers()["content-type"], "image/png");
        assert.match(answer.headers()["content-disposition"], /^attachment; filename="gate photo\.png"/);

        const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript });
        await lena.page.goto(`/staff${conversation}`);
        const theirs = await fetched(lena.page, lena.page.getByRole("link", { name: "gate photo.png" }));
        assert.equal(theirs.status(), 200);
        if (javaScript) await lena.page.waitForLoadState("networkidle");
        await lena.page.getByLabel("Write", { exact: true }).fill("It does.");
        await lena.page.locator("#files").setInputFiles([{ ...PHOTO, name: "lorry.png" }]);
        await lena.page.getByRole("button", { name: "Send", exact: true }).click();
        await lena.page.getByRole("link", { name: "lorry.png" }).waitFor();
        await page.goto(conversation);
        await page.getByRole("link", { name: "lorry.png" }).waitFor();
        assert.deepEqual([...mirjam.complaints, ...lena.complaints], []);
        await lena.close();
        await mirjam.close();
      });
    }
  });
}
