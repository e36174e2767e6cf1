// What a sender's client may ask the server for: a test compares this with the server.

import assert from "node:assert/strict";

/** Paths of the API, and those of every key in a body: `of.in` an object, `of[]` a list. */
/** @type {[RegExp, string[]|null][]} */
const API = [
  [
    /^POST \/messages$/,
    [
      "another",
      "channel",
      "compose_type",
      "draft_ref",
      "earlier",
      "format",
      "recipients",
      "recipients[]",
      "thread_ref",
    ],
  ],
  [
    /^POST \/messages\/match$/,
    ["channel", "recipients", "recipients[]", "sent_at", "thread_ref"],
  ],
  [/^POST \/messages\/[0-9a-f]{0,32}\/(viewing|stop)$/, []],
  [
    /^POST \/messages\/[0-9a-f]{0,32}\/sent$/,
    ["recipients", "recipients[]", "sent_at", "thread_ref"],
  ],
  [/^POST \/opens\/[0-9a-f]{0,32}\/mine$/, []],
  [/^(GET|DELETE) \/messages\/[0-9a-f]{0,32}$/, null],
  [/^GET \/(feed|me)$/, null],
  [/^GET \/feed\?before=[0-9]+$/, null],
  [/^PATCH \/me$/, ["preferences", "preferences.never_domains", "preferences.never_domains[]"]],
  [/^POST \/messages\/[0-9a-f]{0,32}\/links$/, ["target", "text"]],
];

/** @param {any} request @returns {string} "POST /messages" */
export function lineOf(request) {
  return `${request.method} ${request.url.replace("https://candor.example.com/api/v1", "")}`;
}

/** @param {any} request */
export function assertOfTheApi(request) {
  const line = lineOf(request);
  const known = API.find(([path]) => path.test(line));
  assert.ok(known, line);
  assert.ok(request.timeoutSeconds >= 1 && request.timeoutSeconds <= 10);
  assert.equal(request.headers["Authorization"], "Bearer carols-token");
  if (request.body === null) {
    assert.equal(known[1], null, line);
    return;
  }
  const body = JSON.parse(request.body);
  assert.deepEqual(
    pathsIn(body).filter((path) => !known[1]?.includes(path)),
    [],
  );
  if ("draft_ref" in body) {
    assert.match(body.draft_ref, /^[A-Za-z0-9_-]{8,64}$/);
    assert.match(body.compose_type, /^(new|reply|forward)$/);
    assert.ok(body.recipients.length >= 1 && body.recipients.length <= 100);
  }
  if ("earlier" in body) {
    assert.match(body.earlier, /^[0-9a-f]{32}$/);
  }
  if ("sent_at" in body) {
    assert.match(body.sent_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  assert.ok((body.thread_ref ?? "").length <= 255);
}

/** @param {any} value @param {string} [place] @returns {string[]} Of all of its keys. */
function pathsIn(value, place = "") {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const parts = Array.isArray(value)
    ? value.map((each) => [`${place}[]`, each])
    : Object.entries(value).map(([name, each]) => [
        place ? `${place}.${name}` : name,
        each,
      ]);
  return parts.flatMap(([path, each]) => [path, ...pathsIn(each, path)]);
}
