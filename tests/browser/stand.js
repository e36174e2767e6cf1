"use strict";

// After the desk's office.js: an Office over a mailbox in the same page, set up from
// window.STAND, with a note of every member that is touched.

/* global officeOver */

const stand = window.STAND ?? {};
window.touched = [];
for (const [name, value] of Object.entries(stand.stored ?? {})) {
  localStorage.setItem(name, JSON.stringify(value));
}

if (stand.old) {
  // As in the engines of before 2022, and of before the pane's own syntax.
  delete Array.prototype.at;
}
if (stand.older) {
  for (const name of ["any", "timeout"]) {
    delete AbortSignal[name];
  }
  delete Array.prototype.findLast;
}
if (stand.noCopy) {
  document.execCommand = () => false;
}

/** Note each name on the way to a member. */
const spied = (thing, path) =>
  new Proxy(thing, {
    get(target, key) {
      const value = target[key];
      if (typeof key === "symbol") {
        return value;
      }
      window.touched.push(`${path}.${key}`);
      if (typeof value === "function") {
        return value.bind(target);
      }
      const plain = value && [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
      return plain ? spied(value, `${path}.${key}`) : value;
    },
  });

const mailboxed = import("/host.js").then(({ Draft, Mailbox, Refusal, SentCopy }) => {
  const mailbox = new Mailbox({
    email: "alice@north.example",
    platform: stand.platform,
    settings: stand.settings,
    token: async (asked) => {
      if (stand.signedOut || (stand.lacks && asked.authChallenge)) {
        throw new Refusal("13001", 13001);
      }
      return "alice's token";
    },
  });
  for (const [name, code] of Object.entries(stand.faults ?? {})) {
    mailbox.faults.set(name, new Refusal(String(code), code));
  }
  if (stand.draft) {
    mailbox.item = new Draft(stand.draft);
    mailbox.item.onInsert = (html) => {
      window.inserted = html;
    };
  } else if (stand.mail) {
    mailbox.item = new SentCopy(stand.mail);
  }
  mailbox.openDialog = (url) => {
    if (stand.popups) {
      throw new Refusal("no window", { blocked: 12011, lost: 12004 }[stand.popups]);
    }
    const opened = window.open(url, "_blank", "popup,width=440,height=520");
    const look = setInterval(() => {
      if (opened.closed) {
        clearInterval(look);
        side.fire("dialog", "dialogEventReceived", { error: 12006 });
      }
    }, 100);
    mailbox.closeDialog = () => {
      clearInterval(look);
      opened.close();
    };
  };
  mailbox.openItem = (itemId) => {
    if (itemId !== "item-1") {
      throw new Refusal("ItemNotFound", 9019);
    }
    window.openedItem = itemId;
  };
  window.mailbox = mailbox;
  return mailbox;
});
const side = officeOver((name, args) =>
  name === "ui.messageParent"
    ? window.opener.dialogSays("dialogMessageReceived", { message: args[0], origin: location.origin })
    : mailboxed.then((mailbox) => mailbox.answer(name, args)),
);
window.dialogSays = async (type, told) => side.fire("dialog", type, told);
side.Office.context.requirements = {
  isSetSupported: (name, version) => Boolean(stand.nests) && `${name} ${version}` === "NestedAppAuth 1.1",
};
if (stand.theme) {
  side.Office.context.officeTheme = { bodyBackgroundColor: stand.theme };
}
window.changeTheme = (colour) => {
  side.Office.context.officeTheme.bodyBackgroundColor = colour;
};
side.Office.context.displayLanguage = stand.language ?? "en-GB";
if (stand.opensNothing) {
  delete side.Office.context.mailbox.displayMessageFormAsync;
}
window.Office = spied(side.Office, "Office");
window.OfficeRuntime = spied(side.OfficeRuntime, "OfficeRuntime");
if (stand.bare) {
  delete window.Office;
}
window.runEvent = (name) => new Promise((completed) => side.run(name, completed));
/** Have the pane look at the draft now, rather than at its next look. */
window.noticeDraft = () => side.fire("item", "recipientsChanged");
mailboxed.then((mailbox) => side.moveTo(mailbox.place()));
