// Who is not signed in, or belongs elsewhere, sees nothing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { person } from "../house.mjs";

export function strangers(here) {
  describe("strangers", () => {
    it("are asked to sign in first, and come back to where they wanted", async () => {
      const who = await person(here.house, { javaScript: false });
      await who.page.goto("/statement?kind=open");
      assert.match(who.page.url(), /\/login\?next=/);
      await who.page.getByLabel("E-mail").fill("mirjam@ferrow.example");
      await who.page.getByLabel("Password").fill("nine brown bearings");
      await who.page.getByRole("button", { name: "Sign in" }).click();
      assert.match(who.page.url(), /\/statement\?kind=open/);
      await who.close();
    });

    it("with a wrong password keep what they typed and learn nothing", async () => {
      const who = await person(here.house, { javaScript: false });
      for (const email of ["mirjam@ferrow.example", "nobody@ferrow.example"]) {
        await who.page.goto("/login");
        await who.page.getByLabel("E-mail").fill(email);
        await who.page.getByLabel("Password").fill("not the password");
        await who.page.getByRole("button", { name: "Sign in" }).click();
        await who.page.getByText("That e-mail and password do not match.").first().waitFor();
        assert.equal(await who.page.getByLabel("E-mail").inputValue(), email);
        assert.equal(await who.page.getByLabel("Password").inputValue(), "");
      }
      await who.close();
    });

    it("from another company find no invoice of this one", async () => {
      const mirjam = await person(here.house, { email: "mirjam@ferrow.example" });
      await mirjam.page.goto("/invoices");
      const href = await mirjam.page.locator('main a[href^="/invoices/"]').first().getAttribute("href");
      const ruud = await person(here.house, { email: "ruud@maasland.example" });
      const answer = await ruud.page.goto(href);
      assert.equal(answer.status(), 404);
      const staffPage = await ruud.page.goto("/staff");
      assert.equal(staffPage.status(), 404);
      await mirjam.close();
      await ruud.close();
    });

    it("find nothing of a dispute, what was written about it and its files", async () => {
      const joost = await person(here.house, { email: "joost@ferrow.example", javaScript: false });
      const first = async (page, link) => page.locator(link).first().getAttribute("href");
      await joost.page.goto("/disputes?state=asked");
      const dispute = await first(joost.page, 'main tbody a[href^="/disputes/"]');
      await joost.page.goto(dispute);
      const file = await first(joost.page, 'main a[href^="/files/"]');
      await joost.page.goto("/conversations");
      const conversation = await first(joost.page, 'main tbody a[href^="/conversations/"]');
      const theirs = [dispute, file, conversation];

      const ruud = await person(here.house, { email: "ruud@maasland.example", javaScript: false });
      const ours = ["/disputes/analysis", "/settings/disputes", "/inbound", "/conversations", "/self-help", "/changes"];
      for (const address of [...theirs, ...ours.map((page) => `/staff${page}`)]) {
        assert.equal((await ruud.page.request.get(address)).status(), 404, `ruud at ${address}`);
      }
      // A colleague who may only look reads it, and can change nothing.
      const victor = await person(here.house, { email: "victor@ferrow.example", javaScript: false });
      assert.equal((await victor.page.goto(dispute)).status(), 200);
      for (const name of ["Send", "Take it back", "Accept", "Open it again"]) {
        assert.equal(await victor.page.getByRole("button", { name }).count(), 0, name);
      }
      // A clerk finds it in their own company, and not while they work for the other one.
      const lena = await person(here.house, { email: "lena@nordhaven.example", javaScript: false });
      const found = async (address) => (await lena.page.request.get(`/staff${address}`)).status();
      for (const address of theirs) assert.equal(await found(address), 200, address);
      await lena.page.goto("/staff/me");
      await lena.page.getByRole("button", { name: /^Go there: / }).click();
      for (const address of theirs) assert.equal(await found(address), 404, `the other company at ${address}`);
      await lena.page.goto("/staff/disputes?state=all&customer=Ferrow");
      assert.equal(await lena.page.locator('main a[href^="/staff/disputes/"]:not([href*="?"])', { hasText: "D-" }).count(), 0);
      for (const who of [joost, ruud, victor, lena]) await who.close();
    });

    it("who sign out are out", async () => {
      const who = await person(here.house, { email: "victor@ferrow.example", javaScript: false });
      await who.page.goto("/");
      const cookies = await who.context.cookies();
      await who.page.locator('form[action="/logout"] button').first().dispatchEvent("click");
      await who.page.waitForURL(/\/login/);
      await who.context.addCookies(cookies);
      await who.page.goto("/invoices");
      assert.match(who.page.url(), /\/login/);
      await who.close();
    });
  });
}
