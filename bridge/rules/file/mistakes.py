"""What may be wrong with how a rules file is written: each id with what it means.

Reading stops at these. What reads well and makes no sense is found by a check, which has its own
id (`bridge/rules/file/checks/`).
"""

MISTAKES = {
    "no-file": "The file cannot be read at all, or holds nothing.",
    "yaml-syntax": "The text is no YAML: a sign is missing, too many, or needs quotes.",
    "indentation": "A line begins in another column than its place in the file asks for.",
    "unquoted-word": "YAML reads the word as something else than text; put it in quotes.",
    "unknown-check": "The id behind `checks` is none of a check.",
    "unknown-key": "The key is not known here, or belongs elsewhere in the file; docs/rules.md "
    "lists all keys of each part.",
    "missing-key": "A key that is needed here is missing.",
    "repeated-key": "The key stands twice in one place, so that one of the two would be lost.",
    "missing-value": "The key stands there, and nothing behind it.",
    "unknown-word": "The word is none of those that this key takes. docs/rules.md lists those.",
    "wrong-shape": "One word, a list, or keys with values stand where something else is due.",
    "several-in-one": "Several words stand in one text where each must be an entry of its own.",
    "repeated-word": "The same word stands twice in one list.",
    "wrong-time": "The time is none that can be read, or not this long. It is a number and a unit, "
    "such as 7 days, 36 hours or 2 weeks.",
    "wrong-value": "The text cannot be the name or value that is asked for here.",
    "does-nothing": "The rule or part has nothing to do, such as 'add: VIP'; or the example "
    "nothing to promise, such as 'tags: VIP'.",
    "not-together": "Two keys or words that each make sense cannot stand together.",
    "cannot-do-there": "The destination has nothing of the kind, such as lists or automations. "
    "What each of them has stands in docs/destinations/.",
    "unknown-name": "The name is none of those that the file itself gives.",
    "example-failed": "An example of the file came out otherwise than it promises.",
}
