"""One file a family of rules, one generator a rule: a Case goes in, findings come out, and nothing else happens.

The function of a rule has the rule's name, with underscores. A check says `fail` for what is proved and an open
question for what it would have to know; where all is well it says nothing.
"""
