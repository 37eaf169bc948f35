// What every page does by itself: times in the reader's zone, parts that stay up to date, and
// buttons that copy. Without it a page is as good, and is loaded anew by hand.
"use strict";

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const MINUTE = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

// What a <time> shows. One within a sentence says so: there it reads on after "since" or "on", and
// it may be no more exact than the minute.
function words(each, time) {
  const today = time.toDateString() === new Date().toDateString();
  const clock = (each.hasAttribute("data-to-the-second") ? SECONDS : CLOCK).format(time);
  if (each.dataset.within === "clock" && today) return clock;
  return today && !each.dataset.within ? `today, ${clock}` : `${DAY.format(time)}, ${clock}`;
}

function exact(each, time) {
  const roughly = each.dataset.within && !each.hasAttribute("data-to-the-second");
  return roughly ? MINUTE.format(time) : `${EXACT.format(time)} (${time.toISOString()})`;
}

function tellTimes(root) {
  for (const each of root.querySelectorAll("time[datetime]:not([data-told])")) {
    const time = new Date(each.getAttribute("datetime"));
    if (Number.isNaN(time.getTime())) continue;
    each.dataset.told = "";
    each.title = exact(each, time);
    if (!each.hasAttribute("data-as-it-stands")) each.textContent = words(each, time);
  }
}

function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const each of document.querySelectorAll("[data-zone]")) each.textContent = zone || each.textContent;
}

// An element that says data-live="3" is fetched anew every three seconds, from the address in its
// data-live-from or from that of this page, until the new one does not say so any more; each with
// data-with of its id comes along. What somebody types, selects or has opened in it is left alone,
// and so is all of it as long as nothing is new.
const WAITING = new Map();
const CAME = new Map();

function asItCame(part) { return part.outerHTML.replace(/ value="[^"]*"/g, ""); }

function isInUse(part) {
  const at = document.activeElement;
  const types = at && part.contains(at) && at.matches("input, textarea, select");
  const selection = window.getSelection();
  const marks = selection && !selection.isCollapsed && part.contains(selection.anchorNode);
  return types || marks;
}

function put(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const again = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.getAttribute("href") && `a[href="${CSS.escape(focused.getAttribute("href"))}"]`);
  const open = [...part.querySelectorAll("details")].map((each) => each.open);
  const details = fresh.querySelectorAll("details");
  details.forEach((each, index) => { each.open = details.length === open.length ? open[index] : each.open || open[index]; });
  part.replaceWith(fresh);
  tellTimes(fresh);
  if (again) fresh.querySelector(again)?.focus();
}

// What is wrong stands on top of every page, and is as new as the part that is followed.
function putTroubles(page) {
  const part = document.getElementById("troubles");
  const fresh = page.getElementById("troubles");
  if (part && fresh && !isInUse(part) && part.textContent !== fresh.textContent) put(part, document.adoptNode(fresh));
}

function putNew(part, fresh) {
  if (!fresh || isInUse(part)) return;
  const came = asItCame(fresh);
  if (CAME.get(part.id) === came) return;
  CAME.set(part.id, came);
  put(part, document.adoptNode(fresh));
  follow(fresh);
}

async function renew(id) {
  WAITING.delete(id);
  const part = document.getElementById(id);
  if (!part) return;
  if (document.hidden || isInUse(part)) return later(part, 1);
  try {
    const from = part.dataset.liveFrom || window.location.href;
    const answer = await fetch(from, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname.endsWith("/log-in")) return window.location.reload();
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    putTroubles(page);
    const fresh = page.getElementById(id);
    if (fresh && !isInUse(part)) {
      putNew(part, fresh);
      for (const each of document.querySelectorAll(`[data-with="${id}"][id]`)) putNew(each, page.getElementById(each.id));
      return later(fresh.isConnected ? fresh : part);
    }
  } catch { /* the network is away: it is asked again */ }
  later(part, 3);
}

function later(part, least = 0) {
  const seconds = Math.max(least, Number(part.dataset.live));
  if (!part.id || !(seconds >= 0) || part.dataset.live === undefined || WAITING.has(part.id)) return;
  WAITING.set(part.id, window.setTimeout(() => renew(part.id), seconds * 1000));
}

function follow(root) {
  for (const part of root.querySelectorAll("[data-live][id]")) later(part);
  if (root.matches && root.matches("[data-live][id]")) later(root);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    button.textContent = "Copied";
  } catch {
    from.select?.();
    button.textContent = "Press Ctrl-C";
  }
});

// What is typed beside a choice is the choice; and whoever chooses another leaves it as it was.
document.addEventListener("input", (event) => {
  const way = event.target.closest(".way");
  const choice = way?.querySelector('input[type="radio"]');
  if (!choice) return;
  choice.checked = true;
  if (event.target !== choice) return;
  for (const each of choice.form.querySelectorAll('.way input[type="text"]')) if (!way.contains(each)) each.value = each.defaultValue;
});

for (const part of document.querySelectorAll("[data-live][id], [data-with][id]")) CAME.set(part.id, asItCame(part));
tellTimes(document);
tellZone();
follow(document);
