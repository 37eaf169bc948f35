// The editor of the rules: line numbers that scroll along, and the check while somebody types. The
// Tab key moves on as on any page. Without this script the Check button does the same.
"use strict";

const QUIET = 500; // milliseconds without a key before the text is checked

class Gutter {
  constructor(element, text) {
    this.element = element;
    this.text = text;
    this.drawn = "";
    this.marks = new Map();
    text.addEventListener("scroll", () => this.follow());
    new ResizeObserver(() => this.follow()).observe(text);
  }

  mark(report) {
    this.marks = new Map();
    for (const each of report.warnings) this.marks.set(each.line, "doubted");
    for (const each of report.problems) this.marks.set(each.line, "marked");
    this.draw();
  }

  draw() {
    const lines = this.text.value.split("\n").length;
    const wanted = `${lines} ${[...this.marks].join(" ")}`;
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const list = document.createElement("ol");
    for (let number = 1; number <= lines; number += 1) {
      const line = document.createElement("li");
      line.textContent = number;
      if (this.marks.has(number)) line.className = this.marks.get(number);
      list.append(line);
    }
    this.element.replaceChildren(list);
    this.follow();
  }

  follow() { this.element.scrollTop = this.text.scrollTop; }
}

function startOf(text, line) {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return start;
}

function goTo(text, line) {
  const start = startOf(text.value, line);
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
  const height = Number.parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (line - 4) * height);
}

function finding(each) {
  const item = document.createElement("li");
  const where = document.createElement(each.line ? "a" : "span");
  where.textContent = each.line ? `Line ${each.line}` : "The file";
  if (each.line) { where.href = "#rules-text"; where.dataset.line = each.line; } else where.className = "key";
  const message = document.createElement("span");
  message.className = "message";
  message.textContent = each.message;
  item.append(where, each.owner ? `, ${each.owner}: ` : ": ", message);
  if (each.suggestion) {
    const suggestion = document.createElement("strong");
    suggestion.textContent = each.suggestion;
    item.append(" ", suggestion);
  }
  return item;
}

function list(element, found) {
  // What did not change stays, so that a link that has the focus keeps it.
  const told = JSON.stringify(found);
  if (element.dataset.told !== told) {
    element.dataset.told = told;
    element.replaceChildren(...found.map(finding));
  }
}

class Check {
  constructor(form, text, gutter) {
    this.form = form;
    this.text = text;
    this.gutter = gutter;
    this.says = form.querySelector("#check-says");
    this.timer = 0;
    this.asked = null;
  }

  soon() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), QUIET);
  }

  async now() {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const body = new URLSearchParams({ text: this.text.value, base: this.form.elements.base.value });
    try {
      const answer = await fetch(this.form.dataset.check, { method: "POST", body, signal: asked.signal, headers: { "X-CSRFToken": token, Accept: "application/json" } });
      if (answer.redirected) this.say("You are logged out. Copy your text, and log in again.");
      else if (answer.status === 413) this.say("The text is too long to be checked.");
      else if (answer.ok) this.tell(await answer.json());
      else this.say("It could not be checked now; it is tried again when you type.");
    } catch (error) {
      if (error.name !== "AbortError") this.say("It could not be checked: the bridge does not answer.");
    }
  }

  tell(report) {
    this.say(report.says + (report.more ? ` ${report.more} more are not listed.` : ""));
    const problems = this.form.querySelector(".problems");
    const doubts = this.form.querySelector(".doubts");
    list(problems, report.problems);
    list(doubts.querySelector(".warnings"), report.warnings);
    problems.hidden = report.problems.length === 0;
    doubts.hidden = report.warnings.length === 0;
    this.gutter.mark(report);
  }

  say(sentence) {
    // A screen reader tells it when it changes, and only then.
    if (this.says.textContent !== sentence) this.says.textContent = sentence;
  }
}

function keepsColumn(text, event) {
  // A new line begins in the column of the one before. It is typed as by hand, so that it is undone.
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const blanks = text.value.slice(start, text.selectionStart).match(/^ */)[0];
  if (blanks && document.execCommand("insertText", false, `\n${blanks}`)) event.preventDefault();
}

function edit(form) {
  const text = form.querySelector("#rules-text");
  const gutter = new Gutter(form.querySelector(".gutter"), text);
  const check = new Check(form, text, gutter);
  const before = text.value;
  let isSent = false;
  text.addEventListener("input", () => { gutter.draw(); check.soon(); });
  text.addEventListener("keydown", (event) => keepsColumn(text, event));
  form.addEventListener("submit", () => { isSent = true; });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(text, Number(link.dataset.line));
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && text.value !== before) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { isSent = false; gutter.draw(); check.now(); });
  gutter.draw();
  const at = /^#line-(\d{1,6})$/.exec(window.location.hash);
  if (at) goTo(text, Number(at[1]));
}

const form = document.getElementById("editor");
if (form) edit(form);
