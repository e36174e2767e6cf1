"use strict";

/**
 * Where your Candor answers: https, no slash at the end. The one setting of the add-on;
 * urlFetchWhitelist and logoUrl in appsscript.json name the same host.
 */
const CANDOR_URL = "https://candor.example.com";

/** Gmail ends an add-on after 30 s; what is left is for drawing the card. */
const BUDGET_SECONDS = 25;

/** How long one request may take, in seconds. */
const REQUEST_SECONDS = 10;

/**
 * Widgets of a list on one card, as many as one answer of the feed holds; Gmail refuses a
 * card with more than 100 in all.
 */
const LISTED_AT_MOST = 50;
