"""What may stand in rules.yaml: keys, words, phrases, times; and what was probably meant."""
