// What Datasette's pages do in inline scripts, which our policy does not let run.
"use strict";

// table.js asks for it when a column's menu is opened.
window.DATASETTE_ALLOW_FACET = true;

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("textarea#sql-editor");
  if (box && window.CodeMirror) {
    makeEditor(box);
  }
  document.body.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.details-menu[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
});

function makeEditor(box) {
  const editor = CodeMirror.fromTextArea(box, {
    mode: "text/x-sql",
    lineNumbers: true,
    lineWrapping: true,
    extraKeys: { "Shift-Enter": () => box.form.requestSubmit(), Tab: false },
  });
  const button = document.querySelector("button#sql-format");
  if (button && window.sqlFormatter) {
    button.hidden = false;
    button.addEventListener("click", () => {
      editor.setValue(sqlFormatter.format(editor.getValue()));
    });
  }
}
