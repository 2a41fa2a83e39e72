// Lets forms ask a security key or passkey. A form says with data-key what to do ("get", "create" or "passkey")
// and with data-options what the server asks; without this script such a form stays hidden, and a code remains.
(function () {
  "use strict";
  const told = {
    NotAllowedError: "Dat is niet gelukt of afgebroken. Probeer het nog eens.",
    InvalidStateError: "Deze sleutel is al gekoppeld.",
    SecurityError: "De browser staat een sleutel op dit adres niet toe.",
    NotSupportedError: "Deze sleutel past hier niet.",
  };
  const unknown = "Er ging iets mis met de sleutel. Probeer het nog eens.";

  async function options(form) {
    if (form.dataset.key !== "passkey") {
      return JSON.parse(form.dataset.options);
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error("no options");
    }
    return (await answer.json()).request_options;
  }

  async function ask(form) {
    const place = form.querySelector(".key-trouble");
    place.hidden = true;
    try {
      const asked = await options(form);
      const make = form.dataset.key === "create" ? window.webauthnJSON.create : window.webauthnJSON.get;
      form.elements.credential.value = JSON.stringify(await make(asked));
      form.submit();
    } catch (error) {
      place.textContent = told[error.name] || unknown;
      place.hidden = false;
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.webauthnJSON || !window.webauthnJSON.supported()) {
      return;
    }
    document.querySelectorAll("form[data-key]").forEach(function (form) {
      form.hidden = false;
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        ask(form);
      });
    });
  });
})();
