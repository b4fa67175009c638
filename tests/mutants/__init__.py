"""Put small faults into the rules, one at a time, and see whether a test notices.

`make mutants` runs it. The faults are those of cosmic-ray's default operators. Left out is only
what can never run: annotations, blocks for the type checker, faults that Python cannot compile
and faults that compile to the same code. All others that no test notices count as alive, also
those that change nothing anybody could see.

How it is fast: one process imports the market and collects the tests once. Each fault is tried
in a fork of it, on a copy of the migrated database in memory, with the tests that run the
faulty lines and stop at the first that fails (`warm`). Within a function the fault is put in by
giving the living function another code object. What runs while a module is imported (fields,
constants, decorators) needs a process that has not imported it yet (`cold`).
"""
