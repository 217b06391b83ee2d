"use strict";
const rows = Array.from(document.querySelectorAll("tbody tr"));
const doubt = document.getElementById("doubt");
const words = document.getElementById("words");
function show() {
  const limit = Number(doubt.value);
  const wanted = words.value.toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const alone = row.classList.contains("alone");
    const fits = limit < 0 ? alone : limit > 1 || (!alone && Number(row.dataset.p || 1) < limit);
    const visible = fits && (!wanted || row.textContent.toLowerCase().includes(wanted));
    row.classList.toggle("hidden", !visible);
    shown += visible ? 1 : 0;
  }
  document.getElementById("counts").textContent = shown + " of " + rows.length + " rows";
}
doubt.addEventListener("change", show);
words.addEventListener("input", show);
show();
