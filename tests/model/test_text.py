"""What a thing is called, and how it is printed, wherever people or scripts read it."""

import json

from bridge.model.text import json_text


def test_json_that_is_printed_steers_neither_a_terminal_nor_a_page_and_reads_as_what_came() -> None:
    came = {"name": 'Zoë \u202e\u2066\x1b[2J\x85\u2028\u200b\ufeff\ud800 \U000e0041 🎓\n"ok" 日本'}
    assert json_text(came) == (
        '{\n  "name": "Zoë \\u202e\\u2066\\u001b[2J\\u0085\\u2028\\u200b\\ufeff\\ud800 '
        '\\udb40\\udc41 🎓\\n\\"ok\\" 日本"\n}'
    )
    assert json.loads(json_text(came)) == came
