// Every journey, on one server: they run one after the other, as days do.
import { after, before, describe } from "node:test";
import * as house from "./house.mjs";
import { answering } from "./journeys/answering.mjs";
import { branding } from "./journeys/branding.mjs";
import { choosing } from "./journeys/choosing.mjs";
import { disputing } from "./journeys/disputing.mjs";
import { files } from "./journeys/files.mjs";
import { helping } from "./journeys/helping.mjs";
import { looks } from "./journeys/looks.mjs";
import { papers } from "./journeys/papers.mjs";
import { paying } from "./journeys/paying.mjs";
import { promising } from "./journeys/promising.mjs";
import { sending } from "./journeys/sending.mjs";
import { settling } from "./journeys/settling.mjs";
import { staff } from "./journeys/staff.mjs";
import { strangers } from "./journeys/strangers.mjs";
import { viewing } from "./journeys/viewing.mjs";

describe("Quittance", () => {
  const here = {};
  before(async () => {
    here.house = await house.open();
  });
  after(async () => {
    await here.house?.close();
  });
  strangers(here);
  looks(here);
  promising(here);
  paying(here);
  disputing(here);
  settling(here);
  answering(here);
  helping(here);
  choosing(here);
  sending(here);
  papers(here);
  viewing(here);
  branding(here);
  files(here);
  staff(here);
});
