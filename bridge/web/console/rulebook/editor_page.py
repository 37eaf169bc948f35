"""Where rules are written: checked as one types, and handed on to their plan."""

from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from bridge.explain.rulebook.check_report import CheckReport, Finding, check_report
from bridge.model.errors import BridgeError
from bridge.model.line_merge import Clash, merge_lines
from bridge.reconcile.publishing.checked_rules import LookedOver, look_over
from bridge.reconcile.publishing.refusals import raise_if_others
from bridge.rules.file.yaml.parse import MOST_BYTES
from bridge.store.publishing.drafts import Drafts
from bridge.web.console.rulebook.plan_threads import begin_plan
from bridge.web.console.rulebook.standing_rules import (
    StandingRules,
    published_rules,
    standing_rules,
)
from bridge.web.console.rulebook.typed_text import typed_note, typed_number, typed_text
from bridge.web.console.shell import sessions
from bridge.web.console.shell.replies import NotAPage, say, to
from bridge.web.installation import Installation

SWITCHED_OFF = (
    "Rules are changed by a deploy alone here: RULES_PUBLISH is deploy. Change the rules file, and "
    "deploy it. To change them on this page, too, set RULES_PUBLISH to both and restart the bridge."
)
_SAME = "Nothing is changed yet: this is what counts already."
_NEWER = (
    "Meanwhile version {} was published, which this was not written over. Go on to the plan: it "
    "shows the difference, and brings both together."
)
_NONE_YET = (
    "No rules were published yet. The workers do that when they start; whether they run, the page "
    "Set-up says."
)


@dataclass(frozen=True)
class WrittenRules:
    """What somebody writes over the publication `base`. `clashes` are lines that others changed
    meanwhile, too; `draft` is the one that this is to take the place of."""

    text: str
    base: int | None
    name: str
    note: str = ""
    clashes: tuple[Clash, ...] = ()
    draft: int | None = None


class EditorPage:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._drafts = Drafts(here.engine)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/rules/edit", "rules_edit", self.edit, methods=["GET", "POST"])
        routes.add_url_rule("/rules/check", "rules_check", self.check, methods=["POST"])
        routes.add_url_rule("/rules/drafts", "rules_plan", self.plan, methods=["POST"])

    def edit(self) -> Response:
        """The text that counts, or of an older `version`, or of a `draft`, which `merge` brings
        together with what was published since. A form may bring any other."""
        counts = standing_rules(self._here)
        if not self._here.config.publishes_in_console or counts is None:
            return _cannot(counts)
        if request.method == "POST":
            written = self._sent(counts)
            return self._page(written, counts, self._report(written))
        written = self._asked_for(counts)
        return self._page(written, counts, self._report(written) if request.args else None)

    def check(self) -> Response:
        """The same messages, for the script that asks while somebody types."""
        counts = standing_rules(self._here)
        if counts is None:
            return jsonify(asdict(CheckReport(_NONE_YET)) | {"is_good": True})
        written = self._sent(counts)
        report = self._report(written)
        if written.base != counts.number:
            newer = Finding(0, "", _NEWER.format(counts.number), "", "")
            report = replace(report, warnings=(newer, *report.warnings))
        return jsonify(asdict(report) | {"is_good": report.is_good})

    def plan(self) -> Response:
        counts = standing_rules(self._here)
        if not self._here.config.publishes_in_console or counts is None:
            return _cannot(counts)
        written = self._sent(counts)
        looked = look_over(written.text, written.name)
        if looked.problems:
            return self._page(written, counts, check_report(looked), status=422)
        if problem := _in_the_way(looked, written, counts):
            return self._page(written, counts, check_report(looked), problem, status=422)
        who = sessions.who()
        id_ = self._drafts.begin(written.text, written.name, written.base, who, written.note)
        begin_plan(self._here, id_)
        if written.draft is not None:
            self._drafts.drop(written.draft)
        return to(url_for(".rules_draft", id_=id_))

    def _sent(self, counts: StandingRules) -> WrittenRules:
        base = typed_number(request.form.get("base", "")) or counts.number
        over = self._version(base) or counts
        text = typed_text(request.form.get("text", ""), over.book.text)
        note, draft = (request.form.get(each, "") for each in ("note", "draft"))
        return WrittenRules(
            text, base, counts.book.name, typed_note(note), draft=typed_number(draft)
        )

    def _asked_for(self, counts: StandingRules) -> WrittenRules:
        number, draft_id = (typed_number(request.args.get(n, "")) for n in ("version", "draft"))
        if draft_id is not None:
            return self._draft(draft_id, counts)
        found = counts if number is None else self._version(number)
        if found is None:
            raise NotAPage
        note = "" if found.number == counts.number else f"version {found.number} again"
        return WrittenRules(found.book.text, counts.number, counts.book.name, note)

    def _draft(self, id_: int, counts: StandingRules) -> WrittenRules:
        draft = self._drafts.find(id_)
        if draft is None:
            raise NotAPage
        written = WrittenRules(draft.text, draft.base, counts.book.name, draft.note, draft=id_)
        if "merge" not in request.args or draft.base == counts.number:
            return written
        before = self._version(draft.base) if draft.base else None
        old, end = before.book.text if before else "", "\r\n" if "\r\n" in draft.text else "\n"
        both = merge_lines(old, draft.text, counts.book.text)
        text = typed_text(both.text, end)
        return replace(written, text=text, base=counts.number, clashes=tuple(both.clashes))

    def _version(self, number: int | None) -> StandingRules | None:
        if number is None:
            return None
        with self._here.engine.connect() as connection:
            return published_rules(self._here, connection, number)

    def _report(self, written: WrittenRules) -> CheckReport:
        return check_report(look_over(written.text, written.name))

    def _page(
        self,
        written: WrittenRules,
        counts: StandingRules,
        report: CheckReport | None,
        problem: str = "",
        status: int = 200,
    ) -> Response:
        page = render_template(
            "rulebook/editor.html", written=written, counts=counts, report=report,
            problem=problem, most=MOST_BYTES,
        )  # fmt: skip
        return make_response(page, status)


def _cannot(counts: StandingRules | None) -> Response:
    if counts is None:
        return say(409, "There is nothing to change yet", _NONE_YET)
    return say(403, "Rules are not changed here", SWITCHED_OFF)


def _in_the_way(looked: LookedOver, written: WrittenRules, counts: StandingRules) -> str:
    """What keeps a good text from being published, as far as it is known by now."""
    if written.text == counts.book.text:
        return _SAME
    try:
        if looked.rules and counts.rules:
            raise_if_others(counts.rules.destinations, looked.rules.destinations)
    except BridgeError as error:
        return str(error)
    return ""
