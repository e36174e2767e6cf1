"use strict";

// Starts the pane, or says why it cannot. Outlook offers the pane beside mail that is
// read down to versions whose engine cannot run it, the one of Internet Explorer among
// them: so this one file is written in ES5 and uses nothing newer.

(function () {
  /** @type {Record<string, {old: string, lost: string}>} */
  var SAID = {
    en: {
      old: "This Outlook is too old for Candor. It works in newer versions and in Outlook on the web.",
      lost: "Candor could not be loaded. Check the connection, then close this pane and open it again.",
    },
    de: {
      old: "Dieses Outlook ist zu alt für Candor. Es läuft in neueren Versionen und in Outlook im Web.",
      lost: "Candor konnte nicht geladen werden. Prüfen Sie die Verbindung, schließen Sie diesen Bereich und öffnen Sie ihn noch einmal.",
    },
    fr: {
      old: "Cet Outlook est trop ancien pour Candor, qui fonctionne dans les versions plus récentes et dans Outlook sur le web.",
      lost: "Candor n'a pas pu être chargé. Vérifiez la connexion, puis fermez ce volet et rouvrez-le.",
    },
    es: {
      old: "Este Outlook es demasiado antiguo para Candor, que funciona en versiones más recientes y en Outlook en la web.",
      lost: "No se pudo cargar Candor. Compruebe la conexión, cierre este panel y ábralo de nuevo.",
    },
    it: {
      old: "Questo Outlook è troppo vecchio per Candor, che funziona nelle versioni più recenti e in Outlook sul web.",
      lost: "Non è stato possibile caricare Candor. Controlli la connessione, poi chiuda questo riquadro e lo riapra.",
    },
  };

  /** @param {"old" | "lost"} what */
  function say(what) {
    var language = String(navigator.language || "").slice(0, 2).toLowerCase();
    var known = Object.prototype.hasOwnProperty.call(SAID, language);
    var texts = /** @type {{old: string, lost: string}} */ (SAID[known ? language : "en"]);
    var place = /** @type {HTMLElement} */ (document.querySelector("main"));
    var line = document.createElement("p");
    line.className = "lost";
    line.setAttribute("role", "alert");
    line.appendChild(document.createTextNode(texts[what]));
    document.documentElement.lang = known ? language : "en";
    place.textContent = "";
    place.appendChild(line);
  }

  // Came after every bit of syntax that the pane is written in: Chrome 92, Safari 15.4.
  if (!("at" in Array.prototype)) {
    say("old");
    return;
  }
  if (!("Office" in window)) {
    say("lost");
    return;
  }
  var script = document.createElement("script");
  script.type = "module";
  script.src = "main.js";
  script.onerror = function () {
    say("lost");
  };
  document.head.appendChild(script);
})();
