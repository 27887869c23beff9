// Comfort only: everything on the page can be read without this.
(function () {
  "use strict";

  function select(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copy(button, code) {
    function done(words) {
      button.textContent = words;
      setTimeout(function () { button.textContent = "Copy"; }, 1500);
    }
    function fallback() {
      select(code);
      done(document.execCommand("copy") ? "Copied" : "Selected");
    }
    if (!navigator.clipboard) return fallback();
    navigator.clipboard.writeText(code.textContent).then(function () { done("Copied"); }, fallback);
  }

  document.querySelectorAll(".copy").forEach(function (button) {
    var code = button.parentNode.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", function () { copy(button, code); });
  });

  document.querySelectorAll(".lanes").forEach(function (lanes) {
    var button = document.createElement("button");
    var open = false;
    button.className = "openall";
    button.type = "button";
    button.textContent = "Open all steps";
    button.addEventListener("click", function () {
      open = !open;
      lanes.querySelectorAll("details").forEach(function (one) { one.open = open; });
      button.textContent = open ? "Close all steps" : "Open all steps";
    });
    lanes.previousElementSibling.appendChild(button);
  });
})();
