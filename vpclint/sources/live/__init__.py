"""States taken from AWS itself, with read-only calls through boto3: which calls, in what order, what becomes of them.

What is asked, and what follows from an answer, is plain data (`operations`, `scope`, `gathering`, `roles`), so that the
permissions are known before the first call; only `session`, `accounts` and `outcomes` know boto3.
"""
