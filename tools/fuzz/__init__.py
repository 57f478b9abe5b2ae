"""A fuzzer: feeds vpclint what nobody should write, and looks for crashes, hangs and lies.

    python -m tools.fuzz --count 100000 --seed 1 --jobs 2    so many inputs, drawn by that seed
    python -m tools.fuzz --seed 1 --index 4711 --keep DIR    one of them again, its files kept in a folder

Each input is drawn from its seed and its index alone. It goes through the readers, the checks and both renderers, in
this process. What counts as a failure:

* an exception that is none of vpclint's own errors, more memory or processor time than an input may take, a crash of
  the interpreter;
* a character in the output that a terminal obeys, or a JSON report that is none;
* a lie: a state that has lost a fact, and no longer says "cannot tell" or the same, but something else.
"""
