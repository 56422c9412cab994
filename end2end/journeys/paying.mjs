// The main job: several invoices at once, by card and by a debit that comes back.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cents, person } from "../house.mjs";

/** Moves the demonstration's clock on and waits until it has arrived. */
export async function passDays(here, days) {
  const ada = await person(here.house, { email: "ada@nordhaven.example", javaScript: false });
  await ada.page.goto("/staff/clock");
  const today = await ada.page.locator("time").first().getAttribute("datetime");
  const target = new Date(`${today.slice(0, 10)}T00:00:00Z`);
  target.setUTCDate(target.getUTCDate() + days);
  await ada.page.locator('input[type="date"]').fill(target.toISOString().slice(0, 10));
  await ada.page.getByRole("button", { name: "Move the clock" }).click();
  for (let tries = 0; tries < 600; tries += 1) {
    await ada.page.goto("/staff/clock");
    const now = await ada.page.locator("time").first().getAttribute("datetime");
    const isThere = now.slice(0, 10) >= target.toISOString().slice(0, 10);
    if (isThere && (await ada.page.getByText("On the way to").count()) === 0) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  await ada.close();
}

/** What the statement says is owed today, in cents. */
async function closing(page, kind) {
  await page.goto(`/statement?kind=${kind}&currency=EUR`);
  return cents(await page.locator("main tfoot .key").last().innerText());
}

async function choose(page, count) {
  await page.goto("/invoices?show=open");
  const boxes = page.locator('main input[name="invoice"]:enabled');
  assert.ok((await boxes.count()) >= count);
  for (let n = 0; n < count; n += 1) await boxes.nth(n).check();
}

export function paying(here) {
  describe("paying", () => {
    for (const javaScript of [true, false]) {
      it(`two invoices by card, ${javaScript ? "with" : "without"} JavaScript`, async () => {
        const who = await person(here.house, { email: "joost@ferrow.example", javaScript });
        const { page } = who;
        const before = await closing(page, "forward");
        await choose(page, 2);
        await page.getByRole("button", { name: "Review and pay" }).click();
        await page.waitForURL(/\/pay\?/);
        await page.locator('input[name="method"][value="card"]').check();
        await chooseInstrument(page, "card_pays");
        await computeAgain(page);
        const charged = cents(await page.locator(".stub .display").first().innerText());
        await page.locator('button[name="do"][value="pay"]').click();
        await page.waitForURL(/\/payments\/[0-9a-f-]+/);
        await page.getByText(/settled/i).first().waitFor();
        const payment = page.url();
        const after = await closing(page, "forward");
        assert.equal(await closing(page, "open"), after, "both statements close on the same figure");
        await page.goto(`${payment}/receipt`);
        const receipt = await page.getByRole("main").innerText();
        assert.match(receipt, /fee/i);
        assert.ok(charged >= before - after, "what was charged is what the balance fell by, and the fee");
        assert.deepEqual(who.complaints, []);
        await who.close();
      });
    }

    it("a debit is on its way, settles, and comes back: every view agrees", async () => {
      const who = await person(here.house, { email: "joost@ferrow.example" });
      const { page } = who;
      await choose(page, 1);
      const owed = await closing(page, "forward");
      await choose(page, 1);
      await page.getByRole("button", { name: "Review and pay" }).click();
      await page.locator('input[name="method"][value="bank_debit"]').check();
      await chooseInstrument(page, "debit_returned");
      await computeAgain(page);
      const charged = cents(await page.locator(".stub .display").first().innerText());
      await page.locator('button[name="do"][value="pay"]').click();
      await page.waitForURL(/\/payments\/[0-9a-f-]+/);
      const payment = page.url();
      await page.getByText("On its way").first().waitFor();
      assert.equal(await closing(page, "forward"), owed, "nothing is paid before it settles");

      await passDays(here, 5);
      await page.goto(payment);
      await page.getByText(/settled/i).first().waitFor();
      const paid = await closing(page, "forward");
      assert.equal(await closing(page, "open"), paid);

      await passDays(here, 10);
      await page.goto(payment);
      await page.getByText("Came back").first().waitFor();
      assert.equal(await closing(page, "open"), await closing(page, "forward"));
      assert.ok(charged > 0);
      assert.deepEqual(who.complaints, []);
      await who.close();
    });

    it("who may only view is offered no button", async () => {
      const who = await person(here.house, { email: "victor@ferrow.example" });
      await who.page.goto("/pay?due=today&currency=EUR");
      assert.equal(await who.page.locator('button[name="do"][value="pay"]').count(), 0);
      await who.close();
    });
  });
}

/** Without scripts by the button; with them the page has done it by itself. */
export async function computeAgain(page) {
  const button = page.getByRole("button", { name: "Compute again" }).first();
  if (await button.isVisible()) await button.click();
  else await page.waitForTimeout(1500);
}

export async function chooseInstrument(page, token) {
  const radio = page.locator(`input[name="instrument"][value="${token}"]`);
  if (await radio.count()) {
    await radio.check();
    return;
  }
  await page.locator(`select:has(option[value="${token}"])`).selectOption(token);
}
