"""Campaigns that try to break the library: long runs, each with a short version among the tests.

`python -m fuzz`         hostile input of every kind
`python -m fuzz.kills`   kill -9 at random moments of every command that writes a file
`python -m fuzz.matrix`  the same bytes under other hash seeds, locales, time zones, processes, Pythons
"""
