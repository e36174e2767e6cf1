// A request's time limit, in engines old and new.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { limit } from "../../../addin_manifest/taskpane/limit.js";

/** @param {() => void} work */
function timed(work) {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    work();
  } finally {
    mock.timers.reset();
  }
}

test("it ends a request when the time is up, and not before", () =>
  timed(() => {
    const { signal } = limit(40000);
    mock.timers.tick(39999);
    assert.equal(signal.aborted, false);
    mock.timers.tick(1);
    assert.equal(signal.aborted, true);
  }));

test("it ends a request when the pane lets go of it", () =>
  timed(() => {
    const pane = new AbortController();
    const { signal } = limit(40000, pane.signal);
    pane.abort();
    assert.equal(signal.aborted, true);
    assert.equal(limit(40000, pane.signal).signal.aborted, true);
  }));

test("it lets an answered request alone", () =>
  timed(() => {
    const pane = new AbortController();
    const { signal, release } = limit(40000, pane.signal);
    release();
    mock.timers.tick(40000);
    pane.abort();
    assert.equal(signal.aborted, false);
  }));
